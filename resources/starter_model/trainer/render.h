#pragma once

#include "resources/starter_model/trainer/scene.h"

// Pictures by sphere tracing; host and device, as scene.h.

namespace espalier::starter {

/// A pinhole; the picture is the square of half side `half` around (u, v) on the plane at distance 1.
struct Camera {
    Vec position, right, up, forward;
    float u = 0.0f, v = 0.0f, half = 0.5f;
};

struct Light {
    Vec direction;           ///< towards the key light, unit
    Vec colour{1, 1, 1};     ///< of the key light
    float key = 1.0f;        ///< its strength
    float ambient = 0.5f;    ///< of the sky
    float fill = 0.1f;       ///< from the camera
    float softness = 10.0f;  ///< of the key light's shadow: small is soft
};

/// What lies under a pixel's middle.
struct SurfacePoint {
    Vec normal, position;
    Material material;
    float hit = 0.0f;
};
constexpr int kSurfaceChannels = 12;  ///< normal 0-2, position 3-5, colour 6-8, metallic, roughness, hit

/// Objects fill [-0.5, 0.5]^3; what is traced is a little larger.
constexpr float kTracedHalf = 0.52f;

ESPALIER_BOTH bool trace(const Primitive* program, int count, Vec origin, Vec ray, float* hitAt) {
    float begin = 0.0f, end = 1e3f;
    const float o[3] = {origin.x, origin.y, origin.z}, d[3] = {ray.x, ray.y, ray.z};
    for (int axis = 0; axis < 3; ++axis) {
        const float inverse = 1.0f / (fabsf(d[axis]) < 1e-8f ? 1e-8f : d[axis]);
        const float a = (-kTracedHalf - o[axis]) * inverse, b = (kTracedHalf - o[axis]) * inverse;
        begin = fmaxf(begin, fminf(a, b));
        end = fminf(end, fmaxf(a, b));
    }
    if (begin > end) return false;
    constexpr int kSteps = 80;
    constexpr float kTouch = 0.0009f, kNearlyTouch = 0.005f;
    float t = begin, last = 1.0f;
    for (int i = 0; i < kSteps && t <= end; ++i) {
        last = objectDistance(program, count, origin + ray * t);
        *hitAt = t;
        if (last < kTouch) return true;
        t += 0.9f * last;
    }
    return t <= end && last < kNearlyTouch;
}

ESPALIER_BOTH float shadow(const Primitive* program, int count, Vec p, const Light& light) {
    float lit = 1.0f, t = 0.02f;
    for (int i = 0; i < 16 && t < 0.9f; ++i) {
        const float d = objectDistance(program, count, p + light.direction * t);
        if (d < 0.001f) return 0.2f;
        lit = fminf(lit, 0.2f + 0.8f * fminf(1.0f, light.softness * d / t));
        t += fmaxf(d, 0.02f);
    }
    return lit;
}

ESPALIER_BOTH float occlusion(const Primitive* program, int count, Vec p, Vec normal) {
    float sum = 0.0f, weight = 1.0f;
    for (int i = 1; i <= 3; ++i) {
        const float reach = 0.03f * static_cast<float>(i);
        sum += (reach - objectDistance(program, count, p + normal * reach)) * weight;
        weight *= 0.6f;
    }
    return clamped(1.0f - 4.0f * sum, 0.3f, 1.0f);
}

/// One channel in linear light -> sRGB.
ESPALIER_BOTH float encoded(float linear) {
    return powf(clamped(linear, 0.0f, 1.0f), 1.0f / 2.2f);
}

/// Diffuse light by the material, a highlight, and a sky that shines and mirrors. Returns sRGB.
ESPALIER_BOTH Vec shade(const Primitive* program, int count, const SurfacePoint& point, Vec ray, const Light& light) {
    const Vec n = point.normal;
    const Material& m = point.material;
    const float facing = fmaxf(dot(n, light.direction), 0.0f);
    const float lit = facing > 0.0f ? facing * shadow(program, count, point.position, light) : 0.0f;
    const float open = occlusion(program, count, point.position, n);
    const float towards = fmaxf(-dot(n, ray), 0.0f);

    const float alpha = m.roughness * m.roughness;
    const float exponent = fminf(2.0f / (alpha * alpha + 0.003f), 400.0f);
    const float middle = fmaxf(dot(n, normalised(light.direction - ray)), 0.0f);
    const float highlight = powf(middle, exponent) * (0.04f + 0.2f * (1.0f - m.roughness)) * sqrtf(exponent) * 0.35f;
    const Vec mirrored = ray - n * (2.0f * dot(ray, n));
    const float sharpness = 1.0f - m.roughness;
    const float horizon = clamped(mirrored.z * (1.0f + 3.0f * sharpness) + 0.5f, 0.0f, 1.0f);
    const float sky = 0.25f + 0.65f * horizon;
    const float rim = powf(1.0f - towards, 5.0f) * 0.12f * sharpness * sky;

    const float base[3] = {powf(m.colour.x, 2.2f), powf(m.colour.y, 2.2f), powf(m.colour.z, 2.2f)};
    const float key[3] = {light.colour.x * light.key, light.colour.y * light.key, light.colour.z * light.key};
    float out[3];
    for (int c = 0; c < 3; ++c) {
        const float diffuse = base[c] * (1.0f - 0.85f * m.metallic) *
                              (key[c] * lit + (light.ambient * (0.6f + 0.4f * n.z) + light.fill * towards) * open);
        const float reflected = 0.04f * (1.0f - m.metallic) + base[c] * m.metallic;
        const float shine = highlight * lit * key[c] * (1.0f + (base[c] - 1.0f) * m.metallic) +
                            reflected * sky * (0.45f + 0.55f * sharpness) * open * (light.ambient + 0.4f) + rim;
        out[c] = encoded(diffuse + shine);
    }
    return {out[0], out[1], out[2]};
}

struct Pixel {
    Vec colour;  ///< premultiplied, sRGB
    float alpha = 0.0f;
};

ESPALIER_BOTH Vec rayThrough(const Camera& camera, float x, float y) {
    const float u = camera.u + x * camera.half, v = camera.v - y * camera.half;
    return normalised(camera.forward + camera.right * u + camera.up * v);
}

/// Pixel (column, row) of a picture of side `side`, from samples x samples rays. `under`, if not null, is what lies
/// under the first of them.
ESPALIER_BOTH Pixel tracePixel(const Primitive* program, int count, const Camera& camera, const Light& light,
                               int column, int row, int side, int samples, SurfacePoint* under) {
    Pixel pixel;
    const float weight = 1.0f / static_cast<float>(samples * samples);
    for (int s = 0; s < samples * samples; ++s) {
        const float inX = (static_cast<float>(s % samples) + 0.5f) / static_cast<float>(samples);
        const float inY = (static_cast<float>(s / samples) + 0.5f) / static_cast<float>(samples);
        const float x = (static_cast<float>(column) + inX) / static_cast<float>(side) * 2.0f - 1.0f;
        const float y = (static_cast<float>(row) + inY) / static_cast<float>(side) * 2.0f - 1.0f;
        const Vec ray = rayThrough(camera, x, y);
        float t = 0.0f;
        if (!trace(program, count, camera.position, ray, &t)) continue;
        SurfacePoint point;
        point.position = camera.position + ray * t;
        point.normal = surfaceNormal(program, count, point.position, 0.002f);
        point.material = materialAt(program, count, point.position);
        point.hit = 1.0f;
        if (under && s == 0) *under = point;
        pixel.colour = pixel.colour + shade(program, count, point, ray, light) * weight;
        pixel.alpha += weight;
    }
    return pixel;
}

/// Draws that pixel into a picture [4, side, side] and, where it stands for a pixel of the coarser `surface`
/// [kSurfaceChannels, surfaceSide, surfaceSide] (if not null), into that.
ESPALIER_BOTH void drawPixel(const Primitive* program, int count, const Camera& camera, const Light& light, int column,
                             int row, int side, int samples, std::uint8_t* picture, int surfaceSide, float* surface) {
    SurfacePoint under;
    const Pixel pixel = tracePixel(program, count, camera, light, column, row, side, samples, &under);
    const float rgba[4] = {pixel.colour.x, pixel.colour.y, pixel.colour.z, pixel.alpha};
    for (int c = 0; c < 4; ++c)
        picture[(c * side + row) * side + column] = static_cast<std::uint8_t>(rgba[c] * 255.0f + 0.5f);
    const int step = surface ? side / surfaceSide : 1;
    if (!surface || column % step != step / 2 || row % step != step / 2) return;
    const Material& m = under.material;
    const float values[kSurfaceChannels] = {under.normal.x,   under.normal.y,   under.normal.z, under.position.x,
                                            under.position.y, under.position.z, m.colour.x,     m.colour.y,
                                            m.colour.z,       m.metallic,       m.roughness,    1.0f};
    const int at = row / step * surfaceSide + column / step;
    for (int c = 0; c < kSurfaceChannels; ++c)
        surface[c * surfaceSide * surfaceSide + at] = values[c] * under.hit;
}

}  // namespace espalier::starter

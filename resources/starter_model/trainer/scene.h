#pragma once

#include <cmath>
#include <cstdint>

// Objects as programs of signed distance primitives. This header and those that build on it are compiled twice, by the
// CUDA compiler for the card and by the C++ compiler for the processor, so that tests on any machine test the
// generator.
#ifdef __CUDACC__
#define ESPALIER_BOTH __host__ __device__ inline
#else
#define ESPALIER_BOTH inline
#endif

namespace espalier::starter {

struct Vec {
    float x = 0.0f, y = 0.0f, z = 0.0f;
};
ESPALIER_BOTH Vec operator+(Vec a, Vec b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
ESPALIER_BOTH Vec operator-(Vec a, Vec b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
ESPALIER_BOTH Vec operator*(Vec a, float s) {
    return {a.x * s, a.y * s, a.z * s};
}
ESPALIER_BOTH float dot(Vec a, Vec b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
ESPALIER_BOTH float length(Vec a) {
    return sqrtf(dot(a, a));
}
ESPALIER_BOTH Vec normalised(Vec a) {
    return a * (1.0f / sqrtf(dot(a, a) + 1e-20f));
}
ESPALIER_BOTH float clamped(float x, float low, float high) {
    return fminf(fmaxf(x, low), high);
}

/// What `Primitive::size` means for each; local z is the long axis.
enum class Shape : std::int32_t {
    Ellipsoid,  ///< three radii
    Box,        ///< three half extents, rounding
    Cylinder,   ///< radius, half height, rounding
    Cone,       ///< lower and upper radius, half height
    Capsule,    ///< radius, half length of the axis
    Torus,      ///< radius of the ring, radius of the tube
    Roof,       ///< triangular prism: half width (x), half height (z), half length (y)
    Arc,        ///< radius of the ring, radius of the tube, half of its angle around +x
    RoundCone,  ///< lower and upper radius, length of the axis, which begins at the centre
    Polygon,    ///< prism: radius to the sides, half height, number of sides
    Star,       ///< prism of a five-pointed star: outer radius, half height, inner radius
};

enum class Operation : std::int32_t { Union, SmoothUnion, Subtract };

/// Where the second colour is.
enum class Pattern : std::int32_t { Plain, Bands, Sectors, Upper, Checks };

struct Material {
    Vec colour{0.5f, 0.5f, 0.5f};  ///< base colour, sRGB
    float metallic = 0.0f;
    float roughness = 0.5f;
};

struct Primitive {
    Shape shape = Shape::Ellipsoid;
    Operation operation = Operation::Union;
    float blend = 0.03f;  ///< width of the smooth union
    Vec centre;
    Vec axisX{1, 0, 0}, axisY{0, 1, 0}, axisZ{0, 0, 1};  ///< the local axes in object space
    float size[4] = {0, 0, 0, 0};
    Material material, second;
    Pattern pattern = Pattern::Plain;
    float frequency = 0.0f;
    float phase = 0.0f;
};

constexpr int kMaxPrimitives = 48;

/// Distance functions in local coordinates; after Inigo Quilez's articles. All are bounds good enough for tracing with
/// nine tenths of the step.
ESPALIER_BOTH float ellipsoidDistance(Vec q, const float* r) {
    const Vec a{q.x / r[0], q.y / r[1], q.z / r[2]};
    const Vec b{a.x / r[0], a.y / r[1], a.z / r[2]};
    const float k0 = length(a);
    if (k0 < 1e-4f) return -fminf(r[0], fminf(r[1], r[2]));
    return k0 * (k0 - 1.0f) / length(b);
}
ESPALIER_BOTH float roundedDistance2d(float x, float y, float round) {
    const float outX = fmaxf(x + round, 0.0f), outY = fmaxf(y + round, 0.0f);
    return fminf(fmaxf(x + round, y + round), 0.0f) + sqrtf(outX * outX + outY * outY) - round;
}
ESPALIER_BOTH float boxDistance(Vec q, const float* s) {
    const Vec d{fabsf(q.x) - s[0] + s[3], fabsf(q.y) - s[1] + s[3], fabsf(q.z) - s[2] + s[3]};
    const Vec out{fmaxf(d.x, 0.0f), fmaxf(d.y, 0.0f), fmaxf(d.z, 0.0f)};
    return length(out) + fminf(fmaxf(d.x, fmaxf(d.y, d.z)), 0.0f) - s[3];
}
ESPALIER_BOTH float coneDistance(Vec q, const float* s) {
    const float radius = sqrtf(q.x * q.x + q.y * q.y);
    const float slope = s[1] - s[0], height = 2.0f * s[2];
    const float capX = radius - fminf(radius, q.z < 0.0f ? s[0] : s[1]), capY = fabsf(q.z) - s[2];
    const float along =
        clamped(((s[1] - radius) * slope + (s[2] - q.z) * height) / (slope * slope + height * height), 0.0f, 1.0f);
    const float sideX = radius - s[1] + slope * along, sideY = q.z - s[2] + height * along;
    const float sign = sideX < 0.0f && capY < 0.0f ? -1.0f : 1.0f;
    return sign * sqrtf(fminf(capX * capX + capY * capY, sideX * sideX + sideY * sideY));
}
ESPALIER_BOTH float arcDistance(Vec q, const float* s) {
    const float angle = fabsf(atan2f(q.y, q.x));
    const float ring = sqrtf(q.x * q.x + q.y * q.y) - s[0];
    if (angle <= s[2]) return sqrtf(ring * ring + q.z * q.z) - s[1];
    const Vec end{q.x - s[0] * cosf(s[2]), fabsf(q.y) - s[0] * sinf(s[2]), q.z};
    return length(end) - s[1];
}
ESPALIER_BOTH float roundConeDistance(Vec q, const float* s) {
    const float b = clamped((s[0] - s[1]) / s[2], -0.999f, 0.999f), a = sqrtf(1.0f - b * b);
    const float radius = sqrtf(q.x * q.x + q.y * q.y);
    const float k = a * q.z - b * radius;
    if (k < 0.0f) return sqrtf(radius * radius + q.z * q.z) - s[0];
    if (k > a * s[2]) return sqrtf(radius * radius + (q.z - s[2]) * (q.z - s[2])) - s[1];
    return radius * a + q.z * b - s[0];
}
ESPALIER_BOTH float polygonDistance(Vec q, const float* s) {
    constexpr float kTurn = 6.28318531f;
    const float sector = kTurn / s[2];
    const float angle = atan2f(q.y, q.x);
    const float turned = angle - sector * floorf(angle / sector + 0.5f);
    const float side = sqrtf(q.x * q.x + q.y * q.y) * cosf(turned) - s[0];
    return roundedDistance2d(side, fabsf(q.z) - s[1], 0.01f);
}
ESPALIER_BOTH float starDistance(Vec q, const float* s) {
    constexpr float kSector = 6.28318531f / 5.0f;
    const float angle = atan2f(q.y, q.x);
    const float turned = fabsf(angle - kSector * floorf(angle / kSector + 0.5f));
    const float radius = sqrtf(q.x * q.x + q.y * q.y);
    const float x = radius * cosf(turned), y = radius * sinf(turned);
    // The edge from the point (outer, 0) to the notch.
    const float notchX = s[2] * cosf(0.5f * kSector), notchY = s[2] * sinf(0.5f * kSector);
    const float dx = notchX - s[0], dy = notchY, inverse = 1.0f / sqrtf(dx * dx + dy * dy);
    const float side = ((x - s[0]) * dy - y * dx) * inverse;
    return roundedDistance2d(side, fabsf(q.z) - s[1], 0.01f);
}

ESPALIER_BOTH Vec toLocal(const Primitive& p, Vec point) {
    const Vec d = point - p.centre;
    return {dot(d, p.axisX), dot(d, p.axisY), dot(d, p.axisZ)};
}

ESPALIER_BOTH float distance(const Primitive& p, Vec point) {
    const Vec q = toLocal(p, point);
    const float* s = p.size;
    const float radius = sqrtf(q.x * q.x + q.y * q.y);
    switch (p.shape) {
        case Shape::Ellipsoid:
            return ellipsoidDistance(q, s);
        case Shape::Box:
            return boxDistance(q, s);
        case Shape::Cylinder:
            return roundedDistance2d(radius - s[0], fabsf(q.z) - s[1], s[2]);
        case Shape::Cone:
            return coneDistance(q, s);
        case Shape::Capsule: {
            const float z = q.z - clamped(q.z, -s[1], s[1]);
            return sqrtf(radius * radius + z * z) - s[0];
        }
        case Shape::Torus:
            return sqrtf((radius - s[0]) * (radius - s[0]) + q.z * q.z) - s[1];
        case Shape::Roof: {
            const float inverse = 1.0f / sqrtf(4.0f * s[1] * s[1] + s[0] * s[0]);
            const float side = (2.0f * s[1] * fabsf(q.x) + s[0] * (q.z - s[1])) * inverse;
            return fmaxf(fmaxf(side, -q.z - s[1]), fabsf(q.y) - s[2]);
        }
        case Shape::Arc:
            return arcDistance(q, s);
        case Shape::RoundCone:
            return roundConeDistance(q, s);
        case Shape::Polygon:
            return polygonDistance(q, s);
        case Shape::Star:
            return starDistance(q, s);
    }
    return 1e3f;
}

struct Nearest {
    float distance = 1e3f;
    int primitive = 0;  ///< whose material shows
};

/// Signed distance of an object; the operations apply in order.
ESPALIER_BOTH Nearest nearest(const Primitive* program, int count, Vec point) {
    Nearest result;
    for (int i = 0; i < count; ++i) {
        const float d = distance(program[i], point);
        switch (program[i].operation) {
            case Operation::Union:
                if (d < result.distance) result = {d, i};
                break;
            case Operation::SmoothUnion: {
                const float width = program[i].blend;
                const float share = clamped(0.5f + 0.5f * (result.distance - d) / width, 0.0f, 1.0f);
                if (d < result.distance) result.primitive = i;
                result.distance += (d - result.distance) * share - width * share * (1.0f - share);
                break;
            }
            case Operation::Subtract:
                if (-d > result.distance) result = {-d, i};
                break;
        }
    }
    return result;
}
ESPALIER_BOTH float objectDistance(const Primitive* program, int count, Vec point) {
    return nearest(program, count, point).distance;
}

/// Unit normal by differences over a tetrahedron of edge ~ `step`.
ESPALIER_BOTH Vec surfaceNormal(const Primitive* program, int count, Vec p, float step) {
    const float a = objectDistance(program, count, {p.x + step, p.y - step, p.z - step});
    const float b = objectDistance(program, count, {p.x - step, p.y - step, p.z + step});
    const float c = objectDistance(program, count, {p.x - step, p.y + step, p.z - step});
    const float d = objectDistance(program, count, {p.x + step, p.y + step, p.z + step});
    return normalised({a - b - c + d, -a - b + c + d, -a + b - c + d});
}

ESPALIER_BOTH Material materialAt(const Primitive* program, int count, Vec point) {
    const Primitive& p = program[nearest(program, count, point).primitive];
    const Vec q = toLocal(p, point);
    bool isSecond = false;
    switch (p.pattern) {
        case Pattern::Plain:
            break;
        case Pattern::Bands:
            isSecond = sinf(q.z * p.frequency + p.phase) > 0.3f;
            break;
        case Pattern::Sectors:
            isSecond = sinf(atan2f(q.y, q.x) * floorf(p.frequency) + p.phase) > 0.0f;
            break;
        case Pattern::Upper:
            isSecond = q.z > p.phase;
            break;
        case Pattern::Checks:
            isSecond = sinf(q.x * p.frequency + p.phase) * sinf(q.y * p.frequency + p.phase) *
                           sinf(q.z * p.frequency + p.phase) >
                       0.0f;
            break;
    }
    return isSecond ? p.second : p.material;
}

}  // namespace espalier::starter

#include "viewer/light_environment.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace espalier {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

float dot(const Vec3f& a, const Vec3f& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vec3f unit(const Vec3f& v) {
    const float length = std::hypot(v[0], v[1], v[2]);
    return {v[0] / length, v[1] / length, v[2] / length};
}

Vec3f mix(const Vec3f& a, const Vec3f& b, float share) {
    return {a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share};
}

void addScaled(Vec3f& sum, const Vec3f& value, float factor) {
    for (int i = 0; i < 3; ++i)
        sum[i] += value[i] * factor;
}

float smoothstep(float from, float to, float value) {
    const float t = std::clamp((value - from) / (to - from), 0.0f, 1.0f);
    return t * t * (3 - 2 * t);
}

float cosDegrees(float degrees) {
    return std::cos(degrees * kPi / 180);
}

struct MapTexel {
    Vec3f direction;
    float solidAngle;
};

/// The centres of a band's texels, row by row.
std::vector<MapTexel> bandTexels() {
    std::vector<MapTexel> texels;
    texels.reserve(std::size_t(LightEnvironment::kBandWidth) * LightEnvironment::kBandHeight);
    constexpr float stepAround = 2 * kPi / LightEnvironment::kBandWidth;
    constexpr float stepDown = kPi / LightEnvironment::kBandHeight;
    for (int y = 0; y < LightEnvironment::kBandHeight; ++y) {
        const float polar = (float(y) + 0.5f) * stepDown;
        for (int x = 0; x < LightEnvironment::kBandWidth; ++x) {
            const float azimuth = (float(x) + 0.5f) * stepAround - kPi;
            texels.push_back(
                {{std::sin(polar) * std::cos(azimuth), std::sin(polar) * std::sin(azimuth), std::cos(polar)},
                 std::sin(polar) * stepAround * stepDown});
        }
    }
    return texels;
}

/// Real spherical harmonics of bands 0 to 2 in the paper's order: 1, y, z, x, xy, yz, 3z^2-1, xz, x^2-y^2.
std::array<float, 9> harmonics(const Vec3f& d) {
    return {0.282095f,
            0.488603f * d[1],
            0.488603f * d[2],
            0.488603f * d[0],
            1.092548f * d[0] * d[1],
            1.092548f * d[1] * d[2],
            0.315392f * (3 * d[2] * d[2] - 1),
            1.092548f * d[0] * d[2],
            0.546274f * (d[0] * d[0] - d[1] * d[1])};
}

/// The quadratic form of equation 12 for one channel's coefficients, divided by pi.
QMatrix4x4 quadraticForm(const std::array<float, 9>& l) {
    constexpr float c1 = 0.429043f / kPi, c2 = 0.511664f / kPi, c3 = 0.743125f / kPi, c4 = 0.886227f / kPi,
                    c5 = 0.247708f / kPi;
    return {c1 * l[8], c1 * l[4],  c1 * l[7], c2 * l[3],  //
            c1 * l[4], -c1 * l[8], c1 * l[5], c2 * l[1],  //
            c1 * l[7], c1 * l[5],  c3 * l[6], c2 * l[2],  //
            c2 * l[3], c2 * l[1],  c2 * l[2], c4 * l[0] - c5 * l[6]};
}

/// What a surface of that roughness mirrors around `direction`: the mean of the radiances under its GGX lobe.
Vec3f mirrored(const std::vector<MapTexel>& texels, const std::vector<Vec3f>& radiances, const Vec3f& direction,
               float roughness) {
    const float a2 = std::pow(roughness, 4.0f);
    Vec3f sum{};
    float weights = 0;
    for (std::size_t i = 0; i < texels.size(); ++i) {
        const float cosine = dot(direction, texels[i].direction);
        if (cosine <= 0) continue;
        const float halfway2 = (1 + cosine) / 2;  // (n.h)^2 with n = v
        const float d = halfway2 * (a2 - 1) + 1;
        const float weight = cosine * texels[i].solidAngle / (d * d);
        addScaled(sum, radiances[i], weight);
        weights += weight;
    }
    return {sum[0] / weights, sum[1] / weights, sum[2] / weights};
}

}  // namespace

LightEnvironment::LightEnvironment(EnvironmentKind kind) {
    const auto light = [this](const Vec3f& direction, const Vec3f& radiance, float innerDegrees, float outerDegrees) {
        m_lights.push_back({unit(direction), radiance, cosDegrees(innerDegrees), cosDegrees(outerDegrees)});
    };
    switch (kind) {
        case EnvironmentKind::Studio:
            m_zenith = {0.80f, 0.81f, 0.83f};
            m_horizon = {0.52f, 0.53f, 0.55f};
            m_ground = {0.30f, 0.285f, 0.27f};
            light({-0.55f, -0.70f, 0.60f}, {5.4f, 5.3f, 5.1f}, 20, 34);   // key
            light({0.90f, -0.45f, 0.20f}, {1.7f, 1.75f, 1.85f}, 18, 40);  // fill
            light({0.25f, 0.85f, 0.45f}, {3.0f, 3.05f, 3.2f}, 12, 26);    // rim
            break;
        case EnvironmentKind::Daylight:
            m_zenith = {0.34f, 0.52f, 0.92f};
            m_horizon = {0.86f, 0.93f, 1.0f};
            m_ground = {0.34f, 0.31f, 0.26f};
            light({-0.45f, -0.55f, 0.70f}, {34.0f, 31.0f, 26.0f}, 7, 12);  // sun
            break;
        case EnvironmentKind::Sunset:
            m_zenith = {0.30f, 0.34f, 0.55f};
            m_horizon = {0.95f, 0.62f, 0.45f};
            m_ground = {0.20f, 0.17f, 0.17f};
            light({-0.90f, -0.35f, 0.16f}, {26.0f, 14.0f, 6.0f}, 8, 16);  // sun
            light({0.80f, -0.50f, 0.45f}, {0.7f, 0.85f, 1.3f}, 20, 50);   // the sky opposite
            break;
    }
    const auto forms = irradiance();
    const QVector4D front(0, -1, 0, 1);
    float exposure = 0;
    for (const QMatrix4x4& form : forms)
        exposure += QVector4D::dotProduct(front, form * front) / 3;
    m_scale = 1 / exposure;
}

Vec3f LightEnvironment::radiance(const Vec3f& direction) const {
    const float z = direction[2];
    Vec3f sum = mix(m_ground, mix(m_horizon, m_zenith, std::sqrt(std::max(z, 0.0f))), smoothstep(-0.3f, 0.1f, z));
    for (const SoftLight& light : m_lights)
        addScaled(sum, light.radiance, smoothstep(light.outer, light.inner, dot(direction, light.direction)));
    return {sum[0] * m_scale, sum[1] * m_scale, sum[2] * m_scale};
}

std::array<QMatrix4x4, 3> LightEnvironment::irradiance() const {
    std::array<std::array<float, 9>, 3> coefficients{};
    for (const MapTexel& texel : bandTexels()) {
        const Vec3f light = radiance(texel.direction);
        const auto basis = harmonics(texel.direction);
        for (int channel = 0; channel < 3; ++channel) {
            for (int i = 0; i < 9; ++i)
                coefficients[channel][i] += light[channel] * basis[i] * texel.solidAngle;
        }
    }
    return {quadraticForm(coefficients[0]), quadraticForm(coefficients[1]), quadraticForm(coefficients[2])};
}

std::vector<float> LightEnvironment::prefiltered() const {
    const std::vector<MapTexel> texels = bandTexels();
    std::vector<Vec3f> radiances;
    for (const MapTexel& texel : texels)
        radiances.push_back(radiance(texel.direction));
    std::vector<float> map;
    map.reserve(kBands * texels.size() * 4);
    for (int band = 0; band < kBands; ++band) {
        const float roughness = float(band) / (kBands - 1);
        for (std::size_t i = 0; i < texels.size(); ++i) {
            const Vec3f value = band == 0 ? radiances[i] : mirrored(texels, radiances, texels[i].direction, roughness);
            map.insert(map.end(), {value[0], value[1], value[2], 1});
        }
    }
    return map;
}

}  // namespace espalier

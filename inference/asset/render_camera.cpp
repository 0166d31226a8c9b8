#include "inference/asset/render_camera.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace espalier {
namespace {

float dot(const Vec3f& a, const Vec3f& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

}  // namespace

Vec3f RenderCamera::project(const Vec3f& point) const {
    const Vec3f seen{point[0] - eye[0], point[1] - eye[1], point[2] - eye[2]};
    const float depth = dot(seen, forward);
    const float scale = focal / depth;
    return {centreX() + dot(seen, right) * scale, centreY() - dot(seen, up) * scale, depth};
}

Vec3f RenderCamera::direction(float x, float y) const {
    const float across = (x - centreX()) / focal, above = (centreY() - y) / focal;
    const float scale = 1.0f / std::sqrt(1.0f + across * across + above * above);
    Vec3f towards;
    for (std::size_t a = 0; a < 3; ++a)
        towards[a] = (forward[a] + across * right[a] + above * up[a]) * scale;
    return towards;
}

RenderCamera RenderCamera::magnified(int factor) const {
    RenderCamera larger = *this;
    larger.focal *= float(factor);
    larger.width *= factor;
    larger.height *= factor;
    return larger;
}

RenderCamera turntableCamera(const Vec3f& target, double distance, double azimuthDegrees, double elevationDegrees,
                             double fieldOfViewDegrees, int width, int height) {
    constexpr double kRadians = std::numbers::pi / 180.0;
    const double azimuth = azimuthDegrees * kRadians, elevation = elevationDegrees * kRadians;
    RenderCamera camera;
    camera.width = width;
    camera.height = height;
    camera.right = {float(std::cos(azimuth)), float(-std::sin(azimuth)), 0.0f};
    camera.forward = {float(std::sin(azimuth) * std::cos(elevation)), float(std::cos(azimuth) * std::cos(elevation)),
                      float(-std::sin(elevation))};
    const auto& [rx, ry, rz] = camera.right;
    const auto& [fx, fy, fz] = camera.forward;
    camera.up = {ry * fz - rz * fy, rz * fx - rx * fz, rx * fy - ry * fx};
    camera.focal = float(std::min(width, height) / 2.0 / std::tan(fieldOfViewDegrees / 2 * kRadians));
    for (std::size_t a = 0; a < 3; ++a)
        camera.eye[a] = target[a] - camera.forward[a] * float(distance);
    return camera;
}

}  // namespace espalier

#pragma once

#include <cmath>

#include "inference/asset/mesh_asset.h"

namespace espalier {

inline Vec3f operator+(const Vec3f& a, const Vec3f& b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

inline Vec3f operator-(const Vec3f& a, const Vec3f& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

inline Vec3f operator*(const Vec3f& a, float s) {
    return {a[0] * s, a[1] * s, a[2] * s};
}

inline float dot(const Vec3f& a, const Vec3f& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

inline Vec3f cross(const Vec3f& a, const Vec3f& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

inline float length(const Vec3f& a) {
    return std::sqrt(dot(a, a));
}

/// Length one; the zero vector stays as it is.
inline Vec3f normalized(const Vec3f& a) {
    const float size = length(a);
    return size > 0.0f ? a * (1.0f / size) : a;
}

/// Twice the area along the normal of triangle `face`.
inline Vec3f areaNormal(const MeshAsset& mesh, std::size_t face) {
    const auto& [a, b, c] = mesh.triangles[face];
    return cross(mesh.positions[b] - mesh.positions[a], mesh.positions[c] - mesh.positions[a]);
}

}  // namespace espalier

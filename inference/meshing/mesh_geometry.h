#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Points and vectors of the mesh in double precision: normals of small faces lose too much in single.
using Vec3d = std::array<double, 3>;

inline Vec3d toDouble(const Vec3f& p) {
    return {p[0], p[1], p[2]};
}
inline Vec3d operator+(const Vec3d& a, const Vec3d& b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
inline Vec3d operator-(const Vec3d& a, const Vec3d& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
inline double dot(const Vec3d& a, const Vec3d& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
inline Vec3d cross(const Vec3d& a, const Vec3d& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
inline double length(const Vec3d& a) {
    return std::sqrt(dot(a, a));
}

/// The normal of a face with the length of twice its area.
inline Vec3d areaNormal(const Vec3f& a, const Vec3f& b, const Vec3f& c) {
    return cross(toDouble(b) - toDouble(a), toDouble(c) - toDouble(a));
}
inline Vec3d areaNormal(const MeshAsset& mesh, const std::array<std::uint32_t, 3>& t) {
    return areaNormal(mesh.positions[t[0]], mesh.positions[t[1]], mesh.positions[t[2]]);
}
/// Unit normal; zero for a face without area.
inline Vec3d unitNormal(const Vec3f& a, const Vec3f& b, const Vec3f& c) {
    const Vec3d n = areaNormal(a, b, c);
    const double l = length(n);
    return l > 0.0 ? Vec3d{n[0] / l, n[1] / l, n[2] / l} : Vec3d{};
}

/// Three points on a line, as far as single precision can tell: the height is under a millionth of the longest side.
inline bool isDegenerate(const Vec3f& a, const Vec3f& b, const Vec3f& c) {
    constexpr double kFlatness = 1e-6;
    const Vec3d ab = toDouble(b) - toDouble(a), bc = toDouble(c) - toDouble(b), ca = toDouble(a) - toDouble(c);
    const double longest = std::max({dot(ab, ab), dot(bc, bc), dot(ca, ca)});
    return length(cross(ab, bc)) <= kFlatness * longest;
}
inline bool isDegenerate(const MeshAsset& mesh, const std::array<std::uint32_t, 3>& t) {
    return t[0] == t[1] || t[1] == t[2] || t[2] == t[0] ||
           isDegenerate(mesh.positions[t[0]], mesh.positions[t[1]], mesh.positions[t[2]]);
}

}  // namespace espalier

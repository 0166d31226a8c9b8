#pragma once

#include <algorithm>
#include <array>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// The directions of a Gaussian's own axes in model space, for a unit quaternion (w, x, y, z).
inline std::array<Vec3f, 3> gaussianAxes(const std::array<float, 4>& rotation) {
    const auto& [w, x, y, z] = rotation;
    return {Vec3f{1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)},
            Vec3f{2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)},
            Vec3f{2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)}};
}

/// The sRGB colour of spherical harmonics of degree 0: not below 0, and above 1 as it comes, as renderers have it.
inline Vec3f gaussianColor(const Vec3f& features) {
    constexpr float kDegree0 = 0.28209479177387814f;
    Vec3f color;
    std::transform(features.begin(), features.end(), color.begin(),
                   [](float value) { return std::max(0.0f, 0.5f + kDegree0 * value); });
    return color;
}

}  // namespace espalier

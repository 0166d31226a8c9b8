#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// A shape as 3D Gaussians (Kerbl et al. 2023) with one colour each, in plain buffers and MeshAsset's model space. The
/// values are activated: as a renderer uses them, not as a network or a file stores them. All lists have one length.
struct GaussianCloud {
    std::vector<Vec3f> positions;
    /// Spherical harmonics of degree 0, the `f_dc` of files: the sRGB colour 0..1 is 0.5 + 0.28209479 * value.
    std::vector<Vec3f> features;
    std::vector<Vec3f> scales;                    ///< standard deviations along the Gaussian's own axes, > 0
    std::vector<std::array<float, 4>> rotations;  ///< unit quaternions (w, x, y, z) from its own axes to model space
    std::vector<float> opacities;                 ///< within (0, 1)

    std::size_t size() const { return positions.size(); }
};

using GaussianCloudPtr = std::shared_ptr<const GaussianCloud>;

}  // namespace espalier

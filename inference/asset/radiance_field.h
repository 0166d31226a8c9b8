#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// A shape as a radiance field of local tensors (Strivec, Gao et al. 2023), in plain buffers: each voxel carries `rank`
/// products of three vectors along its axes, with a density and a colour each.
struct RadianceField {
    /// The box that positions are fractions of, in MeshAsset's model space: low corner, size.
    static constexpr std::array<float, 6> kBox{-0.5f, -0.5f, -0.5f, 1.0f, 1.0f, 1.0f};

    std::size_t rank = 0;
    std::size_t dim = 0;               ///< samples along each vector
    std::vector<Vec3f> positions;      ///< centres, 0..1 within the box
    std::vector<std::uint8_t> depths;  ///< one per voxel: its level in the octree; its side is 2^-depth of the box
    std::vector<float> vectors;        ///< [voxels, rank, 3, dim]
    std::vector<float> densities;      ///< [voxels, rank]
    std::vector<float> features;       ///< [voxels, rank, 3]: spherical harmonics of degree 0

    static constexpr std::uint8_t kDeepest = 16;

    std::size_t size() const { return positions.size(); }
    /// Whether the lists agree with each other and every voxel lies at a depth that can be.
    bool isSound() const {
        const std::size_t products = size() * rank;
        return rank > 0 && dim > 1 && depths.size() == size() && vectors.size() == products * 3 * dim &&
               densities.size() == products && features.size() == products * 3 &&
               std::all_of(depths.begin(), depths.end(), [](std::uint8_t depth) { return depth <= kDeepest; });
    }
};

using RadianceFieldPtr = std::shared_ptr<const RadianceField>;

}  // namespace espalier

#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/voxel_index.h"

namespace espalier {

/// A flexible dual grid (O-Voxel): one vertex per voxel, and per voxel and axis whether the surface crosses the lattice
/// edge through the voxel's far corner along that axis. All spans have one entry per voxel.
struct DualGridView {
    std::span<const VoxelCoord> coords;                        ///< each in [0, resolution)
    std::span<const Vec3f> dualVertices;                       ///< position within the voxel, in voxels
    std::span<const std::array<std::uint8_t, 3>> intersected;  ///< 0 or 1, per axis
    std::span<const float> splitWeights;                       ///< empty: split by the reference's normal rule
    int resolution = 0;                                        ///< voxels per axis of [-0.5, 0.5]^3
};

/// The reference's flexible_dual_grid_to_mesh: positions in voxel order (all kept, referenced or not), two triangles
/// for every crossed edge whose four voxels exist, in row-major order of the flags. Winding is arbitrary: the grid has
/// none. Throws Cancelled; Error(Internal) when the spans' lengths differ.
MeshAsset meshDualGrid(const DualGridView& grid, const RunContext& context = {});

}  // namespace espalier

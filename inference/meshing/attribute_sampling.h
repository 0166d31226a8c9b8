#pragma once

#include <array>
#include <span>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/voxel_index.h"

namespace espalier {

/// Base colour (r, g, b), metallic, roughness, alpha, as the texture decoder gives them: about 0..1, not clamped.
using PbrAttributes = std::array<float, 6>;

/// Trilinear samples of the voxels' attributes, values at voxel centres (index + 0.5), at `positions` in voxels.
/// Weights are renormalised over the voxels that exist; zeros where none does. Throws Cancelled.
std::vector<PbrAttributes> sampleVoxels(std::span<const VoxelCoord> coords, std::span<const PbrAttributes> attributes,
                                        std::span<const Vec3f> positions, const RunContext& context = {});

/// The same for voxels that are indexed already; `index` gives rows of `attributes`.
std::vector<PbrAttributes> sampleVoxels(const VoxelIndex& index, std::span<const PbrAttributes> attributes,
                                        std::span<const Vec3f> positions, const RunContext& context = {});

/// The same at `points` of model space, for a grid of `resolution` voxels per axis over [-0.5, 0.5]^3.
std::vector<PbrAttributes> sampleAttributes(std::span<const VoxelCoord> coords,
                                            std::span<const PbrAttributes> attributes, int resolution,
                                            std::span<const Vec3f> points, const RunContext& context = {});

}  // namespace espalier

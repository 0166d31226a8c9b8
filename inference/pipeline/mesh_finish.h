#pragma once

#include <ATen/core/Tensor.h>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/attribute_sampling.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/pipeline/raw_result.h"

namespace espalier {

/// [N, 4] int32 (batch, i, j, k) as plain coordinates.
std::vector<VoxelCoord> voxelCoords(const at::Tensor& coords);

/// The decoder's mesh, untouched: positions in voxel order, arbitrary winding.
MeshAsset rawMesh(const DualGrid& grid, int resolution, const RunContext& context);

/// Makes a raw mesh presentable for a preview, in little time: vertices without a triangle go, winding is unified,
/// normals are made.
void tidyMesh(MeshAsset& mesh, const RunContext& context);

/// The dual grid as plain buffers.
RawGrid rawGrid(const DualGrid& grid);

/// The rows of the texture decoder's voxels [M, 6].
std::vector<PbrAttributes> pbrAttributes(const at::Tensor& feats);

}  // namespace espalier

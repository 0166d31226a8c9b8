#pragma once

#include <ATen/core/Tensor.h>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/attribute_sampling.h"
#include "inference/models/v2/dual_grid_decoder.h"

namespace espalier {

/// [N, 4] int32 (batch, i, j, k) as plain coordinates.
std::vector<VoxelCoord> voxelCoords(const at::Tensor& coords);

/// The decoder's mesh, untouched: positions in voxel order, arbitrary winding.
MeshAsset rawMesh(const DualGrid& grid, int resolution, const RunContext& context);

/// Clean-up after hole filling: vertices without a triangle go, winding is unified, normals are made.
void cleanMesh(MeshAsset& mesh, const RunContext& context);

/// Vertex colours and material of `mesh` from the texture decoder's voxels (attributes [M, 6] on coords [M, 4]): base
/// colour and alpha clamped and truncated to 8 bits as the reference's exporter does, metallic and roughness clamped.
void colourMesh(MeshAsset& mesh, const SparseTensor& attributes, int resolution, const RunContext& context);

}  // namespace espalier

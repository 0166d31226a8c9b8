#pragma once

#include "inference/asset/mesh_asset.h"
#include "viewer/display_shape.h"

namespace espalier {

/// Packs a mesh for the graphics card. Above `maxTriangles` a simplified copy is packed. Any thread.
DisplayShape buildMeshShape(const MeshAsset& mesh, std::size_t maxTriangles);

/// A copy with the textures' values at the vertices, for what cannot use textures: the view of vertex colours, copies
/// whose vertices are joined across the seams of the charts, thumbnails. Needs textures and uvs.
MeshAsset withSampledColors(const MeshAsset& mesh);

/// Joins all vertices within each cell of a grid into their mean, and drops the triangles that vanish by it. Coarse
/// but cheap: for the screen only.
MeshAsset clusterVertices(const MeshAsset& mesh, float cellSize);

}  // namespace espalier

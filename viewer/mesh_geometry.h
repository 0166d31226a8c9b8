#pragma once

#include "inference/asset/mesh_asset.h"
#include "viewer/display_shape.h"

namespace espalier {

/// Packs a mesh for the graphics card. Above `maxTriangles` a simplified copy is packed. Any thread.
DisplayShape buildMeshShape(const MeshAsset& mesh, std::size_t maxTriangles);

/// Joins all vertices within each cell of a grid into their mean, and drops the triangles that vanish by it. Coarse
/// but cheap: for the screen only.
MeshAsset clusterVertices(const MeshAsset& mesh, float cellSize);

}  // namespace espalier

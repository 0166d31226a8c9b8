#pragma once

#include <array>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Tangents per vertex for a normal map, as MeshAsset::tangents has them: across the normal, along growing u, weighted
/// by angle. `mesh` needs normals and uvs. Where the uvs give no direction, any one across the normal.
std::vector<std::array<float, 4>> vertexTangents(const MeshAsset& mesh);

}  // namespace espalier

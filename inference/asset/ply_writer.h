#pragma once

#include <filesystem>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes binary little-endian PLY in model axes: positions, normals and 8-bit sRGB colours with alpha where the mesh
/// has them; a textured mesh gets the colours of its texture at the vertices. By hand, because Assimp 5.2's binary PLY
/// announces 8-bit colours and writes floats. The mesh must be valid (see exportAsset, which also tells the failures).
void writePly(const MeshAsset& mesh, const std::filesystem::path& file, const RunContext& context);

}  // namespace espalier

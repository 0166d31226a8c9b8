#pragma once

#include <filesystem>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes one mesh with one material as binary glTF 2.0. Vertex colours become linear 16-bit COLOR_0, which keeps every
/// 8-bit sRGB value; metallic and roughness become their mean over the vertices; translucent (BLEND) only when more
/// than 1 % of the vertices are. The mesh must be valid (see exportAsset, which also tells the failures).
void writeGlb(const MeshAsset& mesh, const std::filesystem::path& file, const RunContext& context);

}  // namespace espalier

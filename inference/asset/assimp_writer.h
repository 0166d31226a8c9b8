#pragma once

#include <filesystem>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes the surface (no colours) in model axes through Assimp; `format` is Assimp's name for it ("stlb"). The file is
/// built in memory first, so that writing it goes through PartFile: Assimp itself does not notice a full disk.
/// Throws like exportAsset; Error(FileWrite) in a build without Assimp.
void writeWithAssimp(const MeshAsset& mesh, const std::filesystem::path& file, const char* format,
                     const RunContext& context);

}  // namespace espalier

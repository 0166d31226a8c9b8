#pragma once

#include <filesystem>

#include "inference/asset/asset_export.h"

namespace espalier {

/// Writes OBJ (with vertex colours, y up) or binary STL (z up) through Assimp. The file is built in memory first, so
/// that writing it goes through PartFile: Assimp itself does not notice a full disk.
/// Throws like exportAsset; Error(FileWrite) in a build without Assimp.
void writeWithAssimp(const MeshAsset& mesh, const std::filesystem::path& file, AssetFormat format,
                     const RunContext& context);

}  // namespace espalier

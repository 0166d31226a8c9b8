#pragma once

#include <filesystem>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Reads any format Assimp knows back into model space (the inverse of exportAsset's axes), all meshes joined. Textures
/// stay where they are. Throws Error(FileRead) naming the file.
MeshAsset importAsset(const std::filesystem::path& file);

}  // namespace espalier

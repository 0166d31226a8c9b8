#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Reads any format Assimp knows back into model space (the inverse of exportAsset's axes), all meshes joined. Textures
/// stay where they are. Throws Error(FileRead) naming the file.
MeshAsset importAsset(const std::filesystem::path& file);

/// Turns the bytes of a picture file into RGB or RGBA; `name` is for messages. May throw.
using PictureDecoder = std::function<ImageBuffer(std::span<const std::uint8_t> bytes, const std::string& name)>;

/// The same with textures, decoded by `decode`: base colour, metallic and roughness (glTF), normal map. Files of
/// several materials keep their colours at the vertices only. Throws Error(FileRead) too when a texture is missing, and
/// whatever `decode` throws.
MeshAsset importAsset(const std::filesystem::path& file, const PictureDecoder& decode);

}  // namespace espalier

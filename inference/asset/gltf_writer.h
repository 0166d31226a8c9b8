#pragma once

#include <filesystem>

#include "inference/asset/image_encoder.h"
#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes one mesh with one material as binary glTF 2.0, textures embedded. Textured meshes are OPAQUE unless their
/// textures say translucent. Otherwise vertex colours become linear 16-bit COLOR_0, which keeps every 8-bit sRGB value,
/// metallic and roughness become their mean over the vertices, and it is translucent (BLEND) only when more than 1 % of
/// the vertices are. WebP textures need EXT_texture_webp, which several engines lack.
/// The mesh must be valid (see exportAsset, which also tells the failures).
void writeGlb(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
              const RunContext& context);

/// The same as JSON (`file`), its buffer and one picture file per texture, all in one folder and named relatively (see
/// companionStem()).
void writeGltf(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
               const RunContext& context);

}  // namespace espalier

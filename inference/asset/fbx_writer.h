#pragma once

#include <filesystem>

#include "inference/asset/image_encoder.h"
#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes binary FBX 7.4: y up, the format's centimetres by a node of scale 100, normals and texture coordinates, base
/// colour and normal map as files beside it, or else vertex colours. FBX has no place for metallic and roughness that
/// readers agree on; alpha stays in the picture of the base colour. PNG where WebP is wished. By hand, because what
/// Assimp 5.2 writes neither Blender nor Assimp itself can read.
/// The mesh must be valid (see exportAsset, which also tells the failures).
void writeFbx(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
              const RunContext& context);

}  // namespace espalier

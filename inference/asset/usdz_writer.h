#pragma once

#include <filesystem>

#include "inference/asset/image_encoder.h"
#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes USDZ: one text layer with one mesh and one UsdPreviewSurface, y up, metres, and its textures, all
/// uncompressed and each starting at a multiple of 64 bytes, so that viewers can map them. PNG where WebP is wished,
/// which USDZ does not allow. Without textures the vertex colours are the mesh's display colours. The mesh must be
/// valid (see exportAsset, which also tells the failures).
void writeUsdz(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
               const RunContext& context);

}  // namespace espalier

#pragma once

#include <filesystem>

#include "inference/asset/image_encoder.h"
#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes Wavefront OBJ, y up: positions with sRGB colours 0..1 behind them (as Blender and MeshLab read them), normals
/// and texture coordinates where the mesh has them. A textured mesh gets a material library and picture files beside it
/// instead of colours; metallic and roughness each one of their own. By hand, because Assimp's OBJ merges equal
/// vertices, adds normals of its own, and takes seconds in which it cannot be stopped. The mesh must be valid (see
/// exportAsset, which also tells the failures).
void writeObj(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
              const RunContext& context);

}  // namespace espalier

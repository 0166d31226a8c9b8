#pragma once

#include <filesystem>

#include "inference/asset/image_encoder.h"
#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

enum class AssimpFormat { Stl, Dae };

/// Writes through Assimp: STL in model axes, the surface alone; DAE y up in metres, with base colour and normal map as
/// files beside it, or else with vertex colours. DAE has no place for metallic and roughness; PNG where WebP is wished.
/// The file is built in memory first, so that writing it goes through PartFile: Assimp itself does not notice a full
/// disk.
/// Throws like exportAsset; Error(FileWrite) in a build without Assimp.
void writeWithAssimp(const MeshAsset& mesh, const std::filesystem::path& file, AssimpFormat format,
                     ImageFormat textures, const RunContext& context);

}  // namespace espalier

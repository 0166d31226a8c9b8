#pragma once

#include <filesystem>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Writes 3MF (core 1.3 and materials 1.2) for slicers: z up, the numbers are millimetres, placed where no coordinate
/// is negative, an sRGB colour per corner of every triangle; textured meshes are read at their corners. Vertices at one
/// place become one, because slicers want closed surfaces where texture seams have cut them.
/// The mesh must be valid (see exportAsset, which also tells the failures).
void write3mf(const MeshAsset& mesh, const std::filesystem::path& file, const RunContext& context);

}  // namespace espalier

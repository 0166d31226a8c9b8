#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

enum class AssetFormat { Glb, Obj, Ply, Stl };

/// "glb" / ".GLB" -> Glb; nothing for an unknown name.
std::optional<AssetFormat> assetFormatFromName(const std::string& nameOrExtension);
/// "glb", without a dot.
std::string fileExtension(AssetFormat format);
std::vector<AssetFormat> allAssetFormats();

/// Writes `mesh` to `file` in that format's own axes (glTF, OBJ: y up, facing the viewer; PLY, STL: z up), one unit =
/// one metre. Written to `file` + ".part" and renamed, so that `file` is either whole or untouched; the part is removed
/// on any failure or cancel. Throws Error(FileWrite) naming the file and the cause (read-only folder, disk full),
/// Error(EmptyResult) for a mesh without triangles, Error(Internal) for one that breaks its own contract, Cancelled.
void exportAsset(const MeshAsset& mesh, const std::filesystem::path& file, AssetFormat format,
                 const RunContext& context = {});

}  // namespace espalier

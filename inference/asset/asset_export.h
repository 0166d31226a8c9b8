#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "inference/asset/image_encoder.h"
#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

enum class AssetFormat { Glb, Gltf, Obj, Ply, Stl, Fbx, Dae, ThreeMf, Usdz };

/// "glb" / ".GLB" -> Glb; nothing for an unknown name.
std::optional<AssetFormat> assetFormatFromName(const std::string& nameOrExtension);
/// "glb", without a dot.
std::string fileExtension(AssetFormat format);
std::vector<AssetFormat> allAssetFormats();
/// "glb, gltf, ... or usdz": for messages and help.
std::string assetFormatList();

struct ExportOptions {
    /// How textures are stored; OBJ, FBX, DAE and USDZ take PNG where this says WebP.
    ImageFormat textures = ImageFormat::Png;
    /// How long the longest side of the model shall be. Absent: one unit of model space is one metre.
    std::optional<double> sizeMetres;
};

/// "120mm", "12 cm", "0.12 m" -> 0.12; nothing without a unit, and for what is no positive number.
std::optional<double> metresFromText(const std::string& text);

/// Writes `mesh` to `file` in that format's own axes (glTF, OBJ, FBX, DAE, USDZ: y up, facing the viewer; PLY, STL,
/// 3MF: z up) and unit (3MF: millimetres; FBX: centimetres, by the scale of its node; STL, which has none: millimetres
/// when a size is given, since slicers take it so; else metres). With textures glTF, OBJ, FBX and DAE become several
/// files in one folder, named after `file`. PLY and 3MF get the colours of the texture at the vertices, STL none.
/// Everything is written as ".part" and renamed, so that `file` is either whole or untouched; parts are removed on any
/// failure or cancel. Throws Error(FileWrite) naming the file and the cause (read-only folder, disk full),
/// Error(EmptyResult) for a mesh without triangles, Error(InvalidRequest) for a size that cannot be,
/// Error(Internal) for a mesh that breaks its own contract, Cancelled.
void exportAsset(const MeshAsset& mesh, const std::filesystem::path& file, AssetFormat format,
                 const RunContext& context = {}, const ExportOptions& options = {});

}  // namespace espalier

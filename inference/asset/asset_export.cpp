#include "inference/asset/asset_export.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "inference/asset/assimp_writer.h"
#include "inference/asset/glb_writer.h"
#include "inference/asset/obj_writer.h"
#include "inference/asset/ply_writer.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

/// A mesh that breaks its own contract would become a file that other programs reject.
void check(const MeshAsset& mesh, const std::filesystem::path& file) {
    const auto count = mesh.vertexCount();
    const auto fits = [count](const auto& attribute) { return attribute.empty() || attribute.size() == count; };
    const auto complain = [&file](const std::string& problem) {
        throw Error(ErrorCode::Internal, "Cannot write " + file.string() + ": " + problem + ".",
                    "Please report this, with the picture and the seed.");
    };

    if (mesh.triangles.empty())
        throw Error(ErrorCode::EmptyResult, "There is no surface to write to " + file.string() + ".",
                    "Try another seed or another picture.");
    if (!fits(mesh.normals) || !fits(mesh.colors) || !fits(mesh.metallicRoughness))
        complain("the mesh does not have one attribute per vertex");
    for (const auto& triangle : mesh.triangles)
        if (std::max({triangle[0], triangle[1], triangle[2]}) >= count) complain("a triangle names a missing vertex");
    for (const auto& p : mesh.positions)
        if (!std::isfinite(p[0]) || !std::isfinite(p[1]) || !std::isfinite(p[2])) complain("a position is not finite");
}

}  // namespace

std::optional<AssetFormat> assetFormatFromName(const std::string& nameOrExtension) {
    std::string name = nameOrExtension.substr(nameOrExtension.starts_with('.') ? 1 : 0);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    for (const auto format : allAssetFormats())
        if (name == fileExtension(format)) return format;
    return std::nullopt;
}

std::string fileExtension(AssetFormat format) {
    switch (format) {
        case AssetFormat::Glb:
            return "glb";
        case AssetFormat::Obj:
            return "obj";
        case AssetFormat::Ply:
            return "ply";
        case AssetFormat::Stl:
            return "stl";
    }
    return {};
}

std::vector<AssetFormat> allAssetFormats() {
    return {AssetFormat::Glb, AssetFormat::Obj, AssetFormat::Ply, AssetFormat::Stl};
}

void exportAsset(const MeshAsset& mesh, const std::filesystem::path& file, AssetFormat format,
                 const RunContext& context) {
    check(mesh, file);
    context.report(Stage::Write, 0, 1);
    switch (format) {
        case AssetFormat::Glb:
            return writeGlb(mesh, file, context);
        case AssetFormat::Obj:
            return writeObj(mesh, file, context);
        case AssetFormat::Ply:
            return writePly(mesh, file, context);
        case AssetFormat::Stl:
            return writeWithAssimp(mesh, file, "stlb", context);
    }
}

}  // namespace espalier

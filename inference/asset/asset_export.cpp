#include "inference/asset/asset_export.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>

#include "inference/asset/assimp_writer.h"
#include "inference/asset/fbx_writer.h"
#include "inference/asset/gltf_writer.h"
#include "inference/asset/obj_writer.h"
#include "inference/asset/ply_writer.h"
#include "inference/asset/three_mf_writer.h"
#include "inference/asset/usdz_writer.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

struct NamedFormat {
    AssetFormat format;
    const char* extension;
};
constexpr std::array<NamedFormat, 9> kFormats{{{AssetFormat::Glb, "glb"},
                                               {AssetFormat::Gltf, "gltf"},
                                               {AssetFormat::Obj, "obj"},
                                               {AssetFormat::Ply, "ply"},
                                               {AssetFormat::Stl, "stl"},
                                               {AssetFormat::Fbx, "fbx"},
                                               {AssetFormat::Dae, "dae"},
                                               {AssetFormat::ThreeMf, "3mf"},
                                               {AssetFormat::Usdz, "usdz"}}};

template <typename Item>
bool allFinite(const std::vector<Item>& items) {
    return std::all_of(items.begin(), items.end(), [](const Item& item) {
        return std::all_of(item.begin(), item.end(), [](float part) { return std::isfinite(part); });
    });
}

/// What is wrong with the textures; nothing when they are as PbrTextures says.
std::string textureProblem(const MeshAsset& mesh) {
    const auto isPicture = [](const ImageBuffer& image, int channels) {
        return image.width > 0 && image.height > 0 && image.channels == channels &&
               image.pixels.size() == std::size_t(image.width) * image.height * image.channels;
    };
    const auto& [baseColor, metallicRoughness, normal, translucent] = *mesh.textures;
    if (mesh.uvs.empty()) return "the mesh has textures and no coordinates for them";
    if (!isPicture(baseColor, 4)) return "the base colour is no picture with alpha";
    if (!metallicRoughness.empty() && !isPicture(metallicRoughness, 3)) return "metallic and roughness are no picture";
    if (!normal.empty() && !isPicture(normal, 3)) return "the normal map is no picture";
    return {};
}

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
    if (!fits(mesh.normals) || !fits(mesh.colors) || !fits(mesh.metallicRoughness) || !fits(mesh.uvs) ||
        !fits(mesh.tangents))
        complain("the mesh does not have one attribute per vertex");
    for (const auto& triangle : mesh.triangles)
        if (std::max({triangle[0], triangle[1], triangle[2]}) >= count) complain("a triangle names a missing vertex");
    if (!allFinite(mesh.positions)) complain("a position is not finite");
    if (!allFinite(mesh.normals) || !allFinite(mesh.tangents)) complain("a normal or tangent is not finite");
    if (!allFinite(mesh.uvs)) complain("a texture coordinate is not finite");
    if (!mesh.textures) return;
    if (const std::string problem = textureProblem(mesh); !problem.empty()) complain(problem);
}

/// Numbers in the file per unit of model space.
double scaleFor(const MeshAsset& mesh, AssetFormat format, const std::optional<double>& sizeMetres) {
    constexpr double kMillimetres = 1000.0;
    double scale = 1.0;
    if (sizeMetres) {
        const auto [min, max] = bounds(mesh);
        const double longest = std::max({max[0] - min[0], max[1] - min[1], max[2] - min[2]});
        scale = *sizeMetres / longest;
        if (!(*sizeMetres > 0.0) || !std::isfinite(scale) || !std::isfinite(float(*sizeMetres * kMillimetres)))
            throw Error(ErrorCode::InvalidRequest, "The model cannot be given that size.",
                        "Choose a size of some millimetres to some metres, or none.");
    }
    const bool countsMillimetres = format == AssetFormat::ThreeMf || (format == AssetFormat::Stl && sizeMetres);
    return countsMillimetres ? scale * kMillimetres : scale;
}

MeshAsset scaled(MeshAsset mesh, double scale) {
    for (auto& position : mesh.positions)
        for (auto& part : position)
            part = float(part * scale);
    return mesh;
}

void write(const MeshAsset& mesh, const std::filesystem::path& file, AssetFormat format, ImageFormat textures,
           const RunContext& context) {
    switch (format) {
        case AssetFormat::Glb:
            return writeGlb(mesh, file, textures, context);
        case AssetFormat::Gltf:
            return writeGltf(mesh, file, textures, context);
        case AssetFormat::Obj:
            return writeObj(mesh, file, textures, context);
        case AssetFormat::Ply:
            return writePly(mesh, file, context);
        case AssetFormat::Stl:
            return writeWithAssimp(mesh, file, AssimpFormat::Stl, textures, context);
        case AssetFormat::Fbx:
            return writeFbx(mesh, file, textures, context);
        case AssetFormat::Dae:
            return writeWithAssimp(mesh, file, AssimpFormat::Dae, textures, context);
        case AssetFormat::ThreeMf:
            return write3mf(mesh, file, context);
        case AssetFormat::Usdz:
            return writeUsdz(mesh, file, textures, context);
    }
}

}  // namespace

std::optional<AssetFormat> assetFormatFromName(const std::string& nameOrExtension) {
    std::string name = nameOrExtension.substr(nameOrExtension.starts_with('.') ? 1 : 0);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    for (const auto& [format, extension] : kFormats)
        if (name == extension) return format;
    return std::nullopt;
}

std::string fileExtension(AssetFormat format) {
    return std::find_if(kFormats.begin(), kFormats.end(), [=](const auto& f) { return f.format == format; })->extension;
}

std::vector<AssetFormat> allAssetFormats() {
    std::vector<AssetFormat> result;
    for (const auto& named : kFormats)
        result.push_back(named.format);
    return result;
}

std::string assetFormatList() {
    std::string list = kFormats.front().extension;
    for (std::size_t i = 1; i < kFormats.size(); ++i)
        list += (i + 1 < kFormats.size() ? ", " : " or ") + std::string(kFormats[i].extension);
    return list;
}

std::optional<double> metresFromText(const std::string& text) {
    double value = 0.0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || !(value > 0.0) || !std::isfinite(value)) return std::nullopt;
    std::string_view unit(rest, text.data() + text.size() - rest);
    while (unit.starts_with(' '))
        unit.remove_prefix(1);
    if (unit == "mm") return value / 1000.0;
    if (unit == "cm") return value / 100.0;
    if (unit == "m") return value;
    return std::nullopt;
}

void exportAsset(const MeshAsset& mesh, const std::filesystem::path& file, AssetFormat format,
                 const RunContext& context, const ExportOptions& options) {
    check(mesh, file);
    const double scale = scaleFor(mesh, format, options.sizeMetres);
    context.report(Stage::Write, 0, 1);
    if (scale == 1.0)
        write(mesh, file, format, options.textures, context);
    else
        write(scaled(mesh, scale), file, format, options.textures, context);
}

}  // namespace espalier

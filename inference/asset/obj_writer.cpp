#include "inference/asset/obj_writer.h"

#include <string>

#include "inference/asset/axes.h"
#include "inference/asset/line_writer.h"
#include "inference/asset/part_file.h"
#include "inference/asset/texture_files.h"

namespace espalier {
namespace {

void addVertices(const MeshAsset& mesh, LineWriter& lines) {
    for (std::size_t i = 0; i < mesh.vertexCount(); ++i) {
        lines.add("v");
        lines.add(toYUp(mesh.positions[i]));
        if (!mesh.textures && !mesh.colors.empty()) {
            const auto& c = mesh.colors[i];
            lines.add(Vec3f{c[0] / 255.0f, c[1] / 255.0f, c[2] / 255.0f});
        }
        lines.endLine();
    }
    for (const auto& [u, v] : mesh.uvs) {
        lines.add("vt ");
        lines.addNumber(u);
        lines.add(" ");
        lines.addNumber(v);
        lines.endLine();
    }
    for (const auto& normal : mesh.normals) {
        lines.add("vn");
        lines.add(toYUp(normal));
        lines.endLine();
    }
}

void addFaces(const MeshAsset& mesh, LineWriter& lines) {
    for (const auto& triangle : mesh.triangles) {
        lines.add("f");
        for (const auto vertex : triangle) {
            lines.add(" ");
            lines.addNumber(vertex + 1);
            if (mesh.normals.empty() && mesh.uvs.empty()) continue;
            lines.add("/");
            if (!mesh.uvs.empty()) lines.addNumber(vertex + 1);
            if (mesh.normals.empty()) continue;
            lines.add("/");
            lines.addNumber(vertex + 1);
        }
        lines.endLine();
    }
}

/// MTL has a grey picture per property where glTF has channels of one.
EncodedTexture greyTexture(const char* name, const ImageBuffer& image, int channel, ImageFormat format,
                           const RunContext& context) {
    if (format == ImageFormat::WebP) format = ImageFormat::Png;
    return {name, format, encodeImage(channelOf(image, channel), format, ImageContent::Data, context)};
}

/// The material and its pictures. Names of the common PBR extension beside those of 1995, so that old readers see the
/// colours and new ones see it all.
std::string materialText(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat format,
                         PartFileGroup& group, const RunContext& context) {
    constexpr int kRoughnessChannel = 1, kMetallicChannel = 2;
    const EncodedTextures encoded = encodeTextures(*mesh.textures, format, context);
    std::string text = "# Espalier " ESPALIER_VERSION "\nnewmtl asset\nKa 1 1 1\nKd 1 1 1\nKs 0 0 0\nd 1\nillum 1\n";
    const std::string baseColor = addTextureFile(encoded.baseColor, file, group);
    text += "map_Kd " + baseColor + "\n";
    if (mesh.textures->translucent) text += "map_d -imfchan m " + baseColor + "\n";
    if (const auto& surface = mesh.textures->metallicRoughness; !surface.empty()) {
        const auto roughness = greyTexture("roughness", surface, kRoughnessChannel, format, context);
        const auto metallic = greyTexture("metallic", surface, kMetallicChannel, format, context);
        text += "Pr 1\nmap_Pr " + addTextureFile(roughness, file, group) + "\n";
        text += "Pm 1\nmap_Pm " + addTextureFile(metallic, file, group) + "\n";
    }
    if (!encoded.normal.empty()) {
        const std::string normal = addTextureFile(encoded.normal, file, group);
        text += "norm " + normal + "\nmap_Bump -bm 1 " + normal + "\n";  // Blender reads map_Bump as a normal map
    }
    return text;
}

}  // namespace

void writeObj(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
              const RunContext& context) {
    // What a line usually takes; only the progress depends on it.
    constexpr std::size_t kVectorBytes = 36, kFaceBytes = 46;
    const std::size_t vectors = mesh.positions.size() + mesh.colors.size() + mesh.normals.size() + mesh.uvs.size();
    PartFileGroup group(file, vectors * kVectorBytes + mesh.triangleCount() * kFaceBytes, context);
    LineWriter lines(group.model());
    lines.add("# Espalier " ESPALIER_VERSION "\n");
    if (mesh.textures) {
        const std::string name = companionStem(file) + ".mtl";
        const std::string material = materialText(mesh, file, textures, group, context);
        group.add(file.parent_path() / name, material.size()).write(material);
        lines.add("mtllib " + name + "\n");
    }
    addVertices(mesh, lines);
    if (mesh.textures) lines.add("usemtl asset\n");
    addFaces(mesh, lines);
    lines.flush();
    group.commit();
}

}  // namespace espalier

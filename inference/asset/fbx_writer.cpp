#include "inference/asset/fbx_writer.h"

#include <algorithm>
#include <limits>
#include <string>

#include "inference/asset/axes.h"
#include "inference/asset/fbx_nodes.h"
#include "inference/asset/part_file.h"
#include "inference/asset/texture_files.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

using namespace std::string_view_literals;

// Any numbers do, as long as they differ; 0 is the scene.
enum Id : std::int64_t { kScene = 0, kDocument = 1000, kModel, kGeometry, kMaterial, kFirstTexture };

/// A texture, where it lies and what it does to the material.
struct Link {
    const char* property;
    std::string name, file;
};

/// "name" and class of an object, as binary FBX joins them.
std::string title(const std::string& name, std::string_view kind) {
    return name + std::string("\0\x01"sv) + std::string(kind);
}

void openObject(FbxNodes& nodes, std::string_view kind, std::int64_t id, const std::string& name, const char* type) {
    nodes.open(kind);
    nodes.add(id).add(title(name, kind)).add(type);
}

void addHeader(FbxNodes& nodes) {
    nodes.open("FBXHeaderExtension");
    nodes.leaf("FBXHeaderVersion", 1003);
    nodes.leaf("FBXVersion", 7400);
    nodes.leaf("EncryptionType", 0);
    nodes.leaf("Creator", "Espalier " ESPALIER_VERSION);
    nodes.close();
    nodes.open("FileId");
    nodes.addRaw("\x28\xb3\x2a\xeb\xb6\x24\xcc\xc2\xbf\xc8\xb0\x2a\xa9\x2b\xfc\xf1"sv);
    nodes.close();
    nodes.leaf("CreationTime", "1970-01-01 10:00:00:000");  // belongs to the FileId; and equal meshes make equal files
    nodes.leaf("Creator", "Espalier " ESPALIER_VERSION);
}

void addSettings(FbxNodes& nodes) {
    const auto axis = [&nodes](const char* name, std::int32_t value) {
        nodes.property(name, "int", "Integer", "", value);
    };
    nodes.open("GlobalSettings");
    nodes.leaf("Version", 1000);
    nodes.open("Properties70");
    axis("UpAxis", 1);
    axis("UpAxisSign", 1);
    axis("FrontAxis", 2);
    axis("FrontAxisSign", 1);
    axis("CoordAxis", 0);
    axis("CoordAxisSign", 1);
    nodes.property("UnitScaleFactor", "double", "Number", "", 1.0);  // centimetres
    nodes.property("OriginalUnitScaleFactor", "double", "Number", "", 1.0);
    nodes.close();
    nodes.close();
    nodes.open("Documents");
    nodes.leaf("Count", 1);
    nodes.open("Document");
    nodes.add(std::int64_t(kDocument)).add("Scene").add("Scene");
    nodes.leaf("RootNode", std::int64_t(kScene));
    nodes.close();
    nodes.close();
    nodes.leaf("References");
}

void addDefinitions(FbxNodes& nodes, std::int32_t textures) {
    const auto define = [&nodes](const char* type, std::int32_t count) {
        if (count == 0) return;
        nodes.open("ObjectType");
        nodes.add(type);
        nodes.leaf("Count", count);
        nodes.close();
    };
    nodes.open("Definitions");
    nodes.leaf("Version", 100);
    nodes.leaf("Count", 4 + 2 * textures);
    define("GlobalSettings", 1);
    define("Geometry", 1);
    define("Model", 1);
    define("Material", 1);
    define("Texture", textures);
    define("Video", textures);
    nodes.close();
}

template <typename Items, typename Convert>
std::vector<double> flattened(const Items& items, Convert convert) {
    std::vector<double> result;
    result.reserve(items.size() * 4);
    for (const auto& item : items)
        for (const auto part : convert(item))
            result.push_back(double(part));
    return result;
}

/// One attribute of the corners, given per vertex and looked up by the corner's vertex.
void addLayerElement(FbxNodes& nodes, const std::string& kind, const std::string& values,
                     const std::vector<double>& data, const std::vector<std::int32_t>& corners) {
    nodes.open("LayerElement" + kind);
    nodes.add(0);
    nodes.leaf("Version", 101);
    nodes.leaf("Name", kind + "Map");
    nodes.leaf("MappingInformationType", "ByPolygonVertex");
    nodes.leaf("ReferenceInformationType", "IndexToDirect");
    nodes.leaf(values, data);
    nodes.leaf((kind == "Color" ? "Color" : values) + "Index", corners);
    nodes.close();
}

void addLayer(FbxNodes& nodes, const std::vector<std::string>& kinds) {
    nodes.open("Layer");
    nodes.add(0);
    nodes.leaf("Version", 100);
    for (const auto& kind : kinds) {
        nodes.open("LayerElement");
        nodes.leaf("Type", "LayerElement" + kind);
        nodes.leaf("TypedIndex", 0);
        nodes.close();
    }
    nodes.close();
}

/// The mesh's corners; where `marksEnds`, a polygon's last one is stored as its complement.
std::vector<std::int32_t> cornersOf(const MeshAsset& mesh, bool marksEnds) {
    std::vector<std::int32_t> corners;
    corners.reserve(mesh.triangleCount() * 3);
    for (const auto& [a, b, c] : mesh.triangles)
        corners.insert(corners.end(),
                       {std::int32_t(a), std::int32_t(b), marksEnds ? ~std::int32_t(c) : std::int32_t(c)});
    return corners;
}

void addMaterialSlot(FbxNodes& nodes) {
    nodes.open("LayerElementMaterial");
    nodes.add(0);
    nodes.leaf("Version", 101);
    nodes.leaf("Name", "");
    nodes.leaf("MappingInformationType", "AllSame");
    nodes.leaf("ReferenceInformationType", "IndexToDirect");
    nodes.leaf("Materials", std::vector<std::int32_t>{0});
    nodes.close();
}

void addGeometry(FbxNodes& nodes, const MeshAsset& mesh, const std::string& name, const RunContext& context) {
    openObject(nodes, "Geometry", kGeometry, name, "Mesh");
    nodes.leaf("GeometryVersion", 124);
    nodes.leaf("Vertices", flattened(mesh.positions, toYUp));
    nodes.leaf("PolygonVertexIndex", cornersOf(mesh, true));
    context.checkpoint();
    const auto corners = cornersOf(mesh, false);
    std::vector<std::string> kinds{"Material"};
    const auto add = [&](const char* kind, const char* values, const std::vector<double>& data) {
        addLayerElement(nodes, kind, values, data, corners);
        kinds.push_back(kind);
        context.checkpoint();
    };
    addMaterialSlot(nodes);
    if (!mesh.normals.empty()) add("Normal", "Normals", flattened(mesh.normals, toYUp));
    if (!mesh.uvs.empty()) add("UV", "UV", flattened(mesh.uvs, [](const auto& uv) { return uv; }));
    if (!mesh.textures && !mesh.colors.empty())
        add("Color", "Colors", flattened(mesh.colors, [](const auto& c) {
                return std::array<double, 4>{c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, c[3] / 255.0};
            }));
    addLayer(nodes, kinds);
    nodes.close();
}

void addModel(FbxNodes& nodes, const std::string& name) {
    constexpr double kCentimetres = 100.0;
    openObject(nodes, "Model", kModel, name, "Mesh");
    nodes.leaf("Version", 232);
    nodes.open("Properties70");
    nodes.property("Lcl Scaling", "Lcl Scaling", "", "A", kCentimetres, kCentimetres, kCentimetres);
    nodes.property("DefaultAttributeIndex", "int", "Integer", "", 0);
    nodes.close();
    nodes.leaf("Culling", "CullingOff");
    nodes.close();

    openObject(nodes, "Material", kMaterial, "asset", "");
    nodes.leaf("Version", 102);
    nodes.leaf("ShadingModel", "Phong");
    nodes.leaf("MultiLayer", 0);
    nodes.open("Properties70");
    nodes.property("DiffuseColor", "Color", "", "A", 1.0, 1.0, 1.0);
    nodes.property("SpecularColor", "Color", "", "A", 0.0, 0.0, 0.0);
    nodes.close();
    nodes.close();
}

void addTexture(FbxNodes& nodes, const Link& link, std::int64_t texture, std::int64_t video) {
    openObject(nodes, "Texture", texture, link.name, "");
    nodes.leaf("Type", "TextureVideoClip");
    nodes.leaf("Version", 202);
    nodes.leaf("TextureName", title(link.name, "Texture"));
    nodes.leaf("Media", title(link.name, "Video"));
    nodes.leaf("FileName", link.file);
    nodes.leaf("RelativeFilename", link.file);
    nodes.close();
    openObject(nodes, "Video", video, link.name, "Clip");
    nodes.leaf("Type", "Clip");
    nodes.open("Properties70");
    nodes.property("Path", "KString", "XRefUrl", "", link.file);
    nodes.close();
    nodes.leaf("UseMipMap", 0);
    nodes.leaf("Filename", link.file);
    nodes.leaf("RelativeFilename", link.file);
    nodes.close();
}

/// Ids of a texture and its picture, by its place in the list.
std::int64_t textureId(std::size_t index) {
    return kFirstTexture + std::int64_t(index) * 2;
}

void addConnections(FbxNodes& nodes, const std::vector<Link>& links) {
    const auto join = [&nodes](std::int64_t child, std::int64_t parent) { nodes.leaf("C", "OO", child, parent); };
    nodes.open("Connections");
    join(kModel, kScene);
    join(kGeometry, kModel);
    join(kMaterial, kModel);
    for (std::size_t i = 0; i < links.size(); ++i) {
        nodes.leaf("C", "OP", textureId(i), std::int64_t(kMaterial), links[i].property);
        join(textureId(i) + 1, textureId(i));
    }
    nodes.close();
}

std::string fbxBytes(const MeshAsset& mesh, const std::string& name, const std::vector<Link>& links,
                     const RunContext& context) {
    FbxNodes nodes;
    addHeader(nodes);
    addSettings(nodes);
    addDefinitions(nodes, std::int32_t(links.size()));
    nodes.open("Objects");
    addGeometry(nodes, mesh, name, context);
    addModel(nodes, name);
    for (std::size_t i = 0; i < links.size(); ++i)
        addTexture(nodes, links[i], textureId(i), textureId(i) + 1);
    nodes.close();
    addConnections(nodes, links);
    return nodes.finished();
}

std::vector<Link> addTextureFiles(const PbrTextures& textures, ImageFormat format, const std::filesystem::path& file,
                                  PartFileGroup& group, const RunContext& context) {
    if (format == ImageFormat::WebP) format = ImageFormat::Png;
    const EncodedTextures encoded =
        encodeTextures({textures.baseColor, {}, textures.normal, textures.translucent}, format, context);
    std::vector<Link> links{{"DiffuseColor", encoded.baseColor.name, addTextureFile(encoded.baseColor, file, group)}};
    if (!encoded.normal.empty())
        links.push_back({"NormalMap", encoded.normal.name, addTextureFile(encoded.normal, file, group)});
    return links;
}

}  // namespace

void writeFbx(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
              const RunContext& context) {
    // Upper bounds: three corners with four indices each, a vertex with twelve doubles.
    const std::uint64_t most = mesh.triangleCount() * 48 + mesh.vertexCount() * 96;
    if (most > std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ": an FBX file ends at 4 GB.",
                    "Choose fewer faces, or export as PLY.");
    PartFileGroup group(file, most, context);
    std::vector<Link> links;
    if (mesh.textures) links = addTextureFiles(*mesh.textures, textures, file, group, context);
    group.model().write(fbxBytes(mesh, file.stem().string(), links, context));
    group.commit();
}

}  // namespace espalier

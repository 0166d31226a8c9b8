#include "inference/asset/gltf_document.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "inference/asset/axes.h"
#include "inference/asset/srgb.h"

namespace espalier {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "glTF buffers are little endian");

// Numbers of the glTF 2.0 specification.
constexpr int kUnsignedShort = 5123, kUnsignedInt = 5125, kFloat = 5126;
constexpr int kArrayBuffer = 34962, kElementArrayBuffer = 34963;
constexpr int kLinear = 9729, kLinearMipmapLinear = 9987, kClampToEdge = 33071;
constexpr int kOpaqueFrom = 250;  // alpha of a vertex that counts as solid

using LinearColor = std::array<std::uint16_t, 4>;
using Tangent = std::array<float, 4>;
using TexturePlace = std::array<float, 2>;

LinearColor linearColor(const std::array<std::uint8_t, 4>& srgb) {
    constexpr float kMax = std::numeric_limits<std::uint16_t>::max();
    LinearColor result;
    for (int i = 0; i < 3; ++i)
        result[i] = std::uint16_t(std::lround(linearFromSrgb(srgb[i]) * kMax));
    result[3] = std::uint16_t(srgb[3] * 257);  // 255 * 257 = 65535
    return result;
}

Tangent tangentYUp(const Tangent& t) {
    const Vec3f turned = toYUp({t[0], t[1], t[2]});
    return {turned[0], turned[1], turned[2], t[3]};
}

/// glTF counts v from the top.
TexturePlace fromTop(const TexturePlace& uv) {
    return {uv[0], 1.0f - uv[1]};
}

/// What stands in the file: a textured mesh's colours are in its textures, and glTF would multiply both.
bool hasColors(const MeshAsset& mesh) {
    return !mesh.textures && !mesh.colors.empty();
}
/// Readers make up their own tangents where a normal map asks for them; without one they are dead weight.
bool hasTangents(const MeshAsset& mesh) {
    return mesh.textures && !mesh.textures->normal.empty() && !mesh.tangents.empty() && !mesh.normals.empty();
}

json floats(const char* type, std::size_t count) {
    return {{"componentType", kFloat}, {"count", count}, {"type", type}};
}

json positionAccessor(const MeshAsset& mesh) {
    const auto box = bounds(mesh);
    // Turning the axes swaps the ends of the one that changes sign.
    const Vec3f a = toYUp(box.min), b = toYUp(box.max);
    json accessor = floats("VEC3", mesh.vertexCount());
    accessor["min"] = {a[0], a[1], b[2]};
    accessor["max"] = {b[0], b[1], a[2]};
    return accessor;
}

bool isTranslucent(const MeshAsset& mesh) {
    if (mesh.textures) return mesh.textures->translucent;
    // A few translucent specks are noise; blending a whole model for them costs correct sorting everywhere.
    const auto translucent =
        std::count_if(mesh.colors.begin(), mesh.colors.end(), [](const auto& color) { return color[3] < kOpaqueFrom; });
    return std::size_t(translucent) * 100 > mesh.colors.size();
}

json material(const MeshAsset& mesh) {
    double metallic = 0.0, roughness = 0.8;  // of a mesh that says nothing: plain clay
    if (const auto count = mesh.metallicRoughness.size(); count > 0) {
        metallic = roughness = 0.0;
        for (const auto& [m, r] : mesh.metallicRoughness) {
            metallic += m;
            roughness += r;
        }
        metallic = std::clamp(metallic / double(count), 0.0, 1.0);
        roughness = std::clamp(roughness / double(count), 0.0, 1.0);
    }
    return {{"name", "asset"},
            {"pbrMetallicRoughness",
             {{"baseColorFactor", {1.0, 1.0, 1.0, 1.0}}, {"metallicFactor", metallic}, {"roughnessFactor", roughness}}},
            {"alphaMode", isTranslucent(mesh) ? "BLEND" : "OPAQUE"},
            {"doubleSided", true}};
}

std::size_t padded(std::size_t size) {
    return (size + 3) / 4 * 4;
}

}  // namespace

GltfDocument::GltfDocument(const MeshAsset& mesh, const std::string& name) : m_mesh(mesh) {
    m_root = {
        {"asset", {{"version", "2.0"}, {"generator", "Espalier " ESPALIER_VERSION}}},
        {"scene", 0},
        {"scenes", {{{"nodes", {0}}}}},
        {"nodes", {{{"mesh", 0}, {"name", name}}}},
        {"materials", {material(mesh)}},
        {"accessors", json::array()},
        {"bufferViews", json::array()},
    };
    addMesh(name);
}

int GltfDocument::addView(std::size_t bytes) {
    json& views = m_root["bufferViews"];
    views.push_back({{"buffer", 0}, {"byteOffset", m_binarySize}, {"byteLength", bytes}});
    m_binarySize += padded(bytes);
    return int(views.size()) - 1;
}

int GltfDocument::addAccessor(json accessor, std::size_t bytes, int target) {
    accessor["bufferView"] = addView(bytes);
    m_root["bufferViews"].back()["target"] = target;
    m_root["accessors"].push_back(std::move(accessor));
    return int(m_root["accessors"].size()) - 1;
}

/// In the order in which writeBinary() writes the data. Every element size here is a multiple of 4.
json GltfDocument::attributes() {
    const auto count = m_mesh.vertexCount();
    json result;
    result["POSITION"] = addAccessor(positionAccessor(m_mesh), count * sizeof(Vec3f), kArrayBuffer);
    if (!m_mesh.normals.empty())
        result["NORMAL"] = addAccessor(floats("VEC3", count), count * sizeof(Vec3f), kArrayBuffer);
    if (hasTangents(m_mesh))
        result["TANGENT"] = addAccessor(floats("VEC4", count), count * sizeof(Tangent), kArrayBuffer);
    if (!m_mesh.uvs.empty())
        result["TEXCOORD_0"] = addAccessor(floats("VEC2", count), count * sizeof(TexturePlace), kArrayBuffer);
    if (hasColors(m_mesh))
        result["COLOR_0"] =
            addAccessor({{"componentType", kUnsignedShort}, {"normalized", true}, {"count", count}, {"type", "VEC4"}},
                        count * sizeof(LinearColor), kArrayBuffer);
    return result;
}

void GltfDocument::addMesh(const std::string& name) {
    const json vertices = attributes();
    const int indices =
        addAccessor({{"componentType", kUnsignedInt}, {"count", m_mesh.triangleCount() * 3}, {"type", "SCALAR"}},
                    m_mesh.triangleCount() * sizeof(m_mesh.triangles[0]), kElementArrayBuffer);
    m_root["meshes"] = {
        {{"name", name}, {"primitives", {{{"attributes", vertices}, {"indices", indices}, {"material", 0}}}}}};
}

void GltfDocument::addTexture(const EncodedTexture& texture, json image, json& place) {
    const int index = int(m_root["images"].size());
    image["name"] = texture.name;
    m_root["images"].push_back(std::move(image));
    if (texture.format == ImageFormat::WebP) {
        m_root["textures"].push_back({{"sampler", 0}, {"extensions", {{"EXT_texture_webp", {{"source", index}}}}}});
        m_root["extensionsUsed"] = m_root["extensionsRequired"] = json::array({"EXT_texture_webp"});
    } else {
        m_root["textures"].push_back({{"sampler", 0}, {"source", index}});
    }
    place = {{"index", index}};
}

void GltfDocument::addTextures(const EncodedTextures& textures,
                               const std::function<json(const EncodedTexture&)>& image) {
    json& target = m_root["materials"][0];
    json& surface = target["pbrMetallicRoughness"];
    m_root["samplers"] = {
        {{"magFilter", kLinear}, {"minFilter", kLinearMipmapLinear}, {"wrapS", kClampToEdge}, {"wrapT", kClampToEdge}}};
    addTexture(textures.baseColor, image(textures.baseColor), surface["baseColorTexture"]);
    if (!textures.metallicRoughness.empty()) {
        addTexture(textures.metallicRoughness, image(textures.metallicRoughness), surface["metallicRoughnessTexture"]);
        surface["metallicFactor"] = surface["roughnessFactor"] = 1.0;
    }
    if (!textures.normal.empty()) addTexture(textures.normal, image(textures.normal), target["normalTexture"]);
}

void GltfDocument::embed(const EncodedTextures& textures) {
    addTextures(textures, [this](const EncodedTexture& texture) {
        m_embedded.push_back(&texture);
        return json{{"bufferView", addView(texture.bytes.size())}, {"mimeType", mimeType(texture.format)}};
    });
}

void GltfDocument::reference(const EncodedTextures& textures, const NameOf& nameOf) {
    addTextures(textures, [&nameOf](const EncodedTexture& texture) {
        return json{{"uri", nameOf(texture)}, {"mimeType", mimeType(texture.format)}};
    });
}

void GltfDocument::referenceBuffer(const std::string& name) {
    m_root["buffers"] = {{{"byteLength", m_binarySize}, {"uri", name}}};
}

void GltfDocument::writeBinary(PartFile& out) const {
    out.writeEach(m_mesh.positions, toYUp);
    out.writeEach(m_mesh.normals, toYUp);
    if (hasTangents(m_mesh)) out.writeEach(m_mesh.tangents, tangentYUp);
    out.writeEach(m_mesh.uvs, fromTop);
    if (hasColors(m_mesh)) out.writeEach(m_mesh.colors, linearColor);
    out.write(m_mesh.triangles.data(), m_mesh.triangleCount() * sizeof(m_mesh.triangles[0]));
    for (const auto* texture : m_embedded) {
        out.write(texture->bytes.data(), texture->bytes.size());
        out.write(std::string(padded(texture->bytes.size()) - texture->bytes.size(), '\0'));
    }
}

std::string GltfDocument::text() const {
    json root = m_root;
    if (!root.contains("buffers")) root["buffers"] = {{{"byteLength", m_binarySize}}};
    // A file name need not be UTF-8, JSON must be.
    return root.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace espalier

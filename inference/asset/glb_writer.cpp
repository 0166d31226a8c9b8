#include "inference/asset/glb_writer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "inference/asset/axes.h"
#include "inference/asset/part_file.h"
#include "inference/asset/srgb.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "glTF buffers are little endian");

// Names and numbers of the glTF 2.0 specification.
constexpr std::uint32_t kMagic = 0x46546C67, kVersion = 2, kJsonChunk = 0x4E4F534A, kBinChunk = 0x004E4942;
constexpr int kUnsignedShort = 5123, kUnsignedInt = 5125, kFloat = 5126;
constexpr int kArrayBuffer = 34962, kElementArrayBuffer = 34963;
constexpr std::size_t kHeaderSize = 12, kChunkHeaderSize = 8;
constexpr int kOpaqueFrom = 250;  // alpha of a vertex that counts as solid

using LinearColor = std::array<std::uint16_t, 4>;

LinearColor linearColor(const std::array<std::uint8_t, 4>& srgb) {
    constexpr float kMax = std::numeric_limits<std::uint16_t>::max();
    LinearColor result;
    for (int i = 0; i < 3; ++i)
        result[i] = std::uint16_t(std::lround(linearFromSrgb(srgb[i]) * kMax));
    result[3] = std::uint16_t(srgb[3] * 257);  // 255 * 257 = 65535
    return result;
}

/// The glTF JSON as it grows: each accessor gets a buffer view of its own, placed behind the one before.
struct Document {
    json accessors = json::array();
    json views = json::array();
    std::size_t binarySize = 0;

    /// Returns the accessor's index. Every element size here is a multiple of 4, so everything stays aligned.
    int add(json accessor, std::size_t bytes, int target) {
        const int index = int(views.size());
        views.push_back({{"buffer", 0}, {"byteOffset", binarySize}, {"byteLength", bytes}, {"target", target}});
        accessor["bufferView"] = index;
        accessors.push_back(std::move(accessor));
        binarySize += bytes;
        return index;
    }
};

json positionAccessor(const MeshAsset& mesh) {
    const auto box = bounds(mesh);
    // Turning the axes swaps the ends of the one that changes sign.
    const Vec3f a = toYUp(box.min), b = toYUp(box.max);
    return {{"componentType", kFloat},
            {"count", mesh.vertexCount()},
            {"type", "VEC3"},
            {"min", {a[0], a[1], b[2]}},
            {"max", {b[0], b[1], a[2]}}};
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
    // A few translucent specks are noise; blending a whole model for them costs correct sorting everywhere.
    const auto translucent =
        std::count_if(mesh.colors.begin(), mesh.colors.end(), [](const auto& color) { return color[3] < kOpaqueFrom; });
    return {{"name", "asset"},
            {"pbrMetallicRoughness",
             {{"baseColorFactor", {1.0, 1.0, 1.0, 1.0}}, {"metallicFactor", metallic}, {"roughnessFactor", roughness}}},
            {"alphaMode", std::size_t(translucent) * 100 > mesh.colors.size() ? "BLEND" : "OPAQUE"},
            {"doubleSided", true}};
}

/// Accessors in the order in which writeBinary() writes their data.
Document layOut(const MeshAsset& mesh, json& attributes, int& indices) {
    Document document;
    const auto count = mesh.vertexCount();
    attributes["POSITION"] = document.add(positionAccessor(mesh), count * sizeof(Vec3f), kArrayBuffer);
    if (!mesh.normals.empty())
        attributes["NORMAL"] = document.add({{"componentType", kFloat}, {"count", count}, {"type", "VEC3"}},
                                            count * sizeof(Vec3f), kArrayBuffer);
    if (!mesh.colors.empty())
        attributes["COLOR_0"] =
            document.add({{"componentType", kUnsignedShort}, {"normalized", true}, {"count", count}, {"type", "VEC4"}},
                         count * sizeof(LinearColor), kArrayBuffer);
    indices = document.add({{"componentType", kUnsignedInt}, {"count", mesh.triangleCount() * 3}, {"type", "SCALAR"}},
                           mesh.triangleCount() * sizeof(mesh.triangles[0]), kElementArrayBuffer);
    return document;
}

void writeBinary(const MeshAsset& mesh, PartFile& out) {
    out.writeEach(mesh.positions, toYUp);
    out.writeEach(mesh.normals, toYUp);
    out.writeEach(mesh.colors, linearColor);
    out.write(mesh.triangles.data(), mesh.triangleCount() * sizeof(mesh.triangles[0]));
}

std::string jsonText(const MeshAsset& mesh, const std::string& name, std::size_t& binarySize) {
    json attributes;
    int indices = 0;
    Document document = layOut(mesh, attributes, indices);
    binarySize = document.binarySize;
    const json root = {
        {"asset", {{"version", "2.0"}, {"generator", "Espalier " ESPALIER_VERSION}}},
        {"scene", 0},
        {"scenes", {{{"nodes", {0}}}}},
        {"nodes", {{{"mesh", 0}, {"name", name}}}},
        {"meshes",
         {{{"name", name}, {"primitives", {{{"attributes", attributes}, {"indices", indices}, {"material", 0}}}}}}},
        {"materials", {material(mesh)}},
        {"accessors", std::move(document.accessors)},
        {"bufferViews", std::move(document.views)},
        {"buffers", {{{"byteLength", binarySize}}}},
    };
    // A file name need not be UTF-8, JSON must be.
    auto text = root.dump(-1, ' ', false, json::error_handler_t::replace);
    text.resize((text.size() + 3) / 4 * 4, ' ');
    return text;
}

}  // namespace

void writeGlb(const MeshAsset& mesh, const std::filesystem::path& file, const RunContext& context) {
    std::size_t binarySize = 0;
    const std::string text = jsonText(mesh, file.stem().string(), binarySize);
    const std::uint64_t total = kHeaderSize + kChunkHeaderSize + text.size() + kChunkHeaderSize + binarySize;
    if (total > std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ": a GLB file ends at 4 GB.",
                    "Choose fewer faces, or export as PLY.");

    PartFile out(file, total, context);
    const std::array<std::uint32_t, 5> head{kMagic, kVersion, std::uint32_t(total), std::uint32_t(text.size()),
                                            kJsonChunk};
    out.write(head.data(), sizeof(head));
    out.write(text);
    const std::array<std::uint32_t, 2> binaryHead{std::uint32_t(binarySize), kBinChunk};
    out.write(binaryHead.data(), sizeof(binaryHead));
    writeBinary(mesh, out);
    out.commit();
}

}  // namespace espalier

#include "inference/asset/usdz_writer.h"

#include <charconv>
#include <string>
#include <string_view>

#include "inference/asset/axes.h"
#include "inference/asset/part_file.h"
#include "inference/asset/srgb.h"
#include "inference/asset/texture_files.h"
#include "inference/asset/zip_file.h"

namespace espalier {
namespace {

constexpr unsigned kAlignment = 64;
constexpr std::size_t kCheckEvery = 1 << 16;

/// A USD text layer as it grows.
class Layer {
public:
    explicit Layer(const RunContext& context) : m_context(context) {}

    Layer& add(std::string_view text) {
        m_text += text;
        return *this;
    }
    template <typename Number>
    void addNumber(Number value) {
        char digits[32];
        m_text.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
    }
    template <typename Number, std::size_t N>
    void addTuple(const std::array<Number, N>& tuple) {
        m_text += '(';
        for (std::size_t i = 0; i < N; ++i) {
            if (i > 0) m_text += ", ";
            addNumber(tuple[i]);
        }
        m_text += ')';
    }
    /// `name = [item, ...] metadata`, each item written by `write`.
    template <typename Items, typename Write>
    void addArray(std::string_view name, const Items& items, Write write, std::string_view metadata = "") {
        add("        ").add(name).add(" = [");
        std::size_t done = 0;
        for (const auto& item : items) {
            if (done % kCheckEvery == 0) m_context.checkpoint();
            if (done++ > 0) m_text += ", ";
            write(item);
        }
        add("]").add(metadata).add("\n");
    }
    const std::string& text() const { return m_text; }

private:
    const RunContext& m_context;
    std::string m_text;
};

void addMesh(Layer& layer, const MeshAsset& mesh) {
    constexpr std::string_view kPerVertex = " (\n            interpolation = \"vertex\"\n        )";
    const auto addTurned = [&layer](const Vec3f& v) { layer.addTuple(toYUp(v)); };
    const auto [min, max] = bounds(mesh);
    const Vec3f a = toYUp(min), b = toYUp(max);
    layer.add("    def Mesh \"Mesh\" (\n        prepend apiSchemas = [\"MaterialBindingAPI\"]\n    )\n    {\n");
    // Turning the axes swaps the ends of the one that changes sign.
    layer.addArray("float3[] extent", std::array<Vec3f, 2>{{{a[0], a[1], b[2]}, {b[0], b[1], a[2]}}},
                   [&layer](const Vec3f& v) { layer.addTuple(v); });
    layer.addArray("int[] faceVertexCounts", mesh.triangles, [&layer](const auto&) { layer.add("3"); });
    layer.addArray("int[] faceVertexIndices", mesh.triangles, [&layer](const auto& triangle) {
        layer.addNumber(triangle[0]);
        for (int corner = 1; corner < 3; ++corner) {
            layer.add(", ");
            layer.addNumber(triangle[corner]);
        }
    });
    layer.addArray("point3f[] points", mesh.positions, addTurned);
    if (!mesh.normals.empty()) layer.addArray("normal3f[] normals", mesh.normals, addTurned, kPerVertex);
    if (!mesh.uvs.empty())
        layer.addArray(
            "texCoord2f[] primvars:st", mesh.uvs, [&layer](const auto& uv) { layer.addTuple(uv); }, kPerVertex);
    if (!mesh.textures && !mesh.colors.empty())
        layer.addArray(
            "color3f[] primvars:displayColor", mesh.colors,
            [&layer](const auto& c) {
                layer.addTuple(Vec3f{linearFromSrgb(c[0]), linearFromSrgb(c[1]), linearFromSrgb(c[2])});
            },
            kPerVertex);
    layer.add("        uniform token subdivisionScheme = \"none\"\n        uniform bool doubleSided = 1\n");
    layer.add("        rel material:binding = </Asset/Material>\n    }\n\n");
}

/// A shader that reads a texture at the mesh's coordinates.
void addTexture(Layer& layer, std::string_view name, const std::string& file, std::string_view more) {
    layer.add("\n        def Shader \"").add(name).add("\"\n        {\n");
    layer.add("            uniform token info:id = \"UsdUVTexture\"\n");
    layer.add("            asset inputs:file = @").add(file).add("@\n");
    layer.add("            float2 inputs:st.connect = </Asset/Material/Place.outputs:result>\n");
    layer.add("            token inputs:wrapS = \"clamp\"\n            token inputs:wrapT = \"clamp\"\n");
    layer.add(more).add("        }\n");
}

constexpr std::string_view kPlaceShader = R"(
        def Shader "Place"
        {
            uniform token info:id = "UsdPrimvarReader_float2"
            string inputs:varname = "st"
            float2 outputs:result
        }
)";
constexpr std::string_view kBaseColorLines = R"(            token inputs:sourceColorSpace = "sRGB"
            float3 outputs:rgb
            float outputs:a
)";
constexpr std::string_view kSurfaceLines = R"(            token inputs:sourceColorSpace = "raw"
            float outputs:g
            float outputs:b
)";
// A stored 0..1 means -1..1.
constexpr std::string_view kNormalLines = R"(            token inputs:sourceColorSpace = "raw"
            float4 inputs:scale = (2, 2, 2, 1)
            float4 inputs:bias = (-1, -1, -1, 0)
            float3 outputs:rgb
)";

/// "textures/normal.png": where a texture lies in the archive.
std::string placeOf(const EncodedTexture& texture) {
    return "textures/" + texture.name + "." + texture.extension();
}

void addTextureInputs(Layer& layer, const EncodedTextures& textures, bool translucent) {
    layer.add("            color3f inputs:diffuseColor.connect = </Asset/Material/BaseColor.outputs:rgb>\n");
    if (translucent) layer.add("            float inputs:opacity.connect = </Asset/Material/BaseColor.outputs:a>\n");
    if (!textures.metallicRoughness.empty())
        layer.add("            float inputs:roughness.connect = </Asset/Material/Surface.outputs:g>\n")
            .add("            float inputs:metallic.connect = </Asset/Material/Surface.outputs:b>\n");
    if (!textures.normal.empty())
        layer.add("            normal3f inputs:normal.connect = </Asset/Material/Normal.outputs:rgb>\n");
}

/// The display colours reach the surface through a reader of their own; without any it is plain clay.
constexpr std::string_view kColorReader = R"(
        def Shader "Color"
        {
            uniform token info:id = "UsdPrimvarReader_float3"
            string inputs:varname = "displayColor"
            float3 outputs:result
        }
)";

void addMaterial(Layer& layer, const MeshAsset& mesh, const EncodedTextures& textures) {
    const bool readsColors = !mesh.textures && !mesh.colors.empty();
    layer.add("    def Material \"Material\"\n    {\n");
    layer.add("        token outputs:surface.connect = </Asset/Material/Preview.outputs:surface>\n\n");
    layer.add("        def Shader \"Preview\"\n        {\n");
    layer.add("            uniform token info:id = \"UsdPreviewSurface\"\n");
    if (mesh.textures) addTextureInputs(layer, textures, mesh.textures->translucent);
    if (readsColors)
        layer.add("            color3f inputs:diffuseColor.connect = </Asset/Material/Color.outputs:result>\n");
    layer.add("            token outputs:surface\n        }\n");
    if (readsColors) layer.add(kColorReader);
    if (mesh.textures) {
        layer.add(kPlaceShader);
        addTexture(layer, "BaseColor", placeOf(textures.baseColor), kBaseColorLines);
        if (!textures.metallicRoughness.empty())
            addTexture(layer, "Surface", placeOf(textures.metallicRoughness), kSurfaceLines);
        if (!textures.normal.empty()) addTexture(layer, "Normal", placeOf(textures.normal), kNormalLines);
    }
    layer.add("    }\n");
}

std::string layerText(const MeshAsset& mesh, const EncodedTextures& textures, const RunContext& context) {
    Layer layer(context);
    layer.add("#usda 1.0\n(\n    defaultPrim = \"Asset\"\n    doc = \"Espalier " ESPALIER_VERSION "\"\n");
    layer.add("    metersPerUnit = 1\n    upAxis = \"Y\"\n)\n\n");
    layer.add("def Xform \"Asset\" (\n    kind = \"component\"\n)\n{\n");
    addMesh(layer, mesh);
    addMaterial(layer, mesh, textures);
    layer.add("}\n");
    return layer.text();
}

}  // namespace

void writeUsdz(const MeshAsset& mesh, const std::filesystem::path& file, ImageFormat textures,
               const RunContext& context) {
    const ImageFormat allowed = textures == ImageFormat::WebP ? ImageFormat::Png : textures;
    const EncodedTextures encoded =
        mesh.textures ? encodeTextures(*mesh.textures, allowed, context) : EncodedTextures();
    const std::string layer = layerText(mesh, encoded, context);
    std::uint64_t size = layer.size();
    for (const auto* texture : {&encoded.baseColor, &encoded.metallicRoughness, &encoded.normal})
        size += texture->bytes.size();

    PartFile out(file, size, context);
    ZipFile zip(out, kAlignment);
    zip.add("asset.usda", layer);  // the first file is the one that viewers open
    for (const auto* texture : {&encoded.baseColor, &encoded.metallicRoughness, &encoded.normal})
        if (!texture->empty()) zip.add(placeOf(*texture), texture->bytes);
    zip.finish();
    out.commit();
}

}  // namespace espalier

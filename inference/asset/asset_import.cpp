#include "inference/asset/asset_import.h"

#include <assimp/GltfMaterial.h>
#include <assimp/material.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <cctype>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>

#include "inference/asset/axes.h"
#include "inference/asset/srgb.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

/// How a format's file differs from model space and from shared vertices.
struct Habits {
    bool zUp = false;
    float metres = 1.0f;  ///< what one unit of the file is
    bool linearColors = false;
    bool repeatsVertices = false;  ///< one vertex per corner, so that equal ones must be joined again
    bool faceNormals = false;      ///< normals say nothing about vertices
};

Habits habitsOf(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    if (extension == ".glb" || extension == ".gltf") return {.linearColors = true};
    if (extension == ".ply") return {.zUp = true};
    if (extension == ".3mf") return {.zUp = true, .metres = 0.001f};
    if (extension == ".fbx") return {.metres = 0.01f, .repeatsVertices = true};
    if (extension == ".stl") return {.zUp = true, .repeatsVertices = true, .faceNormals = true};
    return {.repeatsVertices = true};
}

/// Appends the meshes of a scene to one MeshAsset, node by node.
class Collector {
public:
    Collector(const aiScene& scene, Habits habits) : m_scene(scene), m_habits(habits) {}

    MeshAsset collect() {
        aiMatrix4x4 scale;
        visit(*m_scene.mRootNode, aiMatrix4x4::Scaling(aiVector3D(m_habits.metres), scale));
        // Attributes that only some of the meshes have.
        if (m_habits.faceNormals || m_lacksNormals) m_result.normals.clear();
        if (!m_hasColors) m_result.colors.clear();
        if (m_lacksUvs) m_result.uvs.clear();
        if (m_lacksTangents || m_result.normals.empty()) m_result.tangents.clear();
        if (!m_habits.linearColors) m_result.metallicRoughness.clear();
        return std::move(m_result);
    }

private:
    void visit(const aiNode& node, const aiMatrix4x4& parent) {
        const aiMatrix4x4 place = parent * node.mTransformation;
        for (unsigned i = 0; i < node.mNumMeshes; ++i)
            append(*m_scene.mMeshes[node.mMeshes[i]], place);
        for (unsigned i = 0; i < node.mNumChildren; ++i)
            visit(*node.mChildren[i], place);
    }

    void append(const aiMesh& mesh, const aiMatrix4x4& place) {
        const auto first = std::uint32_t(m_result.positions.size());
        const aiMatrix3x3 turn = aiMatrix3x3(place).Inverse().Transpose();
        const auto surface = surfaceOf(mesh);
        m_lacksNormals |= !mesh.HasNormals();
        m_lacksUvs |= !mesh.HasTextureCoords(0);
        m_lacksTangents |= !mesh.HasTangentsAndBitangents();
        m_hasColors |= mesh.HasVertexColors(0);
        for (unsigned i = 0; i < mesh.mNumVertices; ++i) {
            m_result.positions.push_back(modelSpace(place * mesh.mVertices[i]));
            m_result.normals.push_back(mesh.HasNormals() ? modelSpace((turn * mesh.mNormals[i]).NormalizeSafe())
                                                         : Vec3f{});
            m_result.colors.push_back(color(mesh.HasVertexColors(0) ? mesh.mColors[0][i] : aiColor4D(1, 1, 1, 1)));
            m_result.metallicRoughness.push_back(surface);
            const aiVector3D uv = mesh.HasTextureCoords(0) ? mesh.mTextureCoords[0][i] : aiVector3D();
            m_result.uvs.push_back({uv.x, uv.y});
            m_result.tangents.push_back(mesh.HasTangentsAndBitangents() ? tangentOf(mesh, i, place)
                                                                        : std::array<float, 4>{});
        }
        for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
            const aiFace& face = mesh.mFaces[i];
            if (face.mNumIndices != 3) continue;  // points and lines
            m_result.triangles.push_back(
                {first + face.mIndices[0], first + face.mIndices[1], first + face.mIndices[2]});
        }
    }

    std::array<float, 4> tangentOf(const aiMesh& mesh, unsigned i, const aiMatrix4x4& place) const {
        const Vec3f along = modelSpace((aiMatrix3x3(place) * mesh.mTangents[i]).NormalizeSafe());
        const bool rightHanded = (mesh.mNormals[i] ^ mesh.mTangents[i]) * mesh.mBitangents[i] > 0.0f;
        return {along[0], along[1], along[2], rightHanded ? 1.0f : -1.0f};
    }

    Vec3f modelSpace(const aiVector3D& v) const {
        const Vec3f read{v.x, v.y, v.z};
        return m_habits.zUp ? read : fromYUp(read);
    }

    std::array<std::uint8_t, 4> color(const aiColor4D& c) const {
        const auto byte = [](float v) { return std::uint8_t(std::lround(std::clamp(v, 0.0f, 1.0f) * 255.0f)); };
        if (m_habits.linearColors) return {srgbFromLinear(c.r), srgbFromLinear(c.g), srgbFromLinear(c.b), byte(c.a)};
        return {byte(c.r), byte(c.g), byte(c.b), byte(c.a)};
    }

    std::array<float, 2> surfaceOf(const aiMesh& mesh) const {
        std::array<float, 2> result{0.0f, 1.0f};
        const aiMaterial& material = *m_scene.mMaterials[mesh.mMaterialIndex];
        material.Get(AI_MATKEY_METALLIC_FACTOR, result[0]);
        material.Get(AI_MATKEY_ROUGHNESS_FACTOR, result[1]);
        return result;
    }

    const aiScene& m_scene;
    const Habits m_habits;
    MeshAsset m_result;
    bool m_lacksNormals = false;
    bool m_hasColors = false;
    bool m_lacksUvs = false;
    bool m_lacksTangents = false;
};

/// Finds and decodes the pictures of a scene's material.
class TextureReader {
public:
    TextureReader(const aiScene& scene, const std::filesystem::path& file, const PictureDecoder& decode)
        : m_scene(scene),
          m_material(*scene.mMaterials[scene.mMeshes[0]->mMaterialIndex]),
          m_file(file),
          m_decode(decode) {}

    /// Null when the material has no base colour texture.
    std::shared_ptr<const PbrTextures> read() const {
        auto textures = std::make_shared<PbrTextures>();
        textures->baseColor = picture({aiTextureType_BASE_COLOR, aiTextureType_DIFFUSE}, 4);
        if (textures->baseColor.empty()) return nullptr;
        textures->metallicRoughness = picture({aiTextureType_UNKNOWN}, 3);  // Assimp's place for glTF's
        textures->normal = picture({aiTextureType_NORMALS, aiTextureType_HEIGHT}, 3);
        aiString alphaMode;
        textures->translucent = (m_material.Get(AI_MATKEY_GLTF_ALPHAMODE, alphaMode) == aiReturn_SUCCESS &&
                                 alphaMode == aiString("BLEND")) ||
                                m_material.GetTextureCount(aiTextureType_OPACITY) > 0;
        return textures;
    }

private:
    ImageBuffer picture(std::initializer_list<aiTextureType> types, int channels) const {
        for (const auto type : types) {
            aiString name;
            if (m_material.GetTexture(type, 0, &name) != aiReturn_SUCCESS) continue;
            const aiTexture* embedded = m_scene.GetEmbeddedTexture(name.C_Str());
            return withChannels(embedded ? fromMemory(*embedded, name.C_Str()) : fromFile(name.C_Str()), channels);
        }
        return {};
    }

    ImageBuffer fromMemory(const aiTexture& texture, const std::string& name) const {
        // A height of zero says that the data is a picture file of `width` bytes.
        if (texture.mHeight != 0)
            throw Error(ErrorCode::FileRead, "Cannot read the texture " + name + " of " + m_file.string() + ".",
                        "Only PNG, JPEG and WebP textures are read.");
        return m_decode({reinterpret_cast<const std::uint8_t*>(texture.pcData), texture.mWidth}, m_file.string());
    }

    ImageBuffer fromFile(const std::string& name) const {
        const auto path = m_file.parent_path() / name;
        std::ifstream in(path, std::ios::binary);
        const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
        if (bytes.empty())
            throw Error(ErrorCode::FileRead, "Cannot read " + path.string() + ", a texture of " + m_file.string() + ".",
                        "Keep the textures in the folder of the model.");
        return m_decode({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, path.string());
    }

    static ImageBuffer withChannels(const ImageBuffer& image, int channels) {
        if (image.channels == channels) return image;
        ImageBuffer result(image.width, image.height, channels);
        for (std::size_t i = 0, count = std::size_t(image.width) * image.height; i < count; ++i) {
            std::uint8_t* to = result.pixels.data() + i * channels;
            std::copy_n(image.pixels.data() + i * image.channels, 3, to);
            if (channels == 4) to[3] = 255;
        }
        return result;
    }

    const aiScene& m_scene;
    const aiMaterial& m_material;
    const std::filesystem::path& m_file;
    const PictureDecoder& m_decode;
};

bool hasOneMaterial(const aiScene& scene) {
    return scene.mNumMeshes > 0 &&
           std::all_of(scene.mMeshes, scene.mMeshes + scene.mNumMeshes,
                       [&](const aiMesh* mesh) { return mesh->mMaterialIndex == scene.mMeshes[0]->mMaterialIndex; });
}

}  // namespace

MeshAsset importAsset(const std::filesystem::path& file) {
    return importAsset(file, {});
}

MeshAsset importAsset(const std::filesystem::path& file, const PictureDecoder& decode) {
    const Habits habits = habitsOf(file);
    unsigned steps = aiProcess_Triangulate;
    if (decode) steps |= aiProcess_CalcTangentSpace;
    if (habits.repeatsVertices) steps |= aiProcess_JoinIdenticalVertices;
    Assimp::Importer importer;
    // Normals of a face would keep the corners of different faces apart.
    if (habits.faceNormals) {
        steps |= aiProcess_RemoveComponent;
        importer.SetPropertyInteger(AI_CONFIG_PP_RVC_FLAGS, aiComponent_NORMALS);
    }
    const aiScene* scene = importer.ReadFile(file.string(), steps);
    if (!scene || !scene->mRootNode)
        throw Error(ErrorCode::FileRead, "Cannot read " + file.string() + ": " + importer.GetErrorString(),
                    "Check that the file is there, and that it is a complete 3D file.");
    MeshAsset mesh = Collector(*scene, habits).collect();
    if (decode && !mesh.uvs.empty() && hasOneMaterial(*scene))
        mesh.textures = TextureReader(*scene, file, decode).read();
    if (!mesh.textures || mesh.textures->normal.empty()) mesh.tangents.clear();
    return mesh;
}

}  // namespace espalier

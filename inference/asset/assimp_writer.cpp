#include "inference/asset/assimp_writer.h"

#include <assimp/material.h>
#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Exporter.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "inference/asset/axes.h"
#include "inference/asset/part_file.h"
#include "inference/asset/texture_files.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

template <typename Convert>
aiVector3D* copyOf(const std::vector<Vec3f>& source, Convert convert) {
    auto* result = new aiVector3D[source.size()];
    std::transform(source.begin(), source.end(), result, [convert](const Vec3f& v) {
        const Vec3f turned = convert(v);
        return aiVector3D(turned[0], turned[1], turned[2]);
    });
    return result;
}

void addFaces(const MeshAsset& mesh, aiMesh& to) {
    to.mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
    to.mNumFaces = unsigned(mesh.triangleCount());
    to.mFaces = new aiFace[mesh.triangleCount()];
    for (std::size_t i = 0; i < mesh.triangleCount(); ++i) {
        to.mFaces[i].mNumIndices = 3;
        to.mFaces[i].mIndices = new unsigned[3];
        std::copy(mesh.triangles[i].begin(), mesh.triangles[i].end(), to.mFaces[i].mIndices);
    }
}

/// What STL cannot hold.
void addSurface(const MeshAsset& mesh, aiMesh& to) {
    if (!mesh.uvs.empty()) {
        to.mNumUVComponents[0] = 2;
        to.mTextureCoords[0] = new aiVector3D[mesh.uvs.size()];
        std::transform(mesh.uvs.begin(), mesh.uvs.end(), to.mTextureCoords[0],
                       [](const auto& uv) { return aiVector3D(uv[0], uv[1], 0.0f); });
    }
    if (mesh.textures || mesh.colors.empty()) return;
    to.mColors[0] = new aiColor4D[mesh.colors.size()];
    std::transform(mesh.colors.begin(), mesh.colors.end(), to.mColors[0],
                   [](const auto& c) { return aiColor4D(c[0] / 255.0f, c[1] / 255.0f, c[2] / 255.0f, c[3] / 255.0f); });
}

/// Assimp's own copy of the mesh; its destructor frees the arrays.
std::unique_ptr<aiMesh> assimpMesh(const MeshAsset& mesh, AssimpFormat format) {
    const auto turn = format == AssimpFormat::Stl ? [](const Vec3f& v) { return v; } : toYUp;
    auto result = std::make_unique<aiMesh>();
    result->mNumVertices = unsigned(mesh.vertexCount());
    result->mVertices = copyOf(mesh.positions, turn);
    if (!mesh.normals.empty()) result->mNormals = copyOf(mesh.normals, turn);
    addFaces(mesh, *result);
    if (format != AssimpFormat::Stl) addSurface(mesh, *result);
    return result;
}

/// Files and their names in the material.
void addTextures(const PbrTextures& textures, ImageFormat format, const std::filesystem::path& file,
                 PartFileGroup& group, aiMaterial& material, const RunContext& context) {
    if (format == ImageFormat::WebP) format = ImageFormat::Png;
    const EncodedTextures encoded =
        encodeTextures({textures.baseColor, {}, textures.normal, textures.translucent}, format, context);
    const aiString baseColor(addTextureFile(encoded.baseColor, file, group));
    material.AddProperty(&baseColor, AI_MATKEY_TEXTURE_DIFFUSE(0));
    if (textures.translucent) material.AddProperty(&baseColor, AI_MATKEY_TEXTURE_OPACITY(0));
    if (encoded.normal.empty()) return;
    const aiString normal(addTextureFile(encoded.normal, file, group));
    material.AddProperty(&normal, AI_MATKEY_TEXTURE_NORMALS(0));
}

std::unique_ptr<aiMaterial> plainMaterial() {
    auto material = std::make_unique<aiMaterial>();
    const aiString name("asset");
    const aiColor3D white(1.0f, 1.0f, 1.0f), black(0.0f, 0.0f, 0.0f);
    material->AddProperty(&name, AI_MATKEY_NAME);
    material->AddProperty(&white, 1, AI_MATKEY_COLOR_DIFFUSE);
    material->AddProperty(&black, 1, AI_MATKEY_COLOR_SPECULAR);
    return material;
}

/// The mesh hangs below the root: DAE knows no mesh there.
std::unique_ptr<aiScene> assimpScene(std::unique_ptr<aiMesh> mesh, std::unique_ptr<aiMaterial> material,
                                     const std::string& name) {
    auto scene = std::make_unique<aiScene>();
    scene->mNumMeshes = 1;
    scene->mMeshes = new aiMesh* [1] { mesh.release() };
    scene->mNumMaterials = 1;
    scene->mMaterials = new aiMaterial* [1] { material.release() };
    scene->mRootNode = new aiNode("root");
    auto* node = new aiNode(name);
    node->mNumMeshes = 1;
    node->mMeshes = new unsigned[1]{0};
    scene->mRootNode->addChildren(1, &node);
    return scene;
}

const char* nameOf(AssimpFormat format) {
    switch (format) {
        case AssimpFormat::Stl:
            return "stlb";
        case AssimpFormat::Dae:
            return "collada";
    }
    return "";
}

/// The same model shall give the same bytes: the time of writing that Assimp notes becomes a fixed one.
std::string withFixedTime(std::string collada) {
    for (const std::string tag : {"created", "modified"}) {
        const auto begin = collada.find("<" + tag + ">");
        const auto end = collada.find("</" + tag + ">");
        if (begin == std::string::npos || end == std::string::npos) continue;
        const auto from = begin + tag.size() + 2;
        collada.replace(from, end - from, "2000-01-01T00:00:00");
    }
    return collada;
}

}  // namespace

void writeWithAssimp(const MeshAsset& mesh, const std::filesystem::path& file, AssimpFormat format,
                     ImageFormat textures, const RunContext& context) {
    const std::size_t aboutBytes = mesh.triangleCount() * 50;
    PartFileGroup group(file, aboutBytes, context);
    auto material = plainMaterial();
    if (format != AssimpFormat::Stl && mesh.textures)
        addTextures(*mesh.textures, textures, file, group, *material, context);
    const auto scene = assimpScene(assimpMesh(mesh, format), std::move(material), file.stem().string());
    context.checkpoint();
    Assimp::Exporter exporter;
    const aiExportDataBlob* blob = exporter.ExportToBlob(scene.get(), nameOf(format));
    if (!blob)
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ": " + exporter.GetErrorString() + ".",
                    "Export as GLB instead.");
    const std::string_view bytes(static_cast<const char*>(blob->data), blob->size);
    if (format == AssimpFormat::Dae)
        group.model().write(withFixedTime(std::string(bytes)));
    else
        group.model().write(bytes);
    group.commit();
}

}  // namespace espalier

#include "inference/asset/assimp_writer.h"

#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Exporter.hpp>
#include <memory>

#include "inference/asset/part_file.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

aiVector3D* copyOf(const std::vector<Vec3f>& source) {
    auto* result = new aiVector3D[source.size()];
    std::transform(source.begin(), source.end(), result, [](const Vec3f& v) { return aiVector3D(v[0], v[1], v[2]); });
    return result;
}

/// Assimp's own copy of the mesh; its destructor frees the arrays.
std::unique_ptr<aiMesh> assimpMesh(const MeshAsset& mesh) {
    auto result = std::make_unique<aiMesh>();
    result->mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
    result->mNumVertices = unsigned(mesh.vertexCount());
    result->mVertices = copyOf(mesh.positions);
    if (!mesh.normals.empty()) result->mNormals = copyOf(mesh.normals);
    result->mNumFaces = unsigned(mesh.triangleCount());
    result->mFaces = new aiFace[mesh.triangleCount()];
    for (std::size_t i = 0; i < mesh.triangleCount(); ++i) {
        result->mFaces[i].mNumIndices = 3;
        result->mFaces[i].mIndices = new unsigned[3];
        std::copy(mesh.triangles[i].begin(), mesh.triangles[i].end(), result->mFaces[i].mIndices);
    }
    return result;
}

std::unique_ptr<aiScene> assimpScene(std::unique_ptr<aiMesh> mesh) {
    auto scene = std::make_unique<aiScene>();
    scene->mNumMeshes = 1;
    scene->mMeshes = new aiMesh* [1] { mesh.release() };
    scene->mNumMaterials = 1;
    scene->mMaterials = new aiMaterial* [1] { new aiMaterial };
    scene->mRootNode = new aiNode("asset");
    scene->mRootNode->mNumMeshes = 1;
    scene->mRootNode->mMeshes = new unsigned[1]{0};
    return scene;
}

}  // namespace

void writeWithAssimp(const MeshAsset& mesh, const std::filesystem::path& file, const char* format,
                     const RunContext& context) {
    const auto scene = assimpScene(assimpMesh(mesh));
    context.checkpoint();
    Assimp::Exporter exporter;
    const aiExportDataBlob* blob = exporter.ExportToBlob(scene.get(), format);
    if (!blob)
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ": " + exporter.GetErrorString() + ".",
                    "Export as GLB instead.");
    PartFile out(file, blob->size, context);
    out.write(blob->data, blob->size);
    out.commit();
}

}  // namespace espalier

#include "inference/asset/assimp_writer.h"

#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Exporter.hpp>
#include <memory>

#include "inference/asset/axes.h"
#include "inference/asset/part_file.h"
#include "inference/base/error.h"

namespace espalier {
namespace {

Vec3f unchanged(const Vec3f& v) {
    return v;
}

std::unique_ptr<aiVector3D[]> vectors(const std::vector<Vec3f>& source, Vec3f (*turn)(const Vec3f&)) {
    auto result = std::make_unique<aiVector3D[]>(source.size());
    std::transform(source.begin(), source.end(), result.get(), [turn](const Vec3f& v) {
        const Vec3f t = turn(v);
        return aiVector3D(t[0], t[1], t[2]);
    });
    return result;
}

/// Assimp's own copy of the mesh; freed by its destructor.
std::unique_ptr<aiMesh> assimpMesh(const MeshAsset& mesh, Vec3f (*turn)(const Vec3f&)) {
    auto result = std::make_unique<aiMesh>();
    result->mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
    result->mNumVertices = unsigned(mesh.vertexCount());
    result->mVertices = vectors(mesh.positions, turn).release();
    if (!mesh.normals.empty()) result->mNormals = vectors(mesh.normals, turn).release();
    if (!mesh.colors.empty()) {
        result->mColors[0] = new aiColor4D[mesh.vertexCount()];
        std::transform(mesh.colors.begin(), mesh.colors.end(), result->mColors[0], [](const auto& c) {
            return aiColor4D(c[0] / 255.0f, c[1] / 255.0f, c[2] / 255.0f, c[3] / 255.0f);
        });
    }
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

void writeWithAssimp(const MeshAsset& mesh, const std::filesystem::path& file, AssetFormat format,
                     const RunContext& context) {
    const bool obj = format == AssetFormat::Obj;
    const auto scene = assimpScene(assimpMesh(mesh, obj ? toYUp : unchanged));
    context.checkpoint();
    Assimp::Exporter exporter;
    const aiExportDataBlob* blob = exporter.ExportToBlob(scene.get(), obj ? "objnomtl" : "stlb");
    if (!blob)
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ": " + exporter.GetErrorString() + ".",
                    "Export as GLB instead.");
    PartFile out(file, blob->size, context);
    out.write(blob->data, blob->size);
    out.commit();
}

}  // namespace espalier

// Stands in for mesh_simplify.cpp in a build without meshoptimizer.
#include "inference/base/error.h"
#include "inference/meshing/mesh_simplify.h"

namespace espalier {

bool canSimplify() {
    return false;
}

SimplifyReport simplifyMesh(MeshAsset& mesh, std::size_t targetFaces, const CleanOptions&, const RunContext&) {
    if (targetFaces != 0 && targetFaces < mesh.triangles.size())
        throw Error(ErrorCode::InvalidRequest,
                    "The mesh cannot be simplified: Espalier was built without meshoptimizer.",
                    "Keep all faces, or install libmeshoptimizer-dev and build again.");
    return {.facesBefore = mesh.triangles.size(), .facesAfter = mesh.triangles.size()};
}

SimplifyReport simplifyMesh(MeshAsset& mesh, std::size_t targetFaces, const RunContext& context) {
    return simplifyMesh(mesh, targetFaces, {}, context);
}

}  // namespace espalier

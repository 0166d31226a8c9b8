// Stands in for mesh_remesh.cpp in a build without Embree.
#include "inference/base/error.h"
#include "inference/meshing/mesh_remesh.h"

namespace espalier {

bool canRemesh() {
    return false;
}

MeshAsset remeshWatertight(const MeshAsset&, const RemeshOptions&, const RunContext&) {
    throw Error(ErrorCode::InvalidRequest, "The mesh cannot be remeshed: Espalier was built without Embree.",
                "Turn remeshing off, or install libembree-dev and build again.");
}

}  // namespace espalier

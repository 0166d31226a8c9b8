// Stands in for inner_shells.cpp in a build without Embree.
#include "inference/base/log.h"
#include "inference/meshing/inner_shells.h"

namespace espalier {

bool canFindInnerShells() {
    return false;
}

std::size_t removeInnerShells(MeshAsset&, unsigned, const RunContext&) {
    log(LogLevel::Warning,
        "Inner shells stay in the mesh: Espalier was built without Embree. Install libembree-dev and build again.");
    return 0;
}

}  // namespace espalier

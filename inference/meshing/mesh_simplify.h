#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/mesh_repair.h"

namespace espalier {

struct SimplifyReport {
    std::size_t facesBefore = 0;
    std::size_t facesAfter = 0;  ///< may stay above the target where fewer faces would change the topology
    double errorBound = 0.0;     ///< model units: the simplifier's estimate of the distance from the former surface
    CleanReport repair{};        ///< what the repair of the simplified mesh changed
};

/// False in a build without meshoptimizer.
bool canSimplify();

/// Reduces a mesh of cleanForUse() to about `targetFaces` faces by collapsing edges, the least error first, so flat
/// parts lose most and silhouettes, sharp edges and open borders stay; then repairs its surface again by `repair`, as
/// collapses pinch thin parts off and tear small holes. What is left are former vertices with their attributes; normals
/// are made anew. 0 faces wanted, or more than there are: stays as it is. The collapse itself cannot be interrupted
/// (1M faces: a few seconds). Throws like repairSurface(), and Error(InvalidRequest) in a build without meshoptimizer.
SimplifyReport simplifyMesh(MeshAsset& mesh, std::size_t targetFaces, const CleanOptions& repair,
                            const RunContext& context = {});

/// The same with the usual repair.
SimplifyReport simplifyMesh(MeshAsset& mesh, std::size_t targetFaces, const RunContext& context = {});

}  // namespace espalier

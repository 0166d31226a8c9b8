#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct SliverChanges {
    std::size_t removed = 0;  ///< faces without area that are gone
    std::size_t dropped = 0;  ///< those among them that could only be taken away; neighbours have a boundary there
};

/// Removes faces without area from a mesh of makeManifold() without opening it: a vertex on its neighbour's edge is
/// joined to that neighbour's tip, a short edge is collapsed. Topology stays manifold unless `dropped` is not 0; then
/// makeManifold() is due again. Throws Cancelled.
SliverChanges removeSlivers(MeshAsset& mesh, const RunContext& context = {});

}  // namespace espalier

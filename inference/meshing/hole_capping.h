#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct HoleChanges {
    std::size_t filled = 0;
    std::size_t left = 0;  ///< boundary loops that are longer, or could only be covered by faces that fold back
};

/// Closes boundary loops of up to `maxPerimeter` (model units) with triangles between their own vertices, wound like
/// the faces around them. Of all triangulations the one that bends least is taken, then the one of the least area
/// (after Liepa, Filling Holes in Meshes); a loop whose best one still folds back stays open. The mesh must come from
/// makeManifold() and stays as clean as it was. Unlike fillHoles(), which repeats the reference. Throws Cancelled.
HoleChanges capHoles(MeshAsset& mesh, double maxPerimeter, const RunContext& context = {});

}  // namespace espalier

#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct HoleChanges {
    std::size_t filled = 0;
    std::size_t widened = 0;  ///< of these: only after the faces around the hole were taken away
    std::size_t bays = 0;     ///< narrow stretches of holes that were closed by themselves
    std::size_t tooLong = 0;
    std::size_t folded = 0;  ///< could only be covered by faces that fold back
    std::size_t left() const { return tooLong + folded; }
};

/// Closes boundary loops of up to `maxPerimeter` (model units) with triangles between their own vertices, wound like
/// the faces around them. Of all triangulations the one that bends least is taken, then the one of the least area
/// (after Liepa, Filling Holes in Meshes). Where the best one still folds back, as at a tongue of the surface that
/// hangs into the hole, up to three rings of faces around it are replaced too; a loop for which that does not help,
/// such as the rim of a sheet, stays open. Of holes that stay or are longer, the narrow bays and slits are closed where
/// that bends the surface by less than a right angle. The mesh must come from makeManifold() and stays as clean as it
/// was. Unlike fillHoles(), which repeats the reference. Throws Cancelled.
HoleChanges capHoles(MeshAsset& mesh, double maxPerimeter, const RunContext& context = {});

}  // namespace espalier

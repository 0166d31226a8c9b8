#pragma once

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// What the reference uses on every decoded mesh, in units of model space.
inline constexpr float kReferenceHolePerimeter = 3e-2f;

/// CuMesh's fill_holes: every closed loop of boundary edges shorter than `maxPerimeter` gets a new vertex (the mean of
/// its edges' midpoints) and a fan of triangles (larger vertex, smaller vertex, new vertex), edges ascending, loops
/// ascending by their first edge. Loops end at vertices of more than two boundary edges and of non-manifold edges. Like
/// the reference it also caps tiny isolated patches, and the fans' winding is arbitrary.
/// Only positions and triangles are extended. Throws Cancelled.
void fillHoles(MeshAsset& mesh, float maxPerimeter, const RunContext& context = {});

}  // namespace espalier

#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct TopologyChanges {
    std::size_t duplicateFaces = 0;    ///< removed, with those that named a vertex twice
    std::size_t nonManifoldEdges = 0;  ///< edges of more than two faces, now of two or one each
    std::size_t cutEdges = 0;          ///< edges of two faces that could not agree on a winding (a Moebius strip)
    std::size_t newVertices = 0;       ///< copies where fans were separated, and midpoints where two edges coincided
};

/// Joins vertices at the same place; the first one's attributes stay. Returns how many went. Positions must be finite.
std::size_t weldVertices(MeshAsset& mesh);

/// Makes every edge belong to one or two faces, every vertex to one fan, and neighbours agree in winding. Faces around
/// an edge of more than two are joined in pairs of angular neighbours (as the walls of solid matter are), so a closed
/// surface that touches itself stays closed; where there is an odd number the one that bends most is left open. Which
/// side of a component is its outside stays undecided: see faceOutward(). Throws Cancelled.
TopologyChanges makeManifold(MeshAsset& mesh, const RunContext& context = {});

/// Turns each component of a mesh from makeManifold() so that it encloses a positive volume about its own centre.
void faceOutward(MeshAsset& mesh, const RunContext& context = {});

}  // namespace espalier

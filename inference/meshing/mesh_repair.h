#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct CleanOptions {
    double holePerimeter = 3e-2;   ///< longest hole to fill, in model units; 0 = none
    double debrisArea = 1e-3;      ///< of the whole surface; 0 = debris stays
    double debrisDiameter = 2e-2;  ///< of the bounding box's diagonal
    bool removeInnerShells = true;
    unsigned threads = 0;  ///< 0 = one per core
};

/// What cleaning changed.
struct CleanReport {
    std::size_t facesBefore = 0;
    std::size_t facesAfter = 0;
    std::size_t weldedVertices = 0;
    std::size_t duplicateFaces = 0;
    std::size_t degenerateFaces = 0;
    std::size_t nonManifoldEdges = 0;  ///< separated into edges of one or two faces
    std::size_t cutEdges = 0;          ///< could not be wound alike on both sides
    std::size_t debris = 0;            ///< components
    std::size_t innerShells = 0;       ///< components
    std::size_t holesFilled = 0;
    std::size_t holesLeft = 0;
};

/// Turns a raw mesh into a clean surface: afterwards findDefects(mesh).clean() holds, each component is wound outward,
/// and normals are made anew. A watertight mesh stays watertight. Attributes of vertices survive; places in textures
/// do not, as vertices are joined, so it comes before unwrapping.
/// Throws Error(EmptyResult) for a mesh without a face of any area, Error(Internal) for indices out of range, positions
/// that are not finite, or lists that do not fit each other; Cancelled.
CleanReport cleanForUse(MeshAsset& mesh, const CleanOptions& options = {}, const RunContext& context = {});

/// The part of cleaning that only mends topology: vertices at the same place stay apart, and no debris,
/// holes or shells are looked for. Throws like cleanForUse().
CleanReport repairTopology(MeshAsset& mesh, const RunContext& context = {});

}  // namespace espalier

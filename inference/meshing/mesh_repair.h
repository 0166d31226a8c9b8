#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct CleanOptions {
    /// Longest hole to fill, in model units; 0 = none. Of longer ones bays and slits up to this length are closed. Four
    /// times the reference's: at a grid of 256 that one spans eight edges, and every second hole of a raw mesh is
    /// larger. Much longer ones are no flaws of the surface but where it ends.
    double holePerimeter = 0.12;
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
    std::size_t holesLeft = 0;     ///< of these:
    std::size_t holesTooLong = 0;  ///< longer than what was to be filled
    std::size_t holesFolded = 0;   ///< faces that close them would fold back
};

/// Throws Error(Internal) that names the vertex or face when positions are not finite, indices are out of range, or
/// lists do not fit each other.
void requireSoundBuffers(const MeshAsset& mesh);

/// Turns a raw mesh into a clean surface: afterwards findDefects(mesh).clean() holds, each component is wound outward,
/// and normals are made anew. A watertight mesh stays watertight. Attributes of vertices survive; places in textures
/// do not, as vertices are joined, so it comes before unwrapping.
/// Throws Error(EmptyResult) for a mesh without a face of any area, Error(Internal) for indices out of range, positions
/// that are not finite, or lists that do not fit each other; Cancelled.
CleanReport cleanForUse(MeshAsset& mesh, const CleanOptions& options = {}, const RunContext& context = {});

/// The parts of cleaning that a mesh needs again after its surface was changed, as by simplifying: topology, debris and
/// holes. Vertices at the same place stay apart. Throws like cleanForUse().
CleanReport repairSurface(MeshAsset& mesh, const CleanOptions& options = {}, const RunContext& context = {});

/// The part of cleaning that only mends topology: vertices at the same place stay apart, and no debris,
/// holes or shells are looked for. Throws like cleanForUse().
CleanReport repairTopology(MeshAsset& mesh, const RunContext& context = {});

}  // namespace espalier

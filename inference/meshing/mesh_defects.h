#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// What keeps a mesh from being a clean surface. Vertices count as one only when they have the same index.
struct MeshDefects {
    std::size_t nonManifoldEdges = 0;     ///< edges of more than two faces
    std::size_t nonManifoldVertices = 0;  ///< vertices whose faces do not form one fan
    std::size_t inconsistentEdges = 0;    ///< edges of two faces that run along it in the same direction
    std::size_t boundaryEdges = 0;        ///< edges of one face
    std::size_t degenerateFaces = 0;      ///< repeated vertices or no area
    std::size_t duplicateFaces = 0;       ///< faces with the three vertices of an earlier one

    /// Boundaries are not defects: a surface may be open.
    bool clean() const {
        return nonManifoldEdges + nonManifoldVertices + inconsistentEdges + degenerateFaces + duplicateFaces == 0;
    }
    bool watertight() const { return clean() && boundaryEdges == 0; }
};

/// Counts the defects; 1M faces take about a second. Indices must be in range.
MeshDefects findDefects(const MeshAsset& mesh);

}  // namespace espalier

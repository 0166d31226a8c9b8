#pragma once

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct RemeshOptions {
    int resolution = 256;  ///< cells along the longest side of the bounding box, 16..512
    unsigned threads = 0;  ///< 0 = one per core; the result does not depend on it
};

/// False in a build without Embree.
bool canRemesh();

/// Wraps any triangles, however dirty, in a surface that is watertight and manifold, as printing needs it: dual
/// contouring of the distance to them in a narrow band. What no way from outside reaches becomes solid, and so does
/// what is reached through openings only that are up to 8 % of the longest side wide and at most half as wide as the
/// space behind them: smooth caps close these, and inner shells are gone. Through wider openings the surface goes in,
/// and an open sheet becomes a wall of one cell. The result lies a tenth of a cell outside of the original, half a cell
/// at most where a wall is too thin, with sharp edges kept; colours and materials per vertex are those of the nearest
/// point, textures are not kept. Memory goes with the surface, about 1 kB per cell that it passes through, and with the
/// space, 2 bytes per cell (256: some 300 MB). Reports Stage::Clean. Throws Error(EmptyResult) for a mesh without
/// triangles, Error(Internal) for positions that are not finite or indices out of range, Error(InvalidRequest) for a
/// resolution out of range or in a build without Embree, Error(OutOfMemory), Cancelled.
MeshAsset remeshWatertight(const MeshAsset& mesh, const RemeshOptions& options = {}, const RunContext& context = {});

}  // namespace espalier

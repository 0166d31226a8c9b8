#pragma once

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct RemeshOptions {
    int resolution = 256;  ///< cells along the longest side of the bounding box, 16..1024
    unsigned threads = 0;  ///< 0 = one per core; the result does not depend on it
};

/// False in a build without Embree.
bool canRemesh();

/// Wraps any triangles, however dirty, in a surface that is watertight and manifold, as printing needs it: dual
/// contouring of the distance to them in a narrow band. What no way from outside reaches becomes solid, so inner shells
/// are gone and gaps of up to a cell and a half are closed; through larger ones the surface goes in, and an open sheet
/// becomes a closed shell of a tenth of a cell on either side. The result lies a tenth of a cell outside of the
/// original with sharp edges kept; where the original is in its own way, at most two cells away from it; colours and
/// materials per vertex are those of the nearest point, textures are not kept. Memory goes with the surface: about 1 kB
/// per cell that it passes through (256: some 200 MB). Reports Stage::Clean. Throws Error(EmptyResult) for a mesh
/// without triangles, Error(Internal) for positions that are not finite or indices out of range, Error(InvalidRequest)
/// for a resolution out of range or in a build without Embree, Error(OutOfMemory), Cancelled.
MeshAsset remeshWatertight(const MeshAsset& mesh, const RemeshOptions& options = {}, const RunContext& context = {});

}  // namespace espalier

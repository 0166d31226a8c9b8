#pragma once

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/narrow_band.h"
#include "inference/meshing/nearest_surface.h"

namespace espalier {

/// The surface between what lies outside of a narrow band and the rest, by dual contouring (Ju et al. 2002): a vertex
/// per cell and sheet, where the planes of the original that the sheet's edges meet cut each other. Closed, every edge
/// of two faces, wound outward; positions and triangles only. `threads`: 0 = one per core; the result does not depend
/// on it. Throws Cancelled.
MeshAsset contourBand(const NearestSurface& surface, const NarrowBand& band, unsigned threads = 0,
                      const RunContext& context = {});

}  // namespace espalier

#pragma once

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/narrow_band.h"
#include "inference/meshing/nearest_surface.h"
#include "inference/meshing/solid_region.h"

namespace espalier {

/// The surface between a solid region and what lies outside of it, by dual contouring (Ju et al. 2002): a vertex per
/// cell and sheet, where the planes of the original that the sheet's edges meet cut each other; across the openings of
/// cavities, where there is no original, a smooth cap. It lies a tenth of a cell outside of the original, or so far
/// that walls are a cell thick. Closed, every edge of two faces, wound outward; positions and triangles only.
/// `threads`: 0 = one per core; the result does not depend on it. Throws Cancelled.
MeshAsset contourSolid(const NearestSurface& surface, const NarrowBand& band, const SolidRegion& solid,
                       unsigned threads = 0, const RunContext& context = {});

}  // namespace espalier

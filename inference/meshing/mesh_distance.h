#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// How far two surfaces lie apart, as shares of the first one's bounding diagonal. Both ways: points of either surface,
/// drawn evenly by area, to the nearest point of the other.
struct MeshDistance {
    double rms = 0.0;
    double percentile99 = 0.0;  ///< 99 % of the points are nearer
    double max = 0.0;           ///< of the points drawn: the Hausdorff distance's lower bound
};

/// Measures with `samples` points per surface, from a fixed sequence: the same meshes give the same result. `threads`:
/// 0 = one per core. Throws Error(EmptyResult) for a mesh without a face of any area, Error(InvalidRequest) in a build
/// without Embree, Error(OutOfMemory), Cancelled.
MeshDistance meshDistance(const MeshAsset& a, const MeshAsset& b, std::size_t samples = 200'000, unsigned threads = 0,
                          const RunContext& context = {});

}  // namespace espalier

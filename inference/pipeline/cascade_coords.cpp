#include "inference/pipeline/cascade_coords.h"

namespace espalier {

at::Tensor cascadeCoords(const at::Tensor& voxels, std::int64_t voxelResolution, std::int64_t tokenSize,
                         std::int64_t maxTokens, std::int64_t& resolution) {
    constexpr std::int64_t kLowest = 1024, kStep = 128;
    const at::Tensor batch = voxels.slice(1, 0, 1);
    const at::Tensor unit = (voxels.slice(1, 1) + 0.5) / voxelResolution;
    while (true) {
        const at::Tensor cells = (unit * (resolution / tokenSize)).to(at::kInt);
        at::Tensor coords = std::get<0>(at::unique_dim(at::cat({batch, cells}, 1), 0));
        if (coords.size(0) < maxTokens || resolution == kLowest) return coords;
        resolution -= kStep;
    }
}

}  // namespace espalier

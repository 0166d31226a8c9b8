#include "inference/pipeline/cascade_coords.h"

namespace espalier {

at::Tensor cascadeCoords(const at::Tensor& voxels, std::int64_t voxelResolution, std::int64_t tokenSize,
                         std::int64_t maxTokens, std::int64_t& resolution) {
    constexpr std::int64_t kLowest = 1024, kStep = 128;
    // One number per cell, in lexicographic order of (batch, x, y, z): far quicker to sort than rows are.
    constexpr std::int64_t kBits = 16;
    const at::Tensor shifts = at::tensor({2 * kBits, kBits, std::int64_t{0}}, at::kLong).to(voxels.device());
    const at::Tensor batch = voxels.select(1, 0).to(at::kLong).bitwise_left_shift(3 * kBits);
    const at::Tensor unit = (voxels.slice(1, 1) + 0.5) / voxelResolution;
    while (true) {
        const at::Tensor cells = (unit * (resolution / tokenSize)).to(at::kLong);
        const at::Tensor keys = std::get<0>(at::_unique(batch + cells.bitwise_left_shift(shifts).sum(1)));
        if (keys.size(0) < maxTokens || resolution == kLowest) {
            const at::Tensor all = at::tensor({3 * kBits, 2 * kBits, kBits, std::int64_t{0}}, at::kLong);
            return keys.unsqueeze(1).bitwise_right_shift(all.to(keys.device())).bitwise_and(0xffff).to(at::kInt);
        }
        resolution -= kStep;
    }
}

}  // namespace espalier

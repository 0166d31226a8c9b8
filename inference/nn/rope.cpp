#include "inference/nn/rope.h"

#include <numbers>

namespace espalier {

RopeTable ropeTable3d(const at::Tensor& positions, std::int64_t headDim, std::array<double, 2> freq) {
    const std::int64_t perAxis = headDim / 2 / 3;
    const auto options = at::TensorOptions().dtype(at::kFloat).device(positions.device());
    const at::Tensor exponents = at::arange(perAxis, options) / perAxis;
    const at::Tensor freqs = freq[0] / at::pow(at::scalar_tensor(freq[1], options), exponents);
    const at::Tensor angles = (positions.to(at::kFloat).unsqueeze(2) * freqs).flatten(1);
    const at::Tensor padded = at::constant_pad_nd(angles, {0, headDim / 2 - 3 * perAxis});
    return {padded.cos(), padded.sin()};
}

at::Tensor applyRopeInterleaved(const at::Tensor& x, const RopeTable& table) {
    const at::Tensor pairs = x.unflatten(-1, {x.size(-1) / 2, 2});
    const at::Tensor a = pairs.select(-1, 0);
    const at::Tensor b = pairs.select(-1, 1);
    const at::Tensor cos = table.cos.unsqueeze(1);
    const at::Tensor sin = table.sin.unsqueeze(1);
    return at::stack({a * cos - b * sin, a * sin + b * cos}, -1).flatten(-2);
}

at::Tensor applyRopeHalfSplit(const at::Tensor& x, const RopeTable& table) {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor turned = at::cat({-x.slice(-1, half), x.slice(-1, 0, half)}, -1);
    return x * table.cos.unsqueeze(1) + turned * table.sin.unsqueeze(1);
}

RopeTable ropeTableDino(std::int64_t rows, std::int64_t columns, std::int64_t headDim, double theta,
                        const c10::Device& device) {
    const auto options = at::TensorOptions().dtype(at::kFloat).device(device);
    const at::Tensor exponents = at::arange(0, 1, 4.0 / static_cast<double>(headDim), options);
    const at::Tensor freqs = 1.0 / at::pow(at::scalar_tensor(theta, options), exponents);
    const auto centres = [&](std::int64_t n) { return at::arange(0.5, static_cast<double>(n), options) / n; };
    const auto grid = at::meshgrid({centres(rows), centres(columns)}, "ij");
    const at::Tensor coords = 2.0 * at::stack(grid, -1).flatten(0, 1) - 1.0;
    const at::Tensor half = (2.0 * std::numbers::pi * coords.unsqueeze(2) * freqs).flatten(1);
    const at::Tensor angles = half.tile({2});
    return {angles.cos(), angles.sin()};
}

}  // namespace espalier

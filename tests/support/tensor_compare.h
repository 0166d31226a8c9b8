#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <limits>
#include <vector>

namespace espalier::test {

/// Largest absolute difference; infinite when the shapes differ or a number is not finite.
inline double maxDifference(const at::Tensor& a, const at::Tensor& b) {
    if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
    if (a.numel() == 0) return 0.0;
    const double worst = (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
    return std::isfinite(worst) ? worst : std::numeric_limits<double>::infinity();
}

/// Reproducible normal numbers.
inline at::Tensor randomTensor(at::IntArrayRef shape, std::uint64_t seed) {
    at::Generator generator = at::detail::createCPUGenerator(seed);
    return at::randn(shape, generator, at::TensorOptions().dtype(at::kFloat));
}

/// `perBatch[b]` distinct random voxels of a grid of `side`^3 for each batch element, in random order: [N, 4] int32.
inline at::Tensor randomCoords(const std::vector<std::int64_t>& perBatch, std::int64_t side, std::uint64_t seed) {
    at::Generator generator = at::detail::createCPUGenerator(seed);
    std::vector<at::Tensor> parts;
    for (std::size_t b = 0; b < perBatch.size(); ++b) {
        const at::Tensor cell = at::randperm(side * side * side, generator).slice(0, 0, perBatch[b]);
        const at::Tensor x = at::div(cell, side * side, "floor");
        const at::Tensor y = at::div(cell, side, "floor").remainder(side);
        parts.push_back(at::stack({at::full_like(cell, static_cast<std::int64_t>(b)), x, y, cell.remainder(side)}, 1));
    }
    return at::cat(parts).to(at::kInt);
}

}  // namespace espalier::test

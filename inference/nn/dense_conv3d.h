#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/tensor/weight_scope.h"

namespace espalier {

/// Dense convolution with stride 1 and "same" padding; weight [out, in, k, k, k], k odd. Runs in the scope's compute
/// type, to which x is converted.
struct DenseConv3d {
    at::Tensor weight;
    at::Tensor bias;

    DenseConv3d() = default;
    DenseConv3d(const WeightScope& scope, std::int64_t in, std::int64_t out, std::int64_t kernel = 3);

    /// x [B, in, D0, D1, D2] -> [B, out, D0, D1, D2]
    at::Tensor operator()(const at::Tensor& x) const;
};

/// [B, 8 C, D0, D1, D2] -> [B, C, 2 D0, 2 D1, 2 D2]: channel = c * 8 + 4 i + 2 j + k, i on the first axis.
at::Tensor pixelShuffle3d(const at::Tensor& x);

}  // namespace espalier

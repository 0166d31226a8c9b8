#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/tensor/weight_scope.h"

namespace espalier {

/// Layer norm over the last dimension, with or without weight and bias. Computes in float32, answers in x's type.
struct LayerNorm {
    at::Tensor weight;  ///< undefined = no affine
    at::Tensor bias;
    double eps = 1e-5;

    LayerNorm() = default;
    /// Affine: reads weight and bias [channels].
    LayerNorm(const WeightScope& scope, std::int64_t channels, double epsilon);
    /// Without weights.
    explicit LayerNorm(double epsilon) : eps(epsilon) {}

    /// norm(x), or silu(norm(x)), which on a card is one pass too.
    at::Tensor operator()(const at::Tensor& x, bool thenSilu = false) const;
};

/// Layer norm over the channels of a dense volume [B, C, D0, D1, D2], affine.
at::Tensor channelLayerNorm(const at::Tensor& x, const LayerNorm& norm, bool thenSilu = false);

/// Group norm over [B, C, ...], affine. Computes in float32, answers in x's type.
struct GroupNorm {
    at::Tensor weight;
    at::Tensor bias;
    std::int64_t groups = 32;
    double eps = 1e-5;

    GroupNorm() = default;
    GroupNorm(const WeightScope& scope, std::int64_t channels, std::int64_t groupCount, double epsilon = 1e-5);

    at::Tensor operator()(const at::Tensor& x) const;
};

/// RMS norm of queries or keys per head: x / max(||x||, 1e-12) * gamma * sqrt(D).
struct HeadRmsNorm {
    at::Tensor gamma;  ///< [heads, D]

    HeadRmsNorm() = default;
    HeadRmsNorm(const WeightScope& scope, std::int64_t heads, std::int64_t headDim);

    /// x [..., heads, D]; computes in float32, answers in x's type.
    at::Tensor operator()(const at::Tensor& x) const;
};

}  // namespace espalier

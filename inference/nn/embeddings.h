#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// t [B] -> [B, dim]: cosines of t * 10000^(-i / (dim / 2)), then sines.
at::Tensor timestepSinusoid(const at::Tensor& t, std::int64_t dim);

/// Embeds time steps: sinusoid of 256, then mlp.0, SiLU, mlp.2; in float32, whatever the scope's compute type.
struct TimestepEmbedder {
    Linear mlp0;
    Linear mlp2;

    TimestepEmbedder() = default;
    TimestepEmbedder(const WeightScope& scope, std::int64_t channels);

    /// t [B] (the flow's time times 1000) -> [B, channels]
    at::Tensor operator()(const at::Tensor& t, const ForwardContext& context = {}) const;
};

/// Absolute position embedding of integer positions [N, 3] -> [N, channels]: per axis sines then cosines, zero-padded.
at::Tensor absolutePositions(const at::Tensor& positions, std::int64_t channels);

}  // namespace espalier

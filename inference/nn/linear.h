#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/nn/forward_context.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// y = x W^T + b, as published: weight [out, in], bias [out].
struct Linear {
    at::Tensor weight;
    at::Tensor bias;  ///< undefined = none

    Linear() = default;
    Linear(const WeightScope& scope, std::int64_t in, std::int64_t out, bool hasBias = true);

    /// x [..., in] -> [..., out]. Big products on the CPU run in pieces, with a checkpoint before each.
    at::Tensor operator()(const at::Tensor& x, const ForwardContext& context = {}) const;
};

enum class Activation { GeluErf, GeluTanh, Silu };

at::Tensor activate(at::Tensor x, Activation activation);

/// second(activation(first(x))) for x [T, C], in pieces of rows on the CPU: the hidden layer is never held whole.
at::Tensor feedForward(const at::Tensor& x, const Linear& first, Activation activation, const Linear& second,
                       const ForwardContext& context);

}  // namespace espalier

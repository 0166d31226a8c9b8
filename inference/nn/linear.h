#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/tensor/weight_scope.h"

namespace espalier {

/// y = x W^T + b, as published: weight [out, in], bias [out].
struct Linear {
    at::Tensor weight;
    at::Tensor bias;  ///< undefined = none

    Linear() = default;
    Linear(const WeightScope& scope, std::int64_t in, std::int64_t out, bool hasBias = true);

    /// x [..., in] -> [..., out]
    at::Tensor operator()(const at::Tensor& x) const;
};

}  // namespace espalier

#pragma once

#include "inference/nn/linear.h"

namespace espalier::v1 {

/// A sparse convolution with kernel 1, as spconv computes it: the numbers of its weight [out, 1, 1, 1, in] are taken in
/// their order for a matrix [in, out], not [out, in] as the shape says. The published weights were trained so.
inline Linear pointwiseConvolution(const at::Tensor& weight, const at::Tensor& bias) {
    return Linear(weight.reshape({weight.size(4), weight.size(0)}).t(), bias);
}

}  // namespace espalier::v1

#pragma once

#include <ATen/core/Tensor.h>

#include "inference/tensor/sparse_tensor.h"

namespace espalier {

/// SparseConv3d with kernel 3 for training: the same sums, with derivatives for features, weight [27, in, out] (of the
/// features' dtype) and bias [out]. Derivatives are made of gathered rows and matrix products; nothing is scattered, so
/// they do not depend on the order in which a card works.
at::Tensor differentiableSparseConvolution(const SparseTensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace espalier

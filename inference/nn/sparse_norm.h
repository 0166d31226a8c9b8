#pragma once

#include <ATen/core/Tensor.h>

#include "inference/nn/norm.h"
#include "inference/tensor/sparse_tensor.h"

namespace espalier {

/// Group norm of x.feats [N, C], whose statistics are those of all voxels of one batch element; then SiLU if asked for.
/// Computes in float32, answers in x's type.
SparseTensor sparseGroupNorm(const SparseTensor& x, const GroupNorm& norm, bool thenSilu = false);

}  // namespace espalier

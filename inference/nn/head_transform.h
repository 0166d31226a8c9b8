#pragma once

#include <ATen/core/Tensor.h>

#include "inference/nn/norm.h"
#include "inference/nn/rope.h"

namespace espalier {

/// What queries and keys go through before attention: the rms norm per head, if it has weights, then the interleaved
/// rotation, if the table is defined. x [T, H, D], rows may be strided as inside a fused projection; returns [T, H, D],
/// head-major. One pass over memory on the CPU for float32, ATen operations elsewhere.
at::Tensor transformHeads(const at::Tensor& x, const HeadRmsNorm& norm, const RopeTable& rope);

/// x [T, H, D] with the tokens of each head contiguous in memory, as attention reads them fastest.
at::Tensor headMajor(const at::Tensor& x);

}  // namespace espalier

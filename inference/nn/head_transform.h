#pragma once

#include <ATen/core/Tensor.h>

#include "inference/nn/norm.h"
#include "inference/nn/rope.h"

namespace espalier {

/// What queries or keys go through before attention: the rms norm per head, if it has weights, then the interleaved
/// rotation, if the table is defined. x [T, H, D], rows may be strided as inside a fused projection; returns [T, H, D].
/// On the CPU the result is head-major and, for float32, made in one pass over memory. On a card x itself is changed
/// and returned, in one pass. A table of fewer than T rows serves the tokens again and again (on a card only).
at::Tensor transformHeads(const at::Tensor& x, const HeadRmsNorm& norm, const RopeTable& rope);

/// Both of a fused projection [T, 2 or more, H, D], whose first part are queries, whose second keys.
struct QueriesAndKeys {
    at::Tensor q, k;  ///< [T, H, D]
};
QueriesAndKeys transformQueriesAndKeys(const at::Tensor& projection, const HeadRmsNorm& qNorm, const HeadRmsNorm& kNorm,
                                       const RopeTable& rope);

/// Rotates queries and keys [B T, 2, H, D] by a half-split table [P, D]: in each batch element the last P tokens.
/// In place, and returned; where autograd follows, into a tensor of their own.
at::Tensor rotateHalfSplit(at::Tensor queriesAndKeys, const RopeTable& rope, std::int64_t batch);

/// x [T, H, D] as attention reads it fastest: on the CPU with the tokens of each head contiguous in memory, on a card
/// as it is.
at::Tensor headMajor(const at::Tensor& x);

}  // namespace espalier

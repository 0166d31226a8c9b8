#pragma once

#include <ATen/SDPBackend.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace espalier {

/// The result of attention on a card, and which of LibTorch's implementations computed it.
struct CardAttention {
    at::Tensor out;
    at::SDPBackend backend = at::SDPBackend::error;
};

/// q [B, H, Lq, D], k and v [B, H, Lk, D] on a card, strided as they come; D even, any size that LibTorch's
/// implementations can be padded to. Returns [B, H, Lq, D], token-major in memory when q is.
CardAttention cardAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v);

/// Over segments of different lengths, without padding: q [Tq, H, D], k and v [Tk, H, D]; offsets as in CoordSet.
/// Copies the offsets to the card, so it cannot be part of a recorded graph.
CardAttention cardSegmentAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                   const std::vector<std::int64_t>& qOffsets,
                                   const std::vector<std::int64_t>& kOffsets);

}  // namespace espalier

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "inference/nn/rope.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// Softmax attention over variable-length segments; segment b of the queries sees segment b of keys and values only.
/// q [Tq, H, D], k and v [Tk, H, D]; offsets as in CoordSet, both with B + 1 entries. Returns [Tq, H, D].
/// Fastest on the CPU when the three are head-major in memory; on a card they may be parts of one projection. An own
/// kernel serves the heads of the flows on cards of 9.0; all else goes through at::scaled_dot_product_attention: all
/// segments in one call when their lengths are equal; else one call each on the CPU, and on a card LibTorch's attention
/// over segments of any length. On a card the scores are never written
/// out for more than 1,024 tokens: throws Error(Internal) where only that would be left.
at::Tensor segmentAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                            const std::vector<std::int64_t>& qOffsets, const std::vector<std::int64_t>& kOffsets,
                            const ForwardContext& context = {});

/// Which implementation serves at::scaled_dot_product_attention for such tensors [B, H, L, D]:
/// "flash", "memory-efficient", "cudnn" or "math" (the one that writes out all scores).
std::string attentionBackend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v);

/// The backend of the latest segmentAttention() of this process, "own" for Espalier's kernel; "none" before the first.
std::string lastAttentionBackend();

struct AttentionConfig {
    std::int64_t channels = 0;
    std::int64_t heads = 1;
    bool qkRmsNorm = false;

    std::int64_t headDim() const { return channels / heads; }
};

/// Self-attention with fused to_qkv, optional rms norm of queries and keys, optional rotary embedding, to_out.
struct SelfAttention {
    AttentionConfig config;
    Linear to_qkv;
    HeadRmsNorm q_rms_norm;
    HeadRmsNorm k_rms_norm;
    Linear to_out;

    SelfAttention() = default;
    SelfAttention(const WeightScope& scope, const AttentionConfig& attention);

    /// x [T, C] -> [T, C]; `rope` undefined = none, else one row per token.
    at::Tensor operator()(const at::Tensor& x, const std::vector<std::int64_t>& offsets, const RopeTable& rope,
                          const ForwardContext& context) const;
};

/// Keys and values of one cross-attention, made once per condition.
struct CrossKeyValue {
    at::Tensor k;         ///< [Tk, H, D], normalised; undefined when `constant` is set
    at::Tensor v;         ///< [Tk, H, D]
    at::Tensor constant;  ///< [1, C]: what the attention returns for every query when the condition is all zeros
    std::vector<std::int64_t> offsets;  ///< of the conditions; where queries have more segments, neighbours share one
};

/// Cross-attention: to_q from the tokens, to_kv from the condition, optional rms norm of queries and keys, to_out.
struct CrossAttention {
    AttentionConfig config;
    Linear to_q;
    Linear to_kv;
    HeadRmsNorm q_rms_norm;
    HeadRmsNorm k_rms_norm;
    Linear to_out;

    CrossAttention() = default;
    CrossAttention(const WeightScope& scope, const AttentionConfig& attention, std::int64_t contextChannels);

    /// condition [B, T, Cc]. With `isZero` all keys are equal, so the attention returns the values' bias, whatever the
    /// query.
    CrossKeyValue prepare(const at::Tensor& condition, bool isZero) const;

    /// x [T, C] -> [T, C], or [1, C] when every token gets the same.
    at::Tensor operator()(const at::Tensor& x, const std::vector<std::int64_t>& offsets, const CrossKeyValue& kv,
                          const ForwardContext& context) const;
};

}  // namespace espalier

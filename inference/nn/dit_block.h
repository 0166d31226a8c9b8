#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/nn/attention.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "inference/nn/rope.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

struct DitBlockConfig {
    std::int64_t channels = 0;
    std::int64_t contextChannels = 0;
    std::int64_t heads = 1;
    double mlpRatio = 4.0;
    bool shareMod = false;
    bool qkRmsNorm = false;
    bool qkRmsNormCross = false;

    std::int64_t mlpChannels() const { return static_cast<std::int64_t>(static_cast<double>(channels) * mlpRatio); }
};

/// What the blocks of one forward pass have in common.
struct DitInput {
    const std::vector<std::int64_t>& offsets;  ///< tokens of each batch element, as in CoordSet
    const RopeTable& rope;                     ///< undefined = none
    at::Tensor mod;                            ///< [B, 6 C] with shared modulation, else the time embedding [B, C]
};

/// Transformer block with self-attention, cross-attention and MLP; shift, scale and gate of the first and last come
/// from the time step. Dense and sparse models differ only in where the tokens come from.
struct DitBlock {
    DitBlockConfig config;
    at::Tensor modulation;    ///< [6 C], with shared modulation
    Linear adaLN_modulation;  ///< C -> 6 C, without
    LayerNorm norm1;
    LayerNorm norm2;
    LayerNorm norm3;
    SelfAttention self_attn;
    CrossAttention cross_attn;
    Linear mlp0;
    Linear mlp2;

    DitBlock() = default;
    DitBlock(const WeightScope& scope, const DitBlockConfig& block);

    /// The block in two halves, x [T, C] -> y [T, C] -> [T, C]: the first does not depend on the condition.
    at::Tensor attendSelf(const at::Tensor& x, const DitInput& input, const ForwardContext& context) const;
    at::Tensor attendCondition(const at::Tensor& y, const DitInput& input, const CrossKeyValue& kv,
                               const ForwardContext& context) const;

private:
    /// Shift, scale, gate of the self-attention, then of the MLP, [B, C] each.
    std::vector<at::Tensor> modulationOf(const DitInput& input) const;
};

}  // namespace espalier

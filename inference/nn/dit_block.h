#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/nn/attention.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "inference/nn/residual_stream.h"
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
    bool modulationOffset = true;  ///< shared modulation: the block adds weights of its own

    std::int64_t mlpChannels() const { return static_cast<std::int64_t>(static_cast<double>(channels) * mlpRatio); }
};

/// What the time step tells one block: [B, C] float32 each.
struct DitModulation {
    at::Tensor shift_msa, scale_msa, gate_msa;  ///< of the self-attention
    at::Tensor shift_mlp, scale_mlp, gate_mlp;
};

/// Transformer block with self-attention, cross-attention and MLP; shift, scale and gate of the first and last come
/// from the time step. Dense and sparse models differ only in where the tokens come from. Matrix products run in the
/// scope's compute type, norms and modulation in float32.
struct DitBlock {
    DitBlockConfig config;
    at::Tensor modulation;    ///< [6 C], with shared modulation; undefined = 0
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

    /// `mod`: [B, 6 C] with shared modulation, else the time embedding [B, C].
    DitModulation modulationOf(const at::Tensor& mod) const;

    /// The block in two halves on the stream x [T, C]: the first does not depend on the condition. `rope` undefined =
    /// none. With several conditions the stream holds as many equally long parts, one for each.
    void attendSelf(ResidualStream& x, const DitModulation& mod, const RopeTable& rope,
                    const ForwardContext& context) const;
    void attendCondition(ResidualStream& x, const DitModulation& mod, const std::vector<const CrossKeyValue*>& kvs,
                         const ForwardContext& context) const;

private:
    at::Tensor attendEach(ResidualStream& x, const std::vector<const CrossKeyValue*>& kvs,
                          const ForwardContext& context) const;
};

}  // namespace espalier

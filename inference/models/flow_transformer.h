#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/models/model_config.h"
#include "inference/nn/dit_block.h"
#include "inference/nn/embeddings.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// A condition made ready for one flow model: keys and values of every block, computed once and used in all steps.
struct FlowCondition {
    std::int64_t batchSize = 0;
    std::vector<CrossKeyValue> blocks;
};

/// Tokens of a flow model: how they are split into batch elements, and where they lie.
struct FlowTokens {
    const std::vector<std::int64_t>& offsets;  ///< as in CoordSet
    const RopeTable& rope;                     ///< undefined with pe_mode "ape"
    at::Tensor positions;                      ///< [T, 3], used by pe_mode "ape" only
};

/// The beginning of a forward pass, up to where the condition comes in.
struct FlowStart {
    at::Tensor h;    ///< [T, C], after the first block's self-attention
    at::Tensor mod;  ///< what the time step tells the blocks
};

/// The transformer that the dense and the sparse flow model share: input layer, time embedding, modulated blocks,
/// output layer, on tokens [T, C] in segments.
class FlowTransformer {
public:
    FlowTransformer(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_config; }

    /// condition [B, tokens, condChannels]
    FlowCondition prepare(const at::Tensor& condition) const;

    /// A forward pass in two parts, so that passes that differ only in the condition share the first.
    /// x [T, inChannels], t [B] (time times 1000).
    FlowStart start(const at::Tensor& x, const at::Tensor& t, const FlowTokens& tokens,
                    const ForwardContext& context) const;
    /// Returns [T, outChannels].
    at::Tensor finish(const FlowStart& start, const FlowTokens& tokens, const FlowCondition& condition,
                      const ForwardContext& context) const;

private:
    FlowConfig m_config;
    TimestepEmbedder t_embedder;
    Linear adaLN_modulation;
    Linear input_layer;
    Linear out_layer;
    std::vector<DitBlock> blocks;
};

}  // namespace espalier

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

/// The transformer that the dense and the sparse flow model share: input layer, time embedding, modulated blocks,
/// output layer, on tokens [T, C] in segments.
class FlowTransformer {
public:
    FlowTransformer(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_config; }

    /// condition [B, tokens, condChannels]
    FlowCondition prepare(const at::Tensor& condition) const;

    /// x [T, inChannels], t [B] (time times 1000), `positions` [T, 3] used by pe_mode "ape" only. Returns [T,
    /// outChannels].
    at::Tensor forward(const at::Tensor& x, const at::Tensor& t, const FlowCondition& condition,
                       const std::vector<std::int64_t>& offsets, const RopeTable& rope, const at::Tensor& positions,
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

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
using FlowConditions = std::vector<const FlowCondition*>;

/// Tokens of a flow model: how they are split into batch elements, and where they lie.
struct FlowTokens {
    const std::vector<std::int64_t>& offsets;  ///< as in CoordSet
    const RopeTable& rope;                     ///< undefined with pe_mode "ape"
    at::Tensor positions;                      ///< [T, 3], used by pe_mode "ape" only
};

/// The transformer that the dense and the sparse flow model share: input layer, time embedding, modulated blocks,
/// output layer, on tokens [T, C] in segments. Blocks compute in the scope's compute type (and keep the residual stream
/// in it, in float32 when that is float16); norms, time embedding, input and output layer in float32.
class FlowTransformer {
public:
    FlowTransformer(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_config; }

    /// condition [B, tokens, condChannels]. Waits for the card once, to know whether it is all zeros.
    FlowCondition prepare(const at::Tensor& condition) const;
    /// The same for who knows already; `isZero` promises that all of it is.
    FlowCondition prepare(const at::Tensor& condition, bool isZero) const;

    /// x [T, inChannels], t [B] (time times 1000) float32. Returns one [T, outChannels] float32 per condition. What
    /// does not depend on the condition is computed once; few tokens on a card go through all conditions together, so
    /// that the weights are read once. Does not wait for the card.
    std::vector<at::Tensor> forward(const at::Tensor& x, const at::Tensor& t, const FlowTokens& tokens,
                                    const FlowConditions& conditions, const ForwardContext& context) const;

private:
    std::vector<DitModulation> modulations(const at::Tensor& t, const ForwardContext& context) const;
    ResidualStream start(const at::Tensor& x, const DitModulation& mod, const FlowTokens& tokens,
                         const ForwardContext& context) const;
    at::Tensor finish(ResidualStream stream, const std::vector<DitModulation>& mods, const RopeTable& rope,
                      const FlowConditions& conditions, const ForwardContext& context) const;

    FlowConfig m_config;
    at::ScalarType m_computeType;
    TimestepEmbedder t_embedder;
    Linear adaLN_modulation;
    Linear input_layer;
    Linear out_layer;
    std::vector<DitBlock> blocks;
};

}  // namespace espalier

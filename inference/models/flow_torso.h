#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/models/model_config.h"
#include "inference/nn/dit_block.h"
#include "inference/nn/embeddings.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/residual_stream.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// A condition made ready for one flow model: keys and values of every block, computed once and used in all steps.
struct FlowCondition {
    std::int64_t batchSize = 0;  ///< a multiple of the conditions in `blocks`: each serves as many elements in a row
    std::vector<CrossKeyValue> blocks;
};
using FlowConditions = std::vector<const FlowCondition*>;

/// What the time tells a flow model.
struct FlowTime {
    at::Tensor embedding;  ///< [B, C] float32
    std::vector<DitModulation> blocks;
};

/// The modulated transformer blocks that all flow models share, with their time embedding, on tokens [T, C] in
/// segments. Blocks compute in the scope's compute type (and keep the residual stream in it, in float32 when that is
/// float16); norms and time embedding in float32.
class FlowTorso {
public:
    FlowTorso(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_config; }

    /// condition [B, tokens, condChannels]. Waits for the card once, to know whether it is all zeros.
    FlowCondition prepare(const at::Tensor& condition) const;
    /// The same for who knows already; `isZero` promises that all of it is.
    FlowCondition prepare(const at::Tensor& condition, bool isZero) const;

    /// t [B] (time times 1000) float32.
    FlowTime timeOf(const at::Tensor& t, const ForwardContext& context) const;

    /// Runs the blocks on h [T, C] float32, positions added; `offsets` as in CoordSet. Returns one stream per
    /// condition, or a single one that holds as many equally long parts: few tokens on a card go through all conditions
    /// together, so that the weights are read once. What does not depend on the condition is computed once. Does not
    /// wait for the card.
    std::vector<ResidualStream> run(const at::Tensor& h, const FlowTime& time, const std::vector<std::int64_t>& offsets,
                                    const RopeTable& rope, const FlowConditions& conditions,
                                    const ForwardContext& context) const;

private:
    ResidualStream finish(ResidualStream stream, const std::vector<DitModulation>& mods, const RopeTable& rope,
                          const FlowConditions& conditions, const ForwardContext& context) const;

    FlowConfig m_config;
    at::ScalarType m_computeType;
    TimestepEmbedder t_embedder;
    Linear adaLN_modulation;
    std::vector<DitBlock> blocks;
};

}  // namespace espalier

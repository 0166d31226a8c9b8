#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/models/flow_torso.h"

namespace espalier {

/// Tokens of a flow model: how they are split into batch elements, and where they lie.
struct FlowTokens {
    const std::vector<std::int64_t>& offsets;  ///< as in CoordSet
    const RopeTable& rope;                     ///< undefined with pe_mode "ape"
    at::Tensor positions;                      ///< [T, 3], used by pe_mode "ape" only
    at::Tensor embedding = {};                 ///< [T, C], stands in for positions when defined
};

/// A flow model whose tokens go straight into the transformer and out of it: input layer, torso, output layer. Input
/// and output layer compute in float32.
class FlowTransformer {
public:
    FlowTransformer(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_torso.config(); }

    /// See FlowTorso::prepare().
    FlowCondition prepare(const at::Tensor& condition) const { return m_torso.prepare(condition); }
    FlowCondition prepare(const at::Tensor& condition, bool isZero) const { return m_torso.prepare(condition, isZero); }

    /// x [T, inChannels * patchVolume], t [B] (time times 1000) float32. Returns one [T, outChannels * patchVolume]
    /// float32 per condition. Does not wait for the card.
    std::vector<at::Tensor> forward(const at::Tensor& x, const at::Tensor& t, const FlowTokens& tokens,
                                    const FlowConditions& conditions, const ForwardContext& context) const;

private:
    FlowTorso m_torso;
    Linear input_layer;
    Linear out_layer;
};

}  // namespace espalier

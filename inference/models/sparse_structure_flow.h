#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "inference/models/flow_runner.h"
#include "inference/models/flow_transformer.h"

namespace espalier {

/// Velocity of the dense structure latent (SparseStructureFlowModel of both generations of TRELLIS). A token is a cube
/// of patchSize^3 voxels.
class SparseStructureFlowModel {
public:
    SparseStructureFlowModel(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_transformer.config(); }

    /// condition [B, tokens, condChannels]; give the result to every step.
    FlowCondition prepare(const at::Tensor& condition) const { return m_transformer.prepare(condition); }
    FlowCondition prepare(const at::Tensor& condition, bool isZero) const {
        return m_transformer.prepare(condition, isZero);
    }

    /// x [B, inChannels, R, R, R], t [B] float32 (time times 1000). Returns [B, outChannels, R, R, R].
    /// Taps: timestep_sinusoid, t_embedder, adaLN_modulation, input_layer,
    /// blocks.N.{norm1,self_attn.q_rms_norm,self_attn, norm2,cross_attn,norm3,mlp}, blocks.N.
    at::Tensor forward(const at::Tensor& x, const at::Tensor& t, const FlowCondition& condition,
                       const ForwardContext& context = {}) const {
        return forwardEach(x, t, {&condition}, context).front();
    }

    /// The same for several conditions at once; what does not depend on them is computed once.
    std::vector<at::Tensor> forwardEach(const at::Tensor& x, const at::Tensor& t, const FlowConditions& conditions,
                                        const ForwardContext& context = {}) const;

    /// forwardEach() for the steps of one sampling.
    FlowRunner runner() const;

    /// The rotary table of the grid, x-major; undefined with pe_mode "ape".
    const RopeTable& rope() const { return m_rope; }
    /// What is added to the tokens [T, C]; undefined unless the checkpoint has it.
    const at::Tensor& positionEmbedding() const { return m_embedding; }

private:
    FlowTransformer m_transformer;
    at::Tensor m_positions;  ///< [T, 3] int64, T = (R / patchSize)^3
    at::Tensor m_embedding;  ///< [T, C]: the checkpoint's pos_emb, if it has one
    RopeTable m_rope;        ///< of one batch element
};

}  // namespace espalier

#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "inference/models/flow_runner.h"
#include "inference/models/flow_transformer.h"
#include "inference/tensor/sparse_tensor.h"

namespace espalier {

/// Velocity of a structured latent on sparse tokens (SLatFlowModel).
class SLatFlowModel {
public:
    SLatFlowModel(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_transformer.config(); }
    FlowCondition prepare(const at::Tensor& condition) const { return m_transformer.prepare(condition); }
    FlowCondition prepare(const at::Tensor& condition, bool isZero) const {
        return m_transformer.prepare(condition, isZero);
    }

    /// The rotary table of a coordinate set; make it once per sampling. Undefined with pe_mode "ape".
    RopeTable ropeFor(const CoordSet& set) const;

    /// x.feats [N, inChannels], or fewer with the rest in `concatCond` [N, ...] (appended on channels); t [B] (time
    /// times 1000); `rope` from ropeFor(*x.set). Returns [N, outChannels] on the same voxels. Taps as
    /// SparseStructureFlowModel.
    SparseTensor forward(const SparseTensor& x, const at::Tensor& t, const FlowCondition& condition,
                         const RopeTable& rope, const at::Tensor& concatCond = {},
                         const ForwardContext& context = {}) const {
        return forwardEach(x, t, {&condition}, rope, concatCond, context).front();
    }

    /// The same for several conditions at once; what does not depend on them is computed once.
    std::vector<SparseTensor> forwardEach(const SparseTensor& x, const at::Tensor& t, const FlowConditions& conditions,
                                          const RopeTable& rope, const at::Tensor& concatCond = {},
                                          const ForwardContext& context = {}) const;

    /// forwardEach() for the steps of one sampling on `set`; it takes and answers features [N, channels].
    FlowRunner runner(const CoordSetPtr& set, const at::Tensor& concatCond = {}) const;

private:
    FlowTransformer m_transformer;
    c10::Device m_device;  ///< where the weights lie; coordinates lie on the CPU
};

}  // namespace espalier

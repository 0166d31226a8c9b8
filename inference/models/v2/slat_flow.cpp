#include "inference/models/v2/slat_flow.h"

namespace espalier {

SLatFlowModel::SLatFlowModel(const FlowConfig& config, const WeightScope& scope)
    : m_transformer(config, scope), m_device(scope.device()) {}

RopeTable SLatFlowModel::ropeFor(const CoordSet& set) const {
    if (!config().rope) return {};
    return ropeTable3d(set.coords().slice(1, 1).to(m_device), config().modelChannels / config().numHeads,
                       config().ropeFreq);
}

std::vector<SparseTensor> SLatFlowModel::forwardEach(const SparseTensor& x, const at::Tensor& t,
                                                     const FlowConditions& conditions, const RopeTable& rope,
                                                     const at::Tensor& concatCond,
                                                     const ForwardContext& context) const {
    const at::Tensor rows = concatCond.defined() ? at::cat({x.feats, concatCond}, 1) : x.feats;
    const at::Tensor positions = config().rope ? at::Tensor() : x.coords().slice(1, 1).to(m_device);
    std::vector<SparseTensor> velocities;
    for (const at::Tensor& velocity :
         m_transformer.forward(rows, t, {x.set->offsets(), rope, positions}, conditions, context))
        velocities.push_back(x.withFeats(velocity));
    return velocities;
}

FlowRunner SLatFlowModel::runner(const CoordSetPtr& set, const at::Tensor& concatCond) const {
    // Absolute positions and segments of different lengths come from the processor in every step.
    const bool canRecord = config().rope && set->offsets().size() == 2;
    return FlowRunner(
        [this, set, concatCond, rope = ropeFor(*set)](const at::Tensor& x, const at::Tensor& t,
                                                      const FlowConditions& conditions, const ForwardContext& context) {
            std::vector<at::Tensor> feats;
            for (const SparseTensor& v : forwardEach(SparseTensor(x, set), t, conditions, rope, concatCond, context))
                feats.push_back(v.feats);
            return feats;
        },
        canRecord);
}

}  // namespace espalier

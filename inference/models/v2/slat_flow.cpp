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
                                                     const std::vector<const FlowCondition*>& conditions,
                                                     const RopeTable& rope, const at::Tensor& concatCond,
                                                     const ForwardContext& context) const {
    const at::Tensor rows = concatCond.defined() ? at::cat({x.feats, concatCond}, 1) : x.feats;
    const FlowTokens tokens{x.set->offsets(), rope, x.coords().slice(1, 1).to(m_device)};
    const FlowStart start = m_transformer.start(rows, t, tokens, context);
    std::vector<SparseTensor> velocities;
    for (const FlowCondition* condition : conditions)
        velocities.push_back(x.withFeats(m_transformer.finish(start, tokens, *condition, context)));
    return velocities;
}

}  // namespace espalier

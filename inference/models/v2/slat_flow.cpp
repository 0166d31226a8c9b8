#include "inference/models/v2/slat_flow.h"

namespace espalier {

SLatFlowModel::SLatFlowModel(const FlowConfig& config, const WeightScope& scope) : m_transformer(config, scope) {}

RopeTable SLatFlowModel::ropeFor(const CoordSet& set) const {
    if (!config().rope) return {};
    return ropeTable3d(set.coords().slice(1, 1), config().modelChannels / config().numHeads, config().ropeFreq);
}

SparseTensor SLatFlowModel::forward(const SparseTensor& x, const at::Tensor& t, const FlowCondition& condition,
                                    const RopeTable& rope, const at::Tensor& concatCond,
                                    const ForwardContext& context) const {
    const at::Tensor rows = concatCond.defined() ? at::cat({x.feats, concatCond}, 1) : x.feats;
    return x.withFeats(
        m_transformer.forward(rows, t, condition, x.set->offsets(), rope, x.coords().slice(1, 1), context));
}

}  // namespace espalier

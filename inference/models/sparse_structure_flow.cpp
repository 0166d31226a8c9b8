#include "inference/models/sparse_structure_flow.h"

#include "inference/base/error.h"

namespace espalier {

SparseStructureFlowModel::SparseStructureFlowModel(const FlowConfig& config, const WeightScope& scope)
    : m_transformer(config, scope) {
    // Buffers that follow from the configuration; stored by some exports.
    scope.skip("rope_phases");
    scope.skip("pos_emb");
    const at::Tensor axis = at::arange(config.resolution, at::TensorOptions().dtype(at::kLong));
    m_positions = at::stack(at::meshgrid({axis, axis, axis}, "ij"), -1).reshape({-1, 3}).to(scope.device());
    // The reference's dense model takes the default frequencies, whatever rope_freq says.
    if (config.rope) m_rope = ropeTable3d(m_positions, config.modelChannels / config.numHeads);
}

std::vector<at::Tensor> SparseStructureFlowModel::forwardEach(const at::Tensor& x, const at::Tensor& t,
                                                              const FlowConditions& conditions,
                                                              const ForwardContext& context) const {
    const std::int64_t side = config().resolution;
    if (x.dim() != 5 || x.size(1) != config().inChannels || x.size(2) != side || x.size(3) != side || x.size(4) != side)
        throw Error(ErrorCode::Internal, "The structure latent has the wrong shape.");
    const std::int64_t batch = x.size(0);
    const std::int64_t tokens = side * side * side;
    std::vector<std::int64_t> offsets;
    for (std::int64_t b = 0; b <= batch; ++b)
        offsets.push_back(b * tokens);
    const auto repeated = [&](const at::Tensor& rows) { return batch == 1 ? rows : rows.repeat({batch, 1}); };
    const RopeTable rope = m_rope.defined() ? RopeTable{repeated(m_rope.cos), repeated(m_rope.sin)} : RopeTable{};

    const at::Tensor rows = x.flatten(2).transpose(1, 2).flatten(0, 1).contiguous();
    std::vector<at::Tensor> velocities =
        m_transformer.forward(rows, t, {offsets, rope, repeated(m_positions)}, conditions, context);
    for (at::Tensor& velocity : velocities)
        velocity = velocity.view({batch, tokens, config().outChannels})
                       .transpose(1, 2)
                       .reshape({batch, config().outChannels, side, side, side});
    return velocities;
}

FlowRunner SparseStructureFlowModel::runner() const {
    return FlowRunner([this](const at::Tensor& x, const at::Tensor& t, const FlowConditions& conditions,
                             const ForwardContext& context) { return forwardEach(x, t, conditions, context); });
}

}  // namespace espalier

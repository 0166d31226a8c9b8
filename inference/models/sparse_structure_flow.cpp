#include "inference/models/sparse_structure_flow.h"

#include "inference/base/error.h"

namespace espalier {

namespace {

/// [B, C, R, R, R] -> [B T, C p^3]: tokens in row-major order, the channel slowest within one.
at::Tensor patchify(const at::Tensor& x, std::int64_t patch) {
    const std::int64_t side = x.size(2) / patch;
    return x.reshape({x.size(0), x.size(1), side, patch, side, patch, side, patch})
        .permute({0, 2, 4, 6, 1, 3, 5, 7})
        .reshape({x.size(0) * side * side * side, -1});
}

at::Tensor unpatchify(const at::Tensor& rows, std::int64_t batch, std::int64_t side, std::int64_t patch) {
    const std::int64_t volume = patch * patch * patch;
    return rows.view({batch, side, side, side, rows.size(1) / volume, patch, patch, patch})
        .permute({0, 4, 1, 5, 2, 6, 3, 7})
        .reshape({batch, rows.size(1) / volume, side * patch, side * patch, side * patch});
}

}  // namespace

SparseStructureFlowModel::SparseStructureFlowModel(const FlowConfig& config, const WeightScope& scope)
    : m_transformer(config, scope) {
    if (config.resolution % config.patchSize != 0)
        throw Error(ErrorCode::CheckpointCorrupt, scope.sourceName() + ": its resolution is no multiple of patch_size.",
                    "The model's JSON file is damaged: download it again.");
    scope.skip("rope_phases");  // follows from the configuration; stored by some exports
    const at::Tensor axis = at::arange(config.resolution / config.patchSize, at::TensorOptions().dtype(at::kLong));
    m_positions = at::stack(at::meshgrid({axis, axis, axis}, "ij"), -1).reshape({-1, 3}).to(scope.device());
    if (!config.rope && scope.has("pos_emb"))
        m_embedding = scope.get("pos_emb", {m_positions.size(0), config.modelChannels});
    scope.skip("pos_emb");
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
    const std::int64_t tokens = m_positions.size(0);
    std::vector<std::int64_t> offsets;
    for (std::int64_t b = 0; b <= batch; ++b)
        offsets.push_back(b * tokens);
    const auto repeated = [&](const at::Tensor& rows) {
        return batch == 1 || !rows.defined() ? rows : rows.repeat({batch, 1});
    };
    const RopeTable rope = m_rope.defined() ? RopeTable{repeated(m_rope.cos), repeated(m_rope.sin)} : RopeTable{};

    const at::Tensor rows = patchify(x, config().patchSize);
    std::vector<at::Tensor> velocities = m_transformer.forward(
        rows, t, {offsets, rope, repeated(m_positions), repeated(m_embedding)}, conditions, context);
    for (at::Tensor& velocity : velocities)
        velocity = unpatchify(velocity, batch, side / config().patchSize, config().patchSize);
    return velocities;
}

FlowRunner SparseStructureFlowModel::runner() const {
    return FlowRunner([this](const at::Tensor& x, const at::Tensor& t, const FlowConditions& conditions,
                             const ForwardContext& context) { return forwardEach(x, t, conditions, context); });
}

}  // namespace espalier

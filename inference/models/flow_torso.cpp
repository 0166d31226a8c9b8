#include "inference/models/flow_torso.h"

#include "inference/base/error.h"

namespace espalier {

namespace {

/// Up to so many rows in all, conditions go through a card's blocks together.
constexpr std::int64_t kMaxJoinedRows = 16384;

}  // namespace

FlowTorso::FlowTorso(const FlowConfig& config, const WeightScope& scope)
    : m_config(config), m_computeType(scope.computeType()), t_embedder(scope.sub("t_embedder"), config.modelChannels) {
    if (config.shareMod)
        adaLN_modulation = Linear(scope.withComputeType(at::kFloat).sub("adaLN_modulation").sub(1),
                                  config.modelChannels, 6 * config.modelChannels);
    const DitBlockConfig block{.channels = config.modelChannels,
                               .contextChannels = config.condChannels,
                               .heads = config.numHeads,
                               .mlpRatio = config.mlpRatio,
                               .shareMod = config.shareMod,
                               .qkRmsNorm = config.qkRmsNorm,
                               .qkRmsNormCross = config.qkRmsNormCross,
                               .modulationOffset = config.modulationOffset};
    for (std::int64_t i = 0; i < config.numBlocks; ++i)
        blocks.emplace_back(scope.sub("blocks").sub(i), block);
}

FlowCondition FlowTorso::prepare(const at::Tensor& condition) const {
    return prepare(condition, condition.count_nonzero().item<std::int64_t>() == 0);
}

FlowCondition FlowTorso::prepare(const at::Tensor& condition, bool isZero) const {
    if (condition.dim() != 3 || condition.size(2) != m_config.condChannels)
        throw Error(ErrorCode::CheckpointCorrupt,
                    "The image encoder's features do not fit the flow model's cond_channels (" +
                        std::to_string(m_config.condChannels) + ").",
                    "The model's files belong to different models: download them again.");
    FlowCondition prepared{condition.size(0), {}};
    const at::Tensor tokens = condition.to(m_computeType);
    for (const DitBlock& block : blocks)
        prepared.blocks.push_back(block.cross_attn.prepare(tokens, isZero));
    return prepared;
}

FlowTime FlowTorso::timeOf(const at::Tensor& t, const ForwardContext& context) const {
    FlowTime time{t_embedder(t, context), {}};
    at::Tensor mod = time.embedding;
    if (m_config.shareMod) {
        mod = adaLN_modulation(at::silu(mod));
        context.tap("adaLN_modulation", mod);
    }
    for (const DitBlock& block : blocks)
        time.blocks.push_back(block.modulationOf(mod));
    return time;
}

ResidualStream FlowTorso::finish(ResidualStream stream, const std::vector<DitModulation>& mods, const RopeTable& rope,
                                 const FlowConditions& conditions, const ForwardContext& context) const {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        context.checkpoint();
        const ForwardContext inner = context.sub("blocks", static_cast<std::int64_t>(i));
        std::vector<const CrossKeyValue*> kvs;
        for (const FlowCondition* condition : conditions)
            kvs.push_back(&condition->blocks[i]);
        if (i > 0) blocks[i].attendSelf(stream, mods[i], rope, inner);
        blocks[i].attendCondition(stream, mods[i], kvs, inner);
    }
    return stream;
}

std::vector<ResidualStream> FlowTorso::run(const at::Tensor& h, const FlowTime& time,
                                           const std::vector<std::int64_t>& offsets, const RopeTable& rope,
                                           const FlowConditions& conditions, const ForwardContext& context) const {
    const std::int64_t batch = time.embedding.size(0);
    if (batch + 1 != static_cast<std::int64_t>(offsets.size()))
        throw Error(ErrorCode::Internal, "Latent and time of a flow model do not fit each other.");
    for (const FlowCondition* condition : conditions)
        if (condition->batchSize != batch)
            throw Error(ErrorCode::Internal, "The condition of a flow model does not fit its latent.");

    const auto streamType = m_computeType == at::kHalf ? at::kFloat : m_computeType;
    ResidualStream stream(h.to(streamType), offsets, m_computeType);
    blocks.front().attendSelf(stream, time.blocks.front(), rope, context.sub("blocks", 0));
    const auto count = static_cast<std::int64_t>(conditions.size());
    if (count > 1 && batch == 1 && h.is_cuda() && count * h.size(0) <= kMaxJoinedRows)
        return {finish(stream.repeated(count), time.blocks, rope, conditions, context)};
    std::vector<ResidualStream> streams;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        streams.push_back(
            finish(i + 1 < conditions.size() ? stream.clone() : stream, time.blocks, rope, {conditions[i]}, context));
    return streams;
}

}  // namespace espalier

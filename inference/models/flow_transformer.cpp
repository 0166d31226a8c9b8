#include "inference/models/flow_transformer.h"

#include "inference/base/error.h"

namespace espalier {

namespace {

/// Up to so many rows in all, conditions go through a card's blocks together.
constexpr std::int64_t kMaxJoinedRows = 16384;

}  // namespace

FlowTransformer::FlowTransformer(const FlowConfig& config, const WeightScope& scope)
    : m_config(config), m_computeType(scope.computeType()), t_embedder(scope.sub("t_embedder"), config.modelChannels) {
    const WeightScope exact = scope.withComputeType(at::kFloat);
    input_layer = Linear(exact.sub("input_layer"), config.inChannels, config.modelChannels);
    out_layer = Linear(exact.sub("out_layer"), config.modelChannels, config.outChannels);
    if (config.shareMod)
        adaLN_modulation = Linear(exact.sub("adaLN_modulation").sub(1), config.modelChannels, 6 * config.modelChannels);
    const DitBlockConfig block{.channels = config.modelChannels,
                               .contextChannels = config.condChannels,
                               .heads = config.numHeads,
                               .mlpRatio = config.mlpRatio,
                               .shareMod = config.shareMod,
                               .qkRmsNorm = config.qkRmsNorm,
                               .qkRmsNormCross = config.qkRmsNormCross};
    for (std::int64_t i = 0; i < config.numBlocks; ++i)
        blocks.emplace_back(scope.sub("blocks").sub(i), block);
}

FlowCondition FlowTransformer::prepare(const at::Tensor& condition) const {
    return prepare(condition, condition.count_nonzero().item<std::int64_t>() == 0);
}

FlowCondition FlowTransformer::prepare(const at::Tensor& condition, bool isZero) const {
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

std::vector<DitModulation> FlowTransformer::modulations(const at::Tensor& t, const ForwardContext& context) const {
    at::Tensor mod = t_embedder(t, context);
    if (m_config.shareMod) {
        mod = adaLN_modulation(at::silu(mod));
        context.tap("adaLN_modulation", mod);
    }
    std::vector<DitModulation> all;
    for (const DitBlock& block : blocks)
        all.push_back(block.modulationOf(mod));
    return all;
}

ResidualStream FlowTransformer::start(const at::Tensor& x, const DitModulation& mod, const FlowTokens& tokens,
                                      const ForwardContext& context) const {
    at::Tensor h = input_layer(x, context);
    context.tap("input_layer", h);
    if (!m_config.rope) h = h + absolutePositions(tokens.positions, m_config.modelChannels);
    const auto streamType = m_computeType == at::kHalf ? at::kFloat : m_computeType;
    ResidualStream stream(h.to(streamType), tokens.offsets, m_computeType);
    blocks.front().attendSelf(stream, mod, tokens.rope, context.sub("blocks", 0));
    return stream;
}

at::Tensor FlowTransformer::finish(ResidualStream stream, const std::vector<DitModulation>& mods, const RopeTable& rope,
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
    constexpr double kFinalEps = 1e-5;
    return out_layer(stream.normAs(LayerNorm(kFinalEps), at::kFloat), context);
}

std::vector<at::Tensor> FlowTransformer::forward(const at::Tensor& x, const at::Tensor& t, const FlowTokens& tokens,
                                                 const FlowConditions& conditions,
                                                 const ForwardContext& context) const {
    const std::int64_t batch = t.size(0);
    if (batch + 1 != static_cast<std::int64_t>(tokens.offsets.size()) || x.size(1) != m_config.inChannels)
        throw Error(ErrorCode::Internal, "Latent and time of a flow model do not fit each other.");
    for (const FlowCondition* condition : conditions)
        if (condition->batchSize != batch)
            throw Error(ErrorCode::Internal, "The condition of a flow model does not fit its latent.");

    const std::vector<DitModulation> mods = modulations(t, context);
    ResidualStream stream = start(x, mods.front(), tokens, context);
    const auto count = static_cast<std::int64_t>(conditions.size());
    if (count > 1 && batch == 1 && x.is_cuda() && count * x.size(0) <= kMaxJoinedRows)
        return finish(stream.repeated(count), mods, tokens.rope, conditions, context).chunk(count);
    std::vector<at::Tensor> velocities;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        velocities.push_back(
            finish(i + 1 < conditions.size() ? stream.clone() : stream, mods, tokens.rope, {conditions[i]}, context));
    return velocities;
}

}  // namespace espalier

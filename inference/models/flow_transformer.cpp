#include "inference/models/flow_transformer.h"

#include "inference/base/error.h"

namespace espalier {

FlowTransformer::FlowTransformer(const FlowConfig& config, const WeightScope& scope)
    : m_config(config),
      t_embedder(scope.sub("t_embedder"), config.modelChannels),
      input_layer(scope.sub("input_layer"), config.inChannels, config.modelChannels),
      out_layer(scope.sub("out_layer"), config.modelChannels, config.outChannels) {
    if (config.shareMod)
        adaLN_modulation = Linear(scope.sub("adaLN_modulation").sub(1), config.modelChannels, 6 * config.modelChannels);
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
    if (condition.dim() != 3 || condition.size(2) != m_config.condChannels)
        throw Error(ErrorCode::CheckpointCorrupt,
                    "The image encoder's features do not fit the flow model's cond_channels (" +
                        std::to_string(m_config.condChannels) + ").",
                    "The model's files belong to different models: download them again.");
    FlowCondition prepared{condition.size(0), {}};
    const bool isZero = condition.count_nonzero().item<std::int64_t>() == 0;
    for (const DitBlock& block : blocks)
        prepared.blocks.push_back(block.cross_attn.prepare(condition, isZero));
    return prepared;
}

FlowStart FlowTransformer::start(const at::Tensor& x, const at::Tensor& t, const FlowTokens& tokens,
                                 const ForwardContext& context) const {
    if (t.size(0) + 1 != static_cast<std::int64_t>(tokens.offsets.size()) || x.size(1) != m_config.inChannels)
        throw Error(ErrorCode::Internal, "Latent and time of a flow model do not fit each other.");
    at::Tensor h = input_layer(x, context);
    context.tap("input_layer", h);
    if (!m_config.rope) h = h + absolutePositions(tokens.positions, m_config.modelChannels);

    at::Tensor mod = t_embedder(t, context);
    if (m_config.shareMod) {
        mod = adaLN_modulation(at::silu(mod));
        context.tap("adaLN_modulation", mod);
    }
    const DitInput input{tokens.offsets, tokens.rope, mod};
    return {blocks.front().attendSelf(h, input, context.sub("blocks", 0)), mod};
}

at::Tensor FlowTransformer::finish(const FlowStart& start, const FlowTokens& tokens, const FlowCondition& condition,
                                   const ForwardContext& context) const {
    if (condition.batchSize + 1 != static_cast<std::int64_t>(tokens.offsets.size()))
        throw Error(ErrorCode::Internal, "The condition of a flow model does not fit its latent.");
    const DitInput input{tokens.offsets, tokens.rope, start.mod};
    at::Tensor h = start.h;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        context.checkpoint();
        const ForwardContext inner = context.sub("blocks", static_cast<std::int64_t>(i));
        if (i > 0) h = blocks[i].attendSelf(h, input, inner);
        h = blocks[i].attendCondition(h, input, condition.blocks[i], inner);
    }
    constexpr double kFinalEps = 1e-5;
    return out_layer(at::layer_norm(h, {h.size(1)}, {}, {}, kFinalEps), context);
}

}  // namespace espalier

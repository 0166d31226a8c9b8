#include "inference/models/flow_transformer.h"

#include "inference/base/error.h"

namespace espalier {

FlowTransformer::FlowTransformer(const FlowConfig& config, const WeightScope& scope) : m_torso(config, scope) {
    const WeightScope exact = scope.withComputeType(at::kFloat);
    const std::int64_t volume = config.patchVolume();
    input_layer = Linear(exact.sub("input_layer"), config.inChannels * volume, config.modelChannels);
    out_layer = Linear(exact.sub("out_layer"), config.modelChannels, config.outChannels * volume);
}

std::vector<at::Tensor> FlowTransformer::forward(const at::Tensor& x, const at::Tensor& t, const FlowTokens& tokens,
                                                 const FlowConditions& conditions,
                                                 const ForwardContext& context) const {
    if (x.size(1) != config().inChannels * config().patchVolume())
        throw Error(ErrorCode::Internal, "Latent and time of a flow model do not fit each other.");
    const FlowTime time = m_torso.timeOf(t, context);
    at::Tensor h = input_layer(x, context);
    context.tap("input_layer", h);
    if (tokens.embedding.defined())
        h = h + tokens.embedding;
    else if (!config().rope)
        h = h + absolutePositions(tokens.positions, config().modelChannels);

    constexpr double kFinalEps = 1e-5;
    std::vector<at::Tensor> velocities;
    std::vector<ResidualStream> streams = m_torso.run(h, time, tokens.offsets, tokens.rope, conditions, context);
    const auto parts = static_cast<std::int64_t>(conditions.size() / streams.size());
    for (ResidualStream& stream : streams)
        for (at::Tensor& part : out_layer(stream.normAs(LayerNorm(kFinalEps), at::kFloat), context).chunk(parts))
            velocities.push_back(std::move(part));
    return velocities;
}

}  // namespace espalier

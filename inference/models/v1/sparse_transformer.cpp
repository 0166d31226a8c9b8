#include "inference/models/v1/sparse_transformer.h"

#include "inference/models/model_args.h"
#include "inference/nn/embeddings.h"

namespace espalier::v1 {

namespace {

constexpr double kEps = 1e-6;
constexpr std::int64_t kVoxelShift = 16;  ///< of "shift_window"

AttentionMode parseMode(const JsonConfig& args) {
    const auto name = args.get<std::string>("attn_mode", "swin");
    if (name == "full") return AttentionMode::Full;
    if (name == "swin") return AttentionMode::Swin;
    if (name == "shift_window") return AttentionMode::ShiftWindow;
    if (name == "shift_sequence") return AttentionMode::ShiftSequence;
    if (name == "shift_order") return AttentionMode::ShiftOrder;
    args.complain("attn_mode", "is \"" + name + "\", a mode that Espalier does not know");
}

}  // namespace

SparseTransformerConfig SparseTransformerConfig::parse(const JsonConfig& args) {
    refuseUnknown(args, {"resolution", "model_channels", "latent_channels", "num_blocks", "num_heads",
                         "num_head_channels", "mlp_ratio", "attn_mode", "window_size", "pe_mode", "use_fp16",
                         "use_checkpoint", "qk_rms_norm", "representation_config"});
    requireAbsolutePositions(args);
    SparseTransformerConfig config;
    config.resolution = positive(args, "resolution");
    config.modelChannels = positive(args, "model_channels");
    config.latentChannels = positive(args, "latent_channels");
    config.numBlocks = positive(args, "num_blocks");
    config.numHeads = headsOf(args, config.modelChannels, /*unit=*/1);
    config.mlpRatio = mlpRatioOf(args);
    config.mode = parseMode(args);
    config.windowSize = args.get<std::int64_t>("window_size", 8);
    if (config.windowSize < 1) args.complain("window_size", "must be positive");
    config.qkRmsNorm = args.get<bool>("qk_rms_norm", false);
    return config;
}

SparseTransformer::Block::Block(const WeightScope& scope, const SparseTransformerConfig& config)
    : norm1(kEps), norm2(kEps), attn(scope.sub("attn"), {config.modelChannels, config.numHeads, config.qkRmsNorm}) {
    const auto hidden = static_cast<std::int64_t>(static_cast<double>(config.modelChannels) * config.mlpRatio);
    const WeightScope mlp = scope.sub("mlp").sub("mlp");
    mlp0 = Linear(mlp.sub(0), config.modelChannels, hidden);
    mlp2 = Linear(mlp.sub(2), hidden, config.modelChannels);
}

void SparseTransformer::Block::operator()(ResidualStream& x, const TokenWindows& windows,
                                          const ForwardContext& context) const {
    x.add(attendWithin(attn, x.norm(norm1), windows, context.sub("attn")));
    x.add(feedForward(x.norm(norm2), mlp0, Activation::GeluTanh, mlp2, context));
    if (context.isTapping()) context.tap(x.sum().clone());
}

SparseTransformer::SparseTransformer(const SparseTransformerConfig& config, const WeightScope& scope)
    : m_config(config),
      m_computeType(scope.computeType()),
      m_device(scope.device()),
      input_layer(scope.withComputeType(at::kFloat).sub("input_layer"), config.latentChannels, config.modelChannels) {
    for (std::int64_t i = 0; i < config.numBlocks; ++i)
        blocks.emplace_back(scope.sub("blocks").sub(i), config);
}

std::vector<TokenWindows> SparseTransformer::windowsFor(const CoordSet& set) const {
    using enum SpaceFillingCurve;
    const std::int64_t size = m_config.windowSize;
    std::vector<TokenWindows> turns;
    switch (m_config.mode) {
        case AttentionMode::Full:
            turns = {wholeElements(set)};
            break;
        case AttentionMode::Swin:
            turns = {cubeWindows(set, size, 0), cubeWindows(set, size, size / 2)};
            break;
        case AttentionMode::ShiftWindow:
            turns = {curveWindows(set, size, ZOrder, 0, 0), curveWindows(set, size, ZOrder, 0, kVoxelShift)};
            break;
        case AttentionMode::ShiftSequence:
            turns = {curveWindows(set, size, ZOrder, 0, 0), curveWindows(set, size, ZOrder, size / 2, 0)};
            break;
        case AttentionMode::ShiftOrder:
            for (const SpaceFillingCurve curve : {ZOrder, ZOrderTransposed, Hilbert, HilbertTransposed})
                turns.push_back(curveWindows(set, size, curve, 0, 0));
            break;
    }
    for (TokenWindows& windows : turns)
        windows = onDevice(std::move(windows), m_device);
    return turns;
}

SparseTensor SparseTransformer::forward(const SparseTensor& latent, const ForwardContext& context) const {
    const at::Tensor positions = absolutePositions(latent.coords().slice(1, 1).to(m_device), m_config.modelChannels);
    const auto streamType = m_computeType == at::kHalf ? at::kFloat : m_computeType;
    ResidualStream x((input_layer(latent.feats, context) + positions).to(streamType), latent.set->offsets(),
                     m_computeType);
    const std::vector<TokenWindows> turns = windowsFor(*latent.set);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        context.checkpoint();
        blocks[i](x, turns[i % turns.size()], context.sub("blocks", static_cast<std::int64_t>(i)));
    }
    return latent.withFeats(x.sum().to(at::kFloat));
}

}  // namespace espalier::v1

#include "inference/models/dinov2_encoder.h"

#include "inference/base/error.h"
#include "inference/nn/attention.h"
#include "inference/nn/head_transform.h"
#include "inference/nn/residual_stream.h"
#include "inference/tensor/torch_pickle.h"

namespace espalier {

namespace {

constexpr double kEps = 1e-6;
constexpr double kConditionEps = 1e-5;
constexpr std::int64_t kHeadChannels = 64;  ///< of every published DINOv2

}  // namespace

DinoV2Config DinoV2Config::fromWeights(const WeightScope& scope) {
    DinoV2Config config;
    const auto patch = scope.shapeOf("patch_embed.proj.weight");
    const auto positions = scope.shapeOf("pos_embed");
    if (patch.size() != 4 || patch[0] < kHeadChannels || patch[0] % kHeadChannels != 0 || patch[2] < 1 ||
        positions.size() != 3 || positions[1] < 2)
        throw Error(ErrorCode::CheckpointCorrupt,
                    scope.sourceName() + ": patch_embed or pos_embed has an unusual shape.",
                    "TRELLIS needs the weights of dinov2_vitl14_reg.");
    config.channels = patch[0];
    config.patchSize = patch[2];
    config.heads = config.channels / kHeadChannels;
    config.positions = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(positions[1] - 1))));
    if (scope.has("register_tokens")) config.registerTokens = scope.shapeOf("register_tokens").at(1);
    config.hiddenChannels = scope.shapeOf("blocks.0.mlp.fc1.weight").at(0);
    while (scope.has("blocks." + std::to_string(config.layers) + ".attn.qkv.weight"))
        ++config.layers;
    return config;
}

DinoV2Encoder::DinoV2Encoder(const DinoV2Config& config, const WeightScope& scope)
    : m_config(config), m_computeType(scope.computeType()), norm(scope.sub("norm"), config.channels, kEps) {
    const std::int64_t c = config.channels;
    cls_token = scope.get("cls_token", {1, 1, c});
    pos_embed = scope.get("pos_embed", {1, 1 + config.positions * config.positions, c});
    if (config.registerTokens > 0) register_tokens = scope.get("register_tokens", {1, config.registerTokens, c});
    patch_weight = scope.get("patch_embed.proj.weight", {c, 3, config.patchSize, config.patchSize});
    patch_bias = scope.get("patch_embed.proj.bias", {c});
    scope.skip("mask_token");  // of training
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const WeightScope block = scope.sub("blocks").sub(i);
        const WeightScope attn = block.sub("attn"), mlp = block.sub("mlp");
        m_layers.push_back({.norm1 = LayerNorm(block.sub("norm1"), c, kEps),
                            .norm2 = LayerNorm(block.sub("norm2"), c, kEps),
                            .qkv = Linear(attn.sub("qkv"), c, 3 * c),
                            .proj = Linear(attn.sub("proj"), c, c),
                            .fc1 = Linear(mlp.sub("fc1"), c, config.hiddenChannels),
                            .fc2 = Linear(mlp.sub("fc2"), config.hiddenChannels, c),
                            .ls1 = block.get("ls1.gamma", {c}).unsqueeze(0),
                            .ls2 = block.get("ls2.gamma", {c}).unsqueeze(0)});
    }
}

DinoV2Encoder DinoV2Encoder::load(const std::filesystem::path& file, const Placement& placement) {
    const WeightScope scope(openWeights(file), placement);
    DinoV2Encoder encoder(DinoV2Config::fromWeights(scope), scope);
    scope.warnAboutUnexpected();
    return encoder;
}

/// The trained grid as it is, or resized as the networks with registers do it: bicubic, antialiased, by the size.
at::Tensor DinoV2Encoder::positionsFor(std::int64_t rows, std::int64_t columns) const {
    const std::int64_t side = m_config.positions;
    if (rows == side && columns == side) return pos_embed;
    const at::Tensor grid = pos_embed.slice(1, 1).view({1, side, side, m_config.channels}).permute({0, 3, 1, 2});
    const at::Tensor resized = at::_upsample_bicubic2d_aa(grid.contiguous(), {rows, columns}, /*align_corners=*/false);
    return at::cat({pos_embed.slice(1, 0, 1), resized.flatten(2).transpose(1, 2)}, 1);
}

/// Registers come after the positions were added: they have none.
at::Tensor DinoV2Encoder::embed(const at::Tensor& pixelValues) const {
    const std::int64_t batch = pixelValues.size(0);
    const at::Tensor grid = at::conv2d(pixelValues, patch_weight, patch_bias, m_config.patchSize);
    const at::Tensor tokens = at::cat({cls_token.expand({batch, -1, -1}), grid.flatten(2).transpose(1, 2)}, 1) +
                              positionsFor(grid.size(2), grid.size(3));
    if (!register_tokens.defined()) return tokens;
    return at::cat({tokens.slice(1, 0, 1), register_tokens.expand({batch, -1, -1}), tokens.slice(1, 1)}, 1);
}

at::Tensor DinoV2Encoder::attend(const Layer& layer, const at::Tensor& x, const std::vector<std::int64_t>& offsets,
                                 const ForwardContext& context) const {
    const at::Tensor qkv = layer.qkv(x, context).view({x.size(0), 3, m_config.heads, kHeadChannels});
    const auto part = [&](std::int64_t i) { return headMajor(qkv.select(1, i)); };
    return layer.proj(segmentAttention(part(0), part(1), part(2), offsets, offsets, context).flatten(1), context);
}

at::Tensor DinoV2Encoder::forward(const at::Tensor& pixelValues, const ForwardContext& context) const {
    const std::int64_t patch = m_config.patchSize;
    if (pixelValues.dim() != 4 || pixelValues.size(2) % patch != 0 || pixelValues.size(3) % patch != 0)
        throw Error(ErrorCode::Internal, "The image's sides must be multiples of the encoder's patch size.");
    const at::Tensor tokens = embed(pixelValues);
    context.tap("tokens", tokens);
    std::vector<std::int64_t> offsets;
    for (std::int64_t b = 0; b <= tokens.size(0); ++b)
        offsets.push_back(b * tokens.size(1));

    ResidualStream x(tokens.flatten(0, 1).clone(), offsets, m_computeType);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const Layer& layer = m_layers[i];
        x.add(attend(layer, x.norm(layer.norm1), offsets, context), layer.ls1);
        x.add(feedForward(x.norm(layer.norm2), layer.fc1, Activation::GeluErf, layer.fc2, context), layer.ls2);
        if (context.isTapping())
            context.sub("blocks", static_cast<std::int64_t>(i)).tap(x.sum().view_as(tokens).clone());
    }
    if (context.isTapping()) {
        context.tap("x_prenorm", x.sum().view_as(tokens));
        context.tap("x_norm", x.normAs(norm, at::kFloat).view_as(tokens));
    }
    return x.normAs(LayerNorm(kConditionEps), at::kFloat).view_as(tokens);
}

}  // namespace espalier

#include "inference/models/dinov3_encoder.h"

#include "inference/base/error.h"
#include "inference/nn/attention.h"
#include "inference/nn/head_transform.h"
#include "inference/nn/residual_stream.h"
#include "inference/tensor/gradient.h"
#include "inference/tensor/safetensors.h"

namespace espalier {

namespace {

constexpr double kFinalEps = 1e-5;

/// One bias for the fused projection of parts of which some have none.
at::Tensor joinedBias(std::initializer_list<at::Tensor> parts, std::int64_t channels, const at::Tensor& like) {
    std::vector<at::Tensor> all;
    bool any = false;
    for (const at::Tensor& part : parts) {
        any = any || part.defined();
        all.push_back(part.defined() ? part : at::zeros({channels}, like.options()));
    }
    return any ? at::cat(all) : at::Tensor();
}

}  // namespace

DinoV3Encoder::DinoV3Encoder(const DinoV3Config& config, const WeightScope& scope)
    : m_config(config), m_computeType(scope.computeType()) {
    if (scope.has("blocks.0.attn.qkv.weight"))
        readTimm(scope);
    else
        readHuggingFace(scope);
}

void DinoV3Encoder::readHuggingFace(const WeightScope& scope) {
    const std::int64_t c = m_config.hiddenSize;
    const WeightScope embeddings = scope.sub("embeddings");
    cls_token = embeddings.get("cls_token", {1, 1, c});
    if (m_config.numRegisterTokens > 0)
        register_tokens = embeddings.get("register_tokens", {1, m_config.numRegisterTokens, c});
    patch_weight = embeddings.get("patch_embeddings.weight", {c, 3, m_config.patchSize, m_config.patchSize});
    patch_bias = embeddings.get("patch_embeddings.bias", {c});
    // Of training, and of the last norm that TRELLIS replaces by one without weights.
    for (const char* key : {"embeddings.mask_token", "embeddings.register_tokens", "norm.weight", "norm.bias"})
        scope.skip(key);

    for (std::int64_t i = 0; i < m_config.numLayers; ++i) {
        const WeightScope layer = scope.sub("layer").sub(i);
        const WeightScope attention = layer.sub("attention");
        const auto weightOf = [&](const char* name) { return attention.sub(name).getForCompute("weight", {c, c}); };
        const auto biasOf = [&](const char* name, bool has) {
            return has ? attention.sub(name).getForCompute("bias", {c}) : at::Tensor();
        };
        const at::Tensor weight = at::cat({weightOf("q_proj"), weightOf("k_proj"), weightOf("v_proj")});
        Layer& target = m_layers.emplace_back();
        target.qkv =
            Linear(weight, joinedBias({biasOf("q_proj", m_config.queryBias), biasOf("k_proj", m_config.keyBias),
                                       biasOf("v_proj", m_config.valueBias)},
                                      c, weight));
        target.o_proj = Linear(attention.sub("o_proj"), c, c, m_config.projBias);
        target.norm1 = LayerNorm(layer.sub("norm1"), c, m_config.layerNormEps);
        target.norm2 = LayerNorm(layer.sub("norm2"), c, m_config.layerNormEps);
        target.layer_scale1 = layer.get("layer_scale1.lambda1", {c}).unsqueeze(0);
        target.layer_scale2 = layer.get("layer_scale2.lambda1", {c}).unsqueeze(0);
        const WeightScope mlp = layer.sub("mlp");
        if (m_config.gatedMlp)
            target.gate_proj = Linear(mlp.sub("gate_proj"), c, m_config.intermediateSize, m_config.mlpBias);
        target.up_proj = Linear(mlp.sub("up_proj"), c, m_config.intermediateSize, m_config.mlpBias);
        target.down_proj = Linear(mlp.sub("down_proj"), m_config.intermediateSize, c, m_config.mlpBias);
    }
}

void DinoV3Encoder::readTimm(const WeightScope& scope) {
    const std::int64_t c = m_config.hiddenSize;
    cls_token = scope.get("cls_token", {1, 1, c});
    if (m_config.numRegisterTokens > 0) register_tokens = scope.get("reg_token", {1, m_config.numRegisterTokens, c});
    patch_weight = scope.get("patch_embed.proj.weight", {c, 3, m_config.patchSize, m_config.patchSize});
    patch_bias = scope.get("patch_embed.proj.bias", {c});
    for (const char* key : {"norm.weight", "norm.bias"})
        scope.skip(key);

    for (std::int64_t i = 0; i < m_config.numLayers; ++i) {
        const WeightScope block = scope.sub("blocks").sub(i);
        const WeightScope attn = block.sub("attn");
        const auto optionalBias = [&](const char* key) {
            return attn.has(key) ? attn.getForCompute(key, {c}) : at::Tensor();
        };
        Layer& target = m_layers.emplace_back();
        const at::Tensor weight = attn.getForCompute("qkv.weight", {3 * c, c});
        target.qkv =
            Linear(weight, joinedBias({optionalBias("q_bias"), at::Tensor(), optionalBias("v_bias")}, c, weight));
        attn.skip("k_bias");  // fixed at zero
        target.o_proj = Linear(attn.sub("proj"), c, c);
        target.norm1 = LayerNorm(block.sub("norm1"), c, m_config.layerNormEps);
        target.norm2 = LayerNorm(block.sub("norm2"), c, m_config.layerNormEps);
        target.layer_scale1 = block.get("gamma_1", {c}).unsqueeze(0);
        target.layer_scale2 = block.get("gamma_2", {c}).unsqueeze(0);
        const WeightScope mlp = block.sub("mlp");
        if (m_config.gatedMlp) {
            target.gate_proj = Linear(mlp.sub("fc1_g"), c, m_config.intermediateSize);
            target.up_proj = Linear(mlp.sub("fc1_x"), c, m_config.intermediateSize);
        } else {
            target.up_proj = Linear(mlp.sub("fc1"), c, m_config.intermediateSize);
        }
        target.down_proj = Linear(mlp.sub("fc2"), m_config.intermediateSize, c);
    }
}

DinoV3Config DinoV3Encoder::timmConfig(const std::string& architecture, const WeightScope& scope) {
    if (architecture.find("dinov3") == std::string::npos || !architecture.starts_with("vit_"))
        throw Error(ErrorCode::CheckpointCorrupt,
                    scope.sourceName() + ": " + architecture + " is not a DINOv3 transformer.",
                    "TRELLIS.2 needs vit_large_patch16_dinov3.");
    const std::int64_t headDim = architecture.starts_with("vit_7b") ? 128 : 64;
    DinoV3Config config;
    const auto patch = scope.shapeOf("patch_embed.proj.weight");
    config.hiddenSize = patch.at(0);
    config.patchSize = patch.size() == 4 ? patch[2] : 0;
    config.numHeads = config.hiddenSize / headDim;
    config.numRegisterTokens = scope.has("reg_token") ? scope.shapeOf("reg_token").at(1) : 0;
    config.gatedMlp = scope.has("blocks.0.mlp.fc1_g.weight");
    config.siluActivation = config.gatedMlp;
    config.intermediateSize =
        scope.shapeOf(config.gatedMlp ? "blocks.0.mlp.fc1_g.weight" : "blocks.0.mlp.fc1.weight").at(0);
    config.numLayers = 0;
    while (scope.has("blocks." + std::to_string(config.numLayers) + ".attn.qkv.weight"))
        ++config.numLayers;
    if (config.numHeads < 1 || config.hiddenSize % headDim != 0 || config.patchSize < 1)
        throw Error(ErrorCode::CheckpointCorrupt,
                    scope.sourceName() + ": patch_embed.proj.weight has an unusual shape.",
                    "The file is damaged: download it again.");
    return config;
}

DinoV3Encoder DinoV3Encoder::load(const std::filesystem::path& folder, const Placement& placement) {
    const JsonConfig json = JsonConfig::read(folder / "config.json");
    const WeightScope scope(SafetensorsFile::open(folder / "model.safetensors"), placement);
    const DinoV3Config config =
        json.has("architecture") ? timmConfig(json.get<std::string>("architecture"), scope) : DinoV3Config::parse(json);
    DinoV3Encoder encoder(config, scope);
    scope.warnAboutUnexpected();
    return encoder;
}

at::Tensor DinoV3Encoder::embed(const at::Tensor& pixelValues) const {
    const std::int64_t batch = pixelValues.size(0);
    const at::Tensor grid = at::conv2d(pixelValues, patch_weight, patch_bias, m_config.patchSize);
    std::vector<at::Tensor> tokens{cls_token.expand({batch, -1, -1})};
    if (register_tokens.defined()) tokens.push_back(register_tokens.expand({batch, -1, -1}));
    tokens.push_back(grid.flatten(2).transpose(1, 2));
    return at::cat(tokens, 1);
}

at::Tensor DinoV3Encoder::attend(const Layer& layer, const at::Tensor& x, const std::vector<std::int64_t>& offsets,
                                 const RopeTable& rope, const ForwardContext& context) const {
    const std::int64_t heads = m_config.numHeads;
    const at::Tensor qkv = layer.qkv(x, context).view({x.size(0), 3, heads, m_config.hiddenSize / heads});
    const at::Tensor rotated = rotateHalfSplit(qkv.slice(1, 0, 2), rope, static_cast<std::int64_t>(offsets.size()) - 1);
    const at::Tensor q = headMajor(rotated.select(1, 0)), k = headMajor(rotated.select(1, 1));
    const at::Tensor h = segmentAttention(q, k, headMajor(qkv.select(1, 2)), offsets, offsets, context);
    return layer.o_proj(h.flatten(1), context);
}

at::Tensor DinoV3Encoder::feedForwardOf(const Layer& layer, const at::Tensor& x, const ForwardContext& context) const {
    const Activation activation = m_config.siluActivation ? Activation::Silu : Activation::GeluErf;
    if (!m_config.gatedMlp) return feedForward(x, layer.up_proj, activation, layer.down_proj, context);
    at::Tensor gate = layer.gate_proj.apply(x, activation, context);
    const at::Tensor up = layer.up_proj(x, context);
    return layer.down_proj(isDifferentiated(gate) ? gate * up : gate.mul_(up), context);
}

at::Tensor DinoV3Encoder::forward(const at::Tensor& pixelValues, const ForwardContext& context) const {
    const std::int64_t patch = m_config.patchSize;
    if (pixelValues.dim() != 4 || pixelValues.size(2) % patch != 0 || pixelValues.size(3) % patch != 0)
        throw Error(ErrorCode::Internal, "The image's sides must be multiples of the encoder's patch size.");
    const RopeTable rope =
        ropeTableDino(pixelValues.size(2) / patch, pixelValues.size(3) / patch, m_config.hiddenSize / m_config.numHeads,
                      m_config.ropeTheta, pixelValues.device());
    context.tap("rope_cos", rope.cos);
    context.tap("rope_sin", rope.sin);
    const at::Tensor embeddings = embed(pixelValues);
    context.tap("embeddings", embeddings);
    std::vector<std::int64_t> offsets;
    for (std::int64_t b = 0; b <= embeddings.size(0); ++b)
        offsets.push_back(b * embeddings.size(1));

    // Training keeps the stream in the compute type, which halves its memory traffic.
    const bool isTrained = isDifferentiated(embeddings);
    const at::Tensor tokens = embeddings.flatten(0, 1);
    ResidualStream x(isTrained ? tokens.to(m_computeType) : tokens, offsets, m_computeType);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const Layer& layer = m_layers[i];
        const ForwardContext inner = context.sub("layer", static_cast<std::int64_t>(i));
        at::Tensor h = x.norm(layer.norm1);
        inner.tap("norm1", h);
        h = attend(layer, h, offsets, rope, inner);
        inner.tap("attention", h);
        if (inner.isTapping()) inner.tap("layer_scale1", h * layer.layer_scale1);
        x.add(h, layer.layer_scale1);

        h = x.norm(layer.norm2);
        inner.tap("norm2", h);
        h = feedForwardOf(layer, h, inner);
        inner.tap("mlp", h);
        if (inner.isTapping()) inner.tap("layer_scale2", h * layer.layer_scale2);
        x.add(h, layer.layer_scale2);
        if (inner.isTapping()) inner.tap(x.sum().clone());
    }
    return x.normAs(LayerNorm(kFinalEps), at::kFloat).view_as(embeddings);
}

at::Tensor imageNetPixelValues(const at::Tensor& rgb) {
    const auto options = at::TensorOptions().dtype(at::kFloat).device(rgb.device());
    const at::Tensor mean = at::tensor({0.485f, 0.456f, 0.406f}, options).view({3, 1, 1});
    const at::Tensor deviation = at::tensor({0.229f, 0.224f, 0.225f}, options).view({3, 1, 1});
    const at::Tensor planes = rgb.permute({2, 0, 1}).to(at::kFloat) / 255;
    return ((planes - mean) / deviation).unsqueeze(0).contiguous();
}

}  // namespace espalier

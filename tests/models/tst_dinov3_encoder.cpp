#include <QTest>

#include "inference/models/dinov3_encoder.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::maxDifference;
using test::randomTensor;

namespace {

constexpr std::int64_t kChannels = 64;  // one head, as every timm DINOv3 has heads of 64
constexpr std::int64_t kHidden = 96;

DinoV3Config smallConfig() {
    DinoV3Config config;
    config.hiddenSize = kChannels;
    config.intermediateSize = kHidden;
    config.numLayers = 2;
    config.numHeads = 1;
    config.numRegisterTokens = 3;
    return config;
}

std::map<std::string, at::Tensor> huggingFaceWeights(const DinoV3Config& config) {
    std::map<std::string, at::Tensor> weights;
    std::uint64_t seed = 0;
    const auto add = [&](const std::string& key, at::IntArrayRef shape) {
        weights[key] = randomTensor(shape, ++seed) * 0.2;
    };
    add("embeddings.cls_token", {1, 1, kChannels});
    add("embeddings.register_tokens", {1, 3, kChannels});
    add("embeddings.patch_embeddings.weight", {kChannels, 3, 16, 16});
    add("embeddings.patch_embeddings.bias", {kChannels});
    for (std::int64_t i = 0; i < config.numLayers; ++i) {
        const std::string layer = "layer." + std::to_string(i) + ".";
        for (const char* norm : {"norm1", "norm2"})
            for (const char* part : {".weight", ".bias"})
                add(layer + norm + part, {kChannels});
        for (const char* proj : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
            add(layer + "attention." + proj + ".weight", {kChannels, kChannels});
            if (std::string(proj) != "k_proj") add(layer + "attention." + proj + ".bias", {kChannels});
        }
        add(layer + "layer_scale1.lambda1", {kChannels});
        add(layer + "layer_scale2.lambda1", {kChannels});
        for (const char* proj : {"gate_proj", "up_proj"}) {
            if (!config.gatedMlp && std::string(proj) == "gate_proj") continue;
            add(layer + "mlp." + proj + ".weight", {kHidden, kChannels});
            add(layer + "mlp." + proj + ".bias", {kHidden});
        }
        add(layer + "mlp.down_proj.weight", {kChannels, kHidden});
        add(layer + "mlp.down_proj.bias", {kChannels});
    }
    return weights;
}

/// The same weights under timm's names.
std::map<std::string, at::Tensor> timmWeights(const std::map<std::string, at::Tensor>& hf, const DinoV3Config& config) {
    std::map<std::string, at::Tensor> weights{{"cls_token", hf.at("embeddings.cls_token")},
                                              {"reg_token", hf.at("embeddings.register_tokens")},
                                              {"patch_embed.proj.weight", hf.at("embeddings.patch_embeddings.weight")},
                                              {"patch_embed.proj.bias", hf.at("embeddings.patch_embeddings.bias")},
                                              {"norm.weight", at::ones({kChannels})},
                                              {"norm.bias", at::zeros({kChannels})}};
    const std::map<std::string, std::string> names{
        {"norm1.weight", "norm1.weight"},
        {"norm1.bias", "norm1.bias"},
        {"norm2.weight", "norm2.weight"},
        {"norm2.bias", "norm2.bias"},
        {"attn.q_bias", "attention.q_proj.bias"},
        {"attn.v_bias", "attention.v_proj.bias"},
        {"attn.proj.weight", "attention.o_proj.weight"},
        {"attn.proj.bias", "attention.o_proj.bias"},
        {"gamma_1", "layer_scale1.lambda1"},
        {"gamma_2", "layer_scale2.lambda1"},
        {"mlp.fc2.weight", "mlp.down_proj.weight"},
        {"mlp.fc2.bias", "mlp.down_proj.bias"},
        {config.gatedMlp ? "mlp.fc1_x.weight" : "mlp.fc1.weight", "mlp.up_proj.weight"},
        {config.gatedMlp ? "mlp.fc1_x.bias" : "mlp.fc1.bias", "mlp.up_proj.bias"},
        {"mlp.fc1_g.weight", "mlp.gate_proj.weight"},
        {"mlp.fc1_g.bias", "mlp.gate_proj.bias"}};
    for (std::int64_t i = 0; i < config.numLayers; ++i) {
        const std::string layer = "layer." + std::to_string(i) + ".", block = "blocks." + std::to_string(i) + ".";
        for (const auto& [timm, other] : names)
            if (hf.count(layer + other)) weights[block + timm] = hf.at(layer + other);
        const auto projection = [&](const char* name) { return hf.at(layer + "attention." + name + ".weight"); };
        weights[block + "attn.qkv.weight"] =
            at::cat({projection("q_proj"), projection("k_proj"), projection("v_proj")});
    }
    return weights;
}

WeightScope scopeOf(std::map<std::string, at::Tensor> weights) {
    return WeightScope(std::make_shared<TensorTable>("model.safetensors", std::move(weights)));
}

}  // namespace

class TestDinoV3Encoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheSame_fromHuggingFaceAndTimm_data() {
        QTest::addColumn<bool>("gated");
        QTest::newRow("plain MLP") << false;
        QTest::newRow("gated MLP") << true;
    }

    void givesTheSame_fromHuggingFaceAndTimm() {
        QFETCH(bool, gated);
        DinoV3Config config = smallConfig();
        config.gatedMlp = config.siluActivation = gated;
        const auto weights = huggingFaceWeights(config);
        const DinoV3Encoder huggingFace(config, scopeOf(weights));

        const WeightScope timmScope = scopeOf(timmWeights(weights, config));
        const DinoV3Encoder timm(DinoV3Encoder::timmConfig("vit_small_plus_patch16_dinov3", timmScope), timmScope);
        QCOMPARE(timmScope.unexpected(), std::vector<std::string>{});
        const at::Tensor pixels = randomTensor({2, 3, 48, 32}, 99);
        const at::Tensor expected = huggingFace.forward(pixels);
        QCOMPARE(expected.sizes(), at::IntArrayRef({2, 1 + 3 + 6, kChannels}));
        QVERIFY(maxDifference(timm.forward(pixels), expected) < 1e-6);
    }

    // Distilled checkpoints come without the query and value biases, which are zero.
    void takesMissingTimmBiasesAsZero() {
        const DinoV3Config config = smallConfig();
        auto weights = huggingFaceWeights(config);
        for (auto& [key, tensor] : weights)
            if (key.ends_with("q_proj.bias") || key.ends_with("v_proj.bias")) tensor = at::zeros_like(tensor);
        auto timm = timmWeights(weights, config);
        std::erase_if(
            timm, [](const auto& entry) { return entry.first.ends_with("q_bias") || entry.first.ends_with("v_bias"); });
        const at::Tensor pixels = randomTensor({1, 3, 32, 32}, 98);
        const at::Tensor expected = DinoV3Encoder(config, scopeOf(weights)).forward(pixels);
        QVERIFY(maxDifference(DinoV3Encoder(config, scopeOf(timm)).forward(pixels), expected) < 1e-6);
    }

    void standardisesEveryToken_withoutTheLastNorm() {
        const DinoV3Config config = smallConfig();
        auto weights = huggingFaceWeights(config);
        weights["norm.weight"] = at::full({kChannels}, 5.0f);
        weights["norm.bias"] = at::full({kChannels}, 5.0f);
        const at::Tensor out = DinoV3Encoder(config, scopeOf(weights)).forward(randomTensor({1, 3, 32, 32}, 97));
        QVERIFY(maxDifference(out.mean(-1), at::zeros({1, 8})) < 1e-5);
        QVERIFY(maxDifference(out.std(-1, /*unbiased=*/false), at::ones({1, 8})) < 1e-3);
    }

    void refusesOtherArchitectures() {
        const WeightScope scope = scopeOf({});
        const Error error = test::failureOf([&] { DinoV3Encoder::timmConfig("vit_large_patch14_dinov2", scope); });
        QVERIFY2(test::mentions(error, "vit_large_patch14_dinov2 is not a DINOv3"), error.what());
    }

    void normalisesPixels() {
        at::Tensor rgb = at::zeros({2, 3, 3}, at::kByte);
        rgb[1][2] = at::tensor({255, 128, 0}, at::kByte);
        const at::Tensor values = imageNetPixelValues(rgb);
        QCOMPARE(values.sizes(), at::IntArrayRef({1, 3, 2, 3}));
        QVERIFY(std::abs(values[0][0][1][2].item<double>() - (1 - 0.485) / 0.229) < 1e-5);
        QVERIFY(std::abs(values[0][1][1][2].item<double>() - (128 / 255.0 - 0.456) / 0.224) < 1e-5);
        QVERIFY(std::abs(values[0][2][0][0].item<double>() - (0 - 0.406) / 0.225) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(TestDinoV3Encoder)
#include "tst_dinov3_encoder.moc"

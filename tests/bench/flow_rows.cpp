#include "inference/models/dinov3_encoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/nn/attention.h"
#include "inference/nn/card_attention.h"
#include "inference/nn/head_transform.h"
#include "inference/nn/residual_stream.h"
#include "tests/bench/card_rows.h"
#include "tests/support/random_weights.h"

namespace espalier {
namespace {

const std::filesystem::path kKeysFile = ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys.json";
const c10::Device kCard(c10::kCUDA, 0);

at::Tensor onCard(at::IntArrayRef shape, at::ScalarType type = at::kFloat) {
    return at::randn(shape, at::TensorOptions().device(kCard).dtype(type));
}

/// The `count` voxels of a grid that lie nearest to a sphere, [count, 4] int32, in lexicographic order.
at::Tensor sphereShell(std::int64_t count) {
    std::int64_t side = 16;
    while (3 * side * side < 2 * count)  // a shell of one voxel has about 2.4 side^2
        side *= 2;
    const at::Tensor axis = at::arange(side);
    const at::Tensor grid = at::stack(at::meshgrid({axis, axis, axis}, "ij"), -1).reshape({-1, 3});
    const at::Tensor radius = (grid.to(at::kFloat) - 0.5 * double(side - 1)).norm(2, {1});
    const at::Tensor rows = std::get<1>((radius - 0.45 * double(side)).abs().sort()).slice(0, 0, count);
    const at::Tensor chosen = grid.index_select(0, std::get<0>(rows.sort()));
    return at::constant_pad_nd(chosen, {1, 0}).to(at::kInt);
}

double blockFlops(const FlowConfig& c, double tokens, double condTokens) {
    const double d = double(c.modelChannels);
    const double hidden = d * c.mlpRatio;
    const double linear = 2.0 * tokens * d * (3.0 * d + d + d + d + 2.0 * hidden);
    return linear + 4.0 * tokens * (tokens + condTokens) * d;
}

/// With `conditions` 2, a guided step: under the condition and without it.
CardRow flowRow(const std::string& model, std::int64_t tokens, std::int64_t condTokens, int conditions, bool recorded) {
    CardRow row;
    row.prepare = [=]() -> std::function<void()> {
        const auto weights = std::make_shared<test::RandomNetwork>(kKeysFile, model, kCard);
        const FlowConfig config = FlowConfig::parse(weights->args());
        const WeightScope scope(weights, Placement(kCard, at::kBFloat16));
        const at::Tensor cond = onCard({1, condTokens, config.condChannels});
        const at::Tensor t = at::full({1}, 700.0, cond.options());
        const auto start = [=](auto net, FlowRunner runner, at::Tensor x) -> std::function<void()> {
            auto positive = std::make_shared<FlowCondition>(net->prepare(cond));
            auto negative = std::make_shared<FlowCondition>(net->prepare(at::zeros_like(cond)));
            FlowConditions chosen{positive.get()};
            if (conditions == 2) chosen.push_back(negative.get());
            auto steps = std::make_shared<FlowRunner>(std::move(runner));
            return [=, keep = std::tuple(net, positive, negative)] { (*steps)(x, t, chosen); };
        };
        if (weights->className() == "SparseStructureFlowModel") {
            const auto net = std::make_shared<const SparseStructureFlowModel>(config, scope);
            const std::int64_t side = config.resolution;
            const at::Tensor x = onCard({1, config.inChannels, side, side, side});
            return start(net,
                         recorded ? net->runner()
                                  : FlowRunner([net](const auto&... args) { return net->forwardEach(args...); }, false),
                         x);
        }
        const auto net = std::make_shared<const SLatFlowModel>(config, scope);
        const auto set = std::make_shared<const CoordSet>(sphereShell(tokens));
        const at::Tensor x = onCard({tokens, config.inChannels});
        const RopeTable rope = net->ropeFor(*set);
        const auto plain = [=](const at::Tensor& feats, const at::Tensor& time, const FlowConditions& chosen,
                               const ForwardContext& context) {
            std::vector<at::Tensor> out;
            for (const SparseTensor& v : net->forwardEach(SparseTensor(feats, set), time, chosen, rope, {}, context))
                out.push_back(v.feats);
            return out;
        };
        return start(net, recorded ? net->runner(set) : FlowRunner(plain, false), x);
    };
    const FlowConfig config = FlowConfig::parse(test::RandomNetwork(kKeysFile, model, c10::kCPU).args());
    row.flops = double(config.numBlocks) * blockFlops(config, double(tokens), double(condTokens));
    if (conditions == 2) row.flops += double(config.numBlocks) * blockFlops(config, double(tokens), 0.0);
    return row;
}

CardRow encoderRow(std::int64_t size) {
    CardRow row;
    row.prepare = [=]() -> std::function<void()> {
        const auto weights =
            std::make_shared<test::RandomNetwork>(kKeysFile, "image_cond_model (DINOv3 ViT-L/16)", kCard);
        const WeightScope scope(weights, Placement(kCard, at::kHalf));
        const auto encoder = std::make_shared<const DinoV3Encoder>(DinoV3Config::parse(weights->args()), scope);
        const at::Tensor pixels = onCard({1, 3, size, size});
        return [=] { encoder->forward(pixels); };
    };
    const double tokens = 5.0 + double(size / 16 * (size / 16));
    constexpr double kChannels = 1024.0, kLayers = 24.0;
    row.flops = kLayers * (2.0 * tokens * 12.0 * kChannels * kChannels + 4.0 * tokens * tokens * kChannels);
    return row;
}

/// One layer of the flows by its pieces, for `tokens` tokens.
std::vector<CardRow> pieceRows(std::int64_t tokens, std::int64_t condTokens) {
    constexpr std::int64_t kChannels = 1536, kHidden = 8192, kHeads = 12, kHeadDim = 128;
    const std::string suffix = ", " + std::to_string(tokens);
    std::vector<CardRow> rows;
    const auto add = [&](const std::string& name, double flops, std::function<std::function<void()>()> prepare) {
        CardRow row;
        row.flops = flops;
        row.prepare = std::move(prepare);
        rows.push_back(named(std::move(row), "part-" + std::to_string(tokens) + "-" + name, name + suffix, "", ""));
    };
    const auto product = [&](const std::string& name, std::int64_t in, std::int64_t out, Activation activation) {
        add(name, 2.0 * double(tokens) * double(in) * double(out), [=]() -> std::function<void()> {
            const Linear linear(onCard({out, in}, at::kBFloat16) / std::sqrt(double(in)), onCard({out}, at::kBFloat16));
            const at::Tensor x = onCard({tokens, in}, at::kBFloat16);
            return [=] { linear.apply(x, activation, {}); };
        });
    };
    product("to_qkv", kChannels, 3 * kChannels, Activation::None);
    product("to_out", kChannels, kChannels, Activation::None);
    product("mlp.0 with GELU", kChannels, kHidden, Activation::GeluTanh);
    product("mlp.2", kHidden, kChannels, Activation::None);
    enum class By { Best, LibTorch, LibTorchWithoutCuDnn };
    const auto attention = [&](const std::string& name, std::int64_t keys, By by) {
        add(name, 4.0 * double(tokens) * double(keys) * double(kChannels), [=]() -> std::function<void()> {
            const at::Tensor qkv = onCard({tokens, 3, kHeads, kHeadDim}, at::kBFloat16);
            const at::Tensor kv = keys == tokens ? qkv.slice(1, 1) : onCard({keys, 2, kHeads, kHeadDim}, at::kBFloat16);
            const at::Tensor q = qkv.select(1, 0), k = kv.select(1, 0), v = kv.select(1, 1);
            if (by == By::Best) return [=] { segmentAttention(q, k, v, {0, tokens}, {0, keys}); };
            const auto heads = [](const at::Tensor& t) { return t.unsqueeze(0).transpose(1, 2); };
            return [=] {
                at::globalContext().setSDPUseCuDNN(by == By::LibTorch);
                cardAttention(heads(q), heads(k), heads(v));
                at::globalContext().setSDPUseCuDNN(true);
            };
        });
    };
    for (const auto& [name, keys] : {std::pair{"self-attention", tokens}, std::pair{"cross-attention", condTokens}}) {
        attention(name, keys, By::Best);
        attention(std::string(name) + " by LibTorch", keys, By::LibTorch);
        attention(std::string(name) + " by LibTorch without cuDNN", keys, By::LibTorchWithoutCuDnn);
    }
    add("rms norm and rotation", 0.0, [=]() -> std::function<void()> {
        const at::Tensor qkv = onCard({tokens, 3, kHeads, kHeadDim}, at::kBFloat16);
        HeadRmsNorm norm;
        norm.gamma = onCard({kHeads, kHeadDim});
        const at::Tensor positions = at::zeros({tokens, 3}, at::TensorOptions().dtype(at::kLong).device(kCard));
        const RopeTable rope = ropeTable3d(positions, kHeadDim);
        return [=] { transformQueriesAndKeys(qkv, norm, norm, rope); };
    });
    add("sum and modulated norm", 0.0, [=]() -> std::function<void()> {
        const at::Tensor rows1 = onCard({3, 1, kChannels});
        const at::Tensor h = onCard({tokens, kChannels}, at::kBFloat16);
        auto stream = std::make_shared<ResidualStream>(onCard({tokens, kChannels}, at::kBFloat16),
                                                       std::vector<std::int64_t>{0, tokens}, at::kBFloat16);
        return [=] {
            stream->add(h, rows1[0]);
            stream->modulatedNorm(1e-6, rows1[1], rows1[2]);
        };
    });
    return rows;
}

}  // namespace

std::vector<CardRow> flowRows() {
    const std::string structure = "sparse_structure_flow_model";
    const std::string low = "shape_slat_flow_model_512", high = "shape_slat_flow_model_1024";
    std::vector<CardRow> rows{
        named(flowRow(structure, 4096, 1029, 1, true), "structure-flow",
              "structure flow, one forward, 4,096 tokens, 1,029 condition tokens", "55 ms", "24 ms"),
        named(flowRow(low, 2018, 1029, 1, true), "shape-flow-2018", "shape flow, 2,018 tokens, 1,029",
              "99 ms (launch-bound)", "11 ms"),
        named(flowRow(high, 8913, 4101, 1, true), "shape-flow-8913", "shape flow, 8,913 tokens, 4,101", "135 ms",
              "68 ms"),
        named(flowRow(high, 18407, 4101, 1, true), "shape-flow-18407", "shape flow, 18,407 tokens, 4,101", "326 ms",
              "180 ms"),
        named(flowRow(high, 33916, 4101, 1, true), "shape-flow-33916", "shape flow, 33,916 tokens, 4,101", "742 ms",
              "500 ms"),
        named(flowRow(structure, 4096, 1029, 2, true), "structure-flow-guided",
              "structure flow, guided step, 4,096 tokens", "", ""),
        named(flowRow(low, 2018, 1029, 2, true), "shape-flow-2018-guided", "shape flow, guided step, 2,018 tokens", "",
              ""),
        named(flowRow(high, 8913, 4101, 2, true), "shape-flow-8913-guided", "shape flow, guided step, 8,913 tokens", "",
              ""),
        named(flowRow(low, 2018, 1029, 1, false), "shape-flow-2018-launched",
              "shape flow, 2,018 tokens, without a graph", "", ""),
        named(encoderRow(512), "encoder-512", "DINOv3 ViT-L, 512", "29 ms (fp32)", "8 ms"),
        named(encoderRow(1024), "encoder-1024", "DINOv3 ViT-L, 1024", "113 ms (fp32)", "30 ms"),
    };
    for (const auto& [tokens, condTokens] :
         {std::pair{2018, 1029}, std::pair{4096, 1029}, std::pair{8913, 4101}, std::pair{33916, 4101}})
        for (CardRow& row : pieceRows(tokens, condTokens))
            rows.push_back(std::move(row));
    return rows;
}

}  // namespace espalier

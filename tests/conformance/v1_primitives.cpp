#include "inference/models/v1/pointwise_conv.h"
#include "inference/nn/embeddings.h"
#include "inference/nn/sparse_attention.h"
#include "inference/nn/sparse_conv.h"
#include "inference/nn/sparse_norm.h"
#include "inference/tensor/sparse_ops.h"
#include "tests/conformance/v1_cases.h"

namespace espalier::conformance::v1 {
namespace {

/// The recorded weights below `prefix` as a checkpoint.
WeightScope weightsOf(Comparison& comparison, const std::string& prefix) {
    std::map<std::string, at::Tensor> tensors;
    for (const auto& key : comparison.recorded().keysWithPrefix(prefix))
        tensors[key.substr(prefix.size())] = comparison.input(key);
    return WeightScope(std::make_shared<const TensorTable>(comparison.recorded().name, std::move(tensors)));
}

SpaceFillingCurve curveOf(const std::string& name) {
    if (name == "Z_ORDER") return SpaceFillingCurve::ZOrder;
    if (name == "Z_ORDER_TRANSPOSED") return SpaceFillingCurve::ZOrderTransposed;
    return name == "HILBERT" ? SpaceFillingCurve::Hilbert : SpaceFillingCurve::HilbertTransposed;
}

void compareCurves(Comparison& comparison, const at::Tensor& coords) {
    const std::array<std::pair<const char*, const char*>, 4> names{{{"out.zorder", "Z_ORDER"},
                                                                    {"out.zorder_T", "Z_ORDER_TRANSPOSED"},
                                                                    {"out.hilbert", "HILBERT"},
                                                                    {"out.hilbert_T", "HILBERT_TRANSPOSED"}}};
    const auto rows = coords.accessor<std::int32_t, 2>();
    for (const auto& [key, curve] : names) {
        std::vector<std::int64_t> places;
        for (std::int64_t r = 0; r < coords.size(0); ++r)
            places.push_back(curvePlace(rows[r][1], rows[r][2], rows[r][3], curveOf(curve)));
        comparison.check(key, at::tensor(at::ArrayRef<std::int64_t>(places)));
    }
}

/// q, k, v [T, H, D] of the recorded case within `windows`.
at::Tensor attend(const at::Tensor& qkv, const TokenWindows& windows) {
    const auto part = [&](std::int64_t i) {
        const at::Tensor x = qkv.select(1, i);
        return windows.order.defined() ? x.index_select(0, windows.order.to(x.device())) : x.contiguous();
    };
    const at::Tensor out = windowAttention(part(0), part(1), part(2), windows);
    return windows.place.defined() ? out.index_select(0, windows.place.to(out.device())) : out;
}

/// The number of each token's window among all, in ascending order of their places.
at::Tensor windowRanks(const CoordSet& set, const TokenWindows& windows) {
    std::vector<std::int64_t> window(static_cast<std::size_t>(set.size()));
    std::vector<std::pair<std::array<std::int32_t, 4>, std::size_t>> firsts;
    const auto rows = set.coords().accessor<std::int32_t, 2>();
    const auto order = windows.order.accessor<std::int64_t, 1>();
    for (std::size_t w = 0; w < windows.count(); ++w) {
        std::array<std::int32_t, 4> low{std::numeric_limits<std::int32_t>::max(), 0, 0, 0};
        for (std::int64_t i = windows.offsets[w]; i < windows.offsets[w + 1]; ++i) {
            window[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(w);
            const auto row = rows[order[i]];
            low = std::min(low, {row[0], row[1], row[2], row[3]});
        }
        firsts.emplace_back(low, w);
    }
    return at::tensor(at::ArrayRef<std::int64_t>(window));
}

/// Two partitions are the same when tokens that share a number in one share it in the other. Returns the recorded
/// numbers carried over: each window's is that of its first token.
at::Tensor renumbered(const at::Tensor& window, const at::Tensor& recorded) {
    std::map<std::int64_t, std::int64_t> names;
    std::vector<std::int64_t> result;
    for (std::int64_t t = 0; t < window.size(0); ++t) {
        const auto of = window[t].item<std::int64_t>();
        result.push_back(names.emplace(of, recorded[t].item<std::int64_t>()).first->second);
    }
    return at::tensor(at::ArrayRef<std::int64_t>(result));
}

}  // namespace

void compareConvolution(RecordedSet& set, Comparison& comparison) {
    const SparseTensor x = inputVoxels(set, comparison);
    const at::Tensor weight = comparison.input("w.weight").to(set.device());
    const at::Tensor bias = comparison.input("w.bias").to(set.device());
    const at::Tensor out = weight.size(1) == 1 ? espalier::v1::pointwiseConvolution(weight, bias)(x.feats)
                                               : SparseConv3d(weight, bias)(x).feats;
    comparison.require("out.feats", out);
}

/// No model has one. Output voxel o takes what a convolution without stride gives at 2 o, when the voxels there are
/// added to the input as zeros.
void compareStridedConvolution(RecordedSet& set, Comparison& comparison) {
    const SparseTensor x = inputVoxels(set, comparison);
    const at::Tensor recorded = comparison.recorded().tensor("out.coords_sorted");
    const at::Tensor last = (x.coords().amax(0) / 2).floor().to(at::kInt);  // kernel 3, padding 1
    std::vector<at::Tensor> reached;
    for (int dx = 0; dx < 2; ++dx)
        for (int dy = 0; dy < 2; ++dy)
            for (int dz = 0; dz < 2; ++dz)
                reached.push_back(at::div(x.coords() + at::tensor({0, dx, dy, dz}, at::kInt), 2, "floor"));
    at::Tensor coarse = std::get<0>(at::unique_dim(at::cat(reached), 0));
    coarse = coarse.index_select(0, (coarse <= last).all(1).nonzero().squeeze(1)).to(at::kInt);
    comparison.require("out.coords_sorted", coarse);

    const at::Tensor doubled = coarse * 2;
    const auto [all, inverse, counts] = at::unique_dim(at::cat({x.coords(), doubled}), 0, true, true);
    at::Tensor feats = at::zeros({all.size(0), x.channels()});
    feats.index_copy_(0, inverse.slice(0, 0, x.size()), x.feats.cpu());
    const SparseConv3d conv(comparison.input("w.weight").to(set.device()), comparison.input("w.bias").to(set.device()));
    const at::Tensor out = conv(SparseTensor(feats.to(set.device()), all)).feats;
    comparison.require("out.feats_sorted", out.index_select(0, inverse.slice(0, x.size()).to(out.device())));
}

void compareResampling(RecordedSet& set, Comparison& comparison) {
    const SparseTensor x = inputVoxels(set, comparison);
    const ChildMapPtr map = coarsen(x.set);
    const SparseTensor down = downsampleAverage(x, *map, /*zeros=*/1);
    comparison.require("out.down_feats", down.feats);
    comparison.check("out.down_coords", down.coords());
    comparison.check("out.down_idx", map->slot.bitwise_right_shift(3));
    const SparseTensor up = upsampleNearest(down.withFeats(down.feats * 2 + 1), *map);
    comparison.check("out.up_feats", up.feats);
    comparison.check("out.up_coords", up.coords());
    const SparseTensor children = upsampleNearest(x, *subdivideAll(x.set));
    comparison.require("out.sub_feats", children.feats);
    comparison.check("out.sub_coords", children.coords());
}

void compareNorms(RecordedSet& set, Comparison& comparison) {
    const SparseTensor x = inputVoxels(set, comparison);
    const auto input = [&](const char* key) { return comparison.input(key).to(set.device()); };
    comparison.require("out.linear", Linear(input("w.lin_w"), input("w.lin_b"))(x.feats));
    GroupNorm group;
    group.weight = input("w.norm_w");
    group.bias = input("w.norm_b");
    group.groups = comparison.recorded().meta.get<std::int64_t>("groups");
    comparison.require("out.groupnorm", sparseGroupNorm(x, group).feats);
    constexpr double kEps = 1e-6;
    LayerNorm layer(kEps);
    layer.weight = group.weight;
    layer.bias = group.bias;
    comparison.require("out.layernorm32", layer(x.feats));
    comparison.check("out.silu", at::silu(x.feats));
    comparison.check("out.gelu_tanh", at::gelu(x.feats, "tanh"));
    const auto rows = [&](const char* key) { return broadcastToRows(input(key), x.set->offsets()); };
    comparison.require("out.batch_scale_shift", x.feats * (1 + rows("in.scale")) + rows("in.shift"));
}

void compareAttention(RecordedSet& set, Comparison& comparison) {
    const CoordSet voxels(comparison.input("in.coords"));
    const at::Tensor qkv = comparison.input("in.qkv").to(set.device());
    comparison.require("out.full", attend(qkv, wholeElements(voxels)));
    compareCurves(comparison, voxels.coords());

    const at::Tensor q = comparison.input("in.q").to(set.device());
    const at::Tensor dense = comparison.input("in.kv_dense").to(set.device());
    std::vector<std::int64_t> denseOffsets;
    for (std::int64_t b = 0; b <= dense.size(0); ++b)
        denseOffsets.push_back(b * dense.size(1));
    comparison.require("out.cross_dense",
                       segmentAttention(q, dense.flatten(0, 1).select(1, 0).contiguous(),
                                        dense.flatten(0, 1).select(1, 1).contiguous(), voxels.offsets(), denseOffsets));
    const at::Tensor sparse = comparison.input("in.kv_sparse").to(set.device());
    const CoordSet keys(comparison.input("in.kv_coords"));
    comparison.require("out.cross_sparse",
                       segmentAttention(q, sparse.select(1, 0).contiguous(), sparse.select(1, 1).contiguous(),
                                        voxels.offsets(), keys.offsets()));

    for (const auto size : comparison.recorded().meta.get<std::vector<std::int64_t>>("window_sizes"))
        for (const std::int64_t shift : {std::int64_t{0}, size / 2}) {
            const std::string key = "out.win" + std::to_string(size) + "_shift" + std::to_string(shift);
            const TokenWindows windows = cubeWindows(voxels, size, shift);
            comparison.require(key, attend(qkv, windows));
            const std::string rankKey = key + "_window_rank";
            if (!comparison.recorded().has(rankKey)) continue;
            const at::Tensor recorded = comparison.recorded().tensor(rankKey);
            comparison.check(rankKey, renumbered(windowRanks(voxels, windows), recorded));
            comparison.checkNumber(rankKey + " count", recorded.max().item<double>() + 1,
                                   static_cast<double>(windows.count()));
        }
    for (const auto& run : comparison.recorded().meta.get<std::vector<nlohmann::json>>("serialized")) {
        const TokenWindows windows = curveWindows(voxels, run.at(1), curveOf(run.at(4)), run.at(2), run.at(3).at(0));
        const std::string key = "out.ser_" + run.at(0).get<std::string>();
        comparison.require(key, attend(qkv, windows));
        comparison.check(key + "_fwd", windows.order);
        comparison.check(key + "_bwd", windows.place);
        const at::Tensor offsets = at::tensor(at::ArrayRef<std::int64_t>(windows.offsets));
        comparison.check(key + "_seqlens", offsets.diff());
    }
}

void compareAttentionModules(RecordedSet&, Comparison& comparison) {
    const SparseTensor x(comparison.input("in.feats"), comparison.input("in.coords"));
    const auto heads = comparison.recorded().meta.get<std::int64_t>("heads");
    const auto window = comparison.recorded().meta.get<std::int64_t>("window");
    const SelfAttention self(weightsOf(comparison, "w.self."), {x.channels(), heads, /*qkRmsNorm=*/true});
    comparison.require("out.self", attendWithin(self, x.feats, cubeWindows(*x.set, window, window / 2)));
    const at::Tensor context = comparison.input("in.ctx");
    const CrossAttention cross(weightsOf(comparison, "w.cross."), {x.channels(), heads, /*qkRmsNorm=*/false},
                               context.size(2));
    comparison.require("out.cross", cross(x.feats, x.set->offsets(), cross.prepare(context, /*isZero=*/false), {}));
}

void compareEmbeddings(RecordedSet&, Comparison& comparison) {
    const at::Tensor coords = comparison.input("in.coords");
    for (const auto channels : comparison.recorded().meta.get<std::vector<std::int64_t>>("ape_channels"))
        comparison.require("out.ape_" + std::to_string(channels), absolutePositions(coords, channels));
    for (const auto channels : comparison.recorded().meta.get<std::vector<std::int64_t>>("time_channels"))
        comparison.require("out.timestep_" + std::to_string(channels),
                           timestepSinusoid(comparison.input("in.t"), channels));
    for (const std::string name : {"rope_q", "rope_k"}) {
        const at::Tensor x = comparison.input("in." + name);
        const RopeTable table = ropeTable3d(coords, x.size(1));
        comparison.require("out." + name, applyRopeInterleaved(x.unsqueeze(1), table));
    }
    HeadRmsNorm rms;
    rms.gamma = comparison.input("w.rms_gamma");
    comparison.require("out.rms", rms(comparison.input("in.rms_x")));
}

}  // namespace espalier::conformance::v1

#include "inference/meshing/attribute_sampling.h"
#include "inference/nn/attention.h"
#include "inference/nn/norm.h"
#include "inference/nn/rope.h"
#include "inference/nn/sparse_conv.h"
#include "inference/pipeline/mesh_finish.h"
#include "inference/tensor/sparse_ops.h"
#include "tests/conformance/cases.h"

namespace espalier::conformance {
namespace {

/// A number in a tensor's name: "gn.out_groups2_eps1e-5" with "groups" -> 2, with "eps" -> 1e-5.
double numberIn(const std::string& key, const std::string& word) {
    return std::stod(key.substr(key.find(word) + word.size()));
}

/// The recorded weights below `prefix` as a checkpoint.
WeightScope weightsOf(Comparison& comparison, const std::string& prefix) {
    std::map<std::string, at::Tensor> tensors;
    for (const auto& key : comparison.recorded().keysWithPrefix(prefix)) {
        const bool isWeight = key.find(".weight") != std::string::npos || key.find(".bias") != std::string::npos ||
                              key.find(".gamma") != std::string::npos;
        if (isWeight) tensors[key.substr(prefix.size())] = comparison.input(key);
    }
    return WeightScope(std::make_shared<const TensorTable>(comparison.recorded().name, std::move(tensors)));
}

void compareConvolution(Comparison& comparison, const SparseTensor& x) {
    const SparseConv3d conv(comparison.input("conv.weight_Co_K0_K1_K2_Ci"), comparison.input("conv.bias"));
    comparison.require("conv.out", conv(x).feats);
    comparison.check("conv.neighbor_map", x.set->neighbourMap());
}

void compareNorms(Comparison& comparison, const SparseTensor& x) {
    const RecordedCase& recorded = comparison.recorded();
    for (const auto& key : recorded.keysWithPrefix("ln.out_eps")) {
        LayerNorm norm(numberIn(key, "eps"));
        norm.weight = comparison.input("ln.weight");
        norm.bias = comparison.input("ln.bias");
        comparison.check(key, norm(x.feats));
    }
    for (const auto& key : recorded.keysWithPrefix("ln.noaffine_eps"))
        comparison.check(key, LayerNorm(numberIn(key, "eps"))(x.feats));
    for (const auto& key : recorded.keysWithPrefix("gn.out_groups")) {
        GroupNorm norm;
        norm.weight = comparison.input("gn.weight");
        norm.bias = comparison.input("gn.bias");
        norm.groups = static_cast<std::int64_t>(numberIn(key, "groups"));
        norm.eps = numberIn(key, "eps");
        std::vector<at::Tensor> parts;  // the statistics are those of one batch element
        const auto& offsets = x.set->offsets();
        for (std::size_t b = 0; b + 1 < offsets.size(); ++b)
            parts.push_back(norm(x.feats.slice(0, offsets[b], offsets[b + 1]).t().unsqueeze(0)).squeeze(0).t());
        comparison.check(key, at::cat(parts));
    }
    comparison.check("varlen_std", varlenStd(x));
}

void compareResampling(Comparison& comparison, const SparseTensor& x) {
    const ChildMapPtr up = subdivide(x.set, comparison.input("c2s.subdivision").to(at::kBool));
    const SparseTensor wide = x.withFeats(comparison.input("c2s.x"));
    const SparseTensor fine = channelToSpace(wide, *up);
    comparison.check("c2s.out_coords", fine.coords());
    comparison.require("c2s.out", fine.feats);
    const SparseTensor nearest = upsampleNearest(x, *up);
    comparison.check("nearest_upsample.out_coords", nearest.coords());
    comparison.check("nearest_upsample.out", nearest.feats);

    const ChildMapPtr down = coarsen(x.set);
    const SparseTensor coarse = spaceToChannel(x, *down);
    comparison.check("s2c.out_coords", coarse.coords());
    comparison.require("s2c.out", coarse.feats);
    const SparseTensor back = channelToSpace(coarse, *down);
    comparison.check("s2c.roundtrip", back.feats);
    comparison.check("s2c.roundtrip_coords", back.coords());
    const SparseTensor pooled = downsampleAverage(x, *down);
    comparison.check("avgpool_downsample.out_coords", pooled.coords());
    comparison.check("avgpool_downsample.out", pooled.feats);
}

void compareRope(Comparison& comparison, const at::Tensor& positions) {
    const at::Tensor q = comparison.input("rope.q");
    const RopeTable table = ropeTable3d(positions, q.size(-1));
    comparison.check("rope.phases", at::stack({table.cos, table.sin}, -1));
    comparison.require("rope.out", applyRopeInterleaved(q, table));
}

void compareAttention(Comparison& comparison, const CoordSet& set, const at::Tensor& positions) {
    const at::Tensor x = comparison.input("attn_self.x");
    const at::Tensor gamma = comparison.recorded().tensor("attn_self.q_rms_norm.gamma");
    const AttentionConfig config{x.size(1), gamma.size(0), /*qkRmsNorm=*/true};
    const SelfAttention self(weightsOf(comparison, "attn_self."), config);
    const RopeTable rope = ropeTable3d(positions, gamma.size(1));
    comparison.require("attn_self.out", self(x, set.offsets(), rope, {}));

    const at::Tensor context = comparison.input("attn_cross.context");
    const CrossAttention cross(weightsOf(comparison, "attn_cross."), config, context.size(2));
    const CrossKeyValue kv = cross.prepare(context, /*isZero=*/false);
    comparison.require("attn_cross.out", cross(comparison.input("attn_cross.x"), set.offsets(), kv, {}));
}

/// The sampler takes the six PBR channels at a time; other numbers go through in groups, padded with zeros.
void compareGridSample(Comparison& comparison) {
    constexpr std::int64_t kWidth = std::tuple_size_v<PbrAttributes>;
    const auto coords = voxelCoords(comparison.input("grid_sample.coords"));
    const at::Tensor feats = comparison.input("grid_sample.feats");
    const at::Tensor points = comparison.input("grid_sample.points").contiguous();
    const auto* position = static_cast<const Vec3f*>(points.const_data_ptr());
    std::vector<at::Tensor> parts;
    for (std::int64_t from = 0; from < feats.size(1); from += kWidth) {
        const at::Tensor part = feats.slice(1, from, std::min(from + kWidth, feats.size(1)));
        const at::Tensor padded = at::constant_pad_nd(part, {0, kWidth - part.size(1)}).contiguous();
        const auto* attributes = static_cast<const PbrAttributes*>(padded.const_data_ptr());
        auto samples =
            sampleVoxels(coords, {attributes, coords.size()}, {position, static_cast<std::size_t>(points.size(0))});
        parts.push_back(
            at::from_blob(samples.data(), {points.size(0), kWidth}, at::kFloat).slice(1, 0, part.size(1)).clone());
    }
    comparison.require("grid_sample.out", at::cat(parts, 1));
}

}  // namespace

void comparePrimitives(RecordedSet&, Comparison& comparison) {
    const SparseTensor x(comparison.input("x"), comparison.input("coords"));
    const at::Tensor positions = x.coords().slice(1, 1);
    compareConvolution(comparison, x);
    compareNorms(comparison, x);
    compareResampling(comparison, x);
    compareRope(comparison, positions);
    compareAttention(comparison, *x.set, positions);
    compareGridSample(comparison);
}

}  // namespace espalier::conformance

#include "inference/nn/dit_block.h"

#include "inference/tensor/sparse_ops.h"

namespace espalier {

namespace {

constexpr double kEps = 1e-6;

/// norm(x) * (1 + scale) + shift with one row of scale and shift per batch element: a layer norm whose weights are
/// them.
at::Tensor modulatedNorm(const at::Tensor& x, const LayerNorm& norm, const at::Tensor& scale, const at::Tensor& shift,
                         const std::vector<std::int64_t>& offsets) {
    const at::Tensor weight = scale + 1;
    const auto segment = [&](const at::Tensor& rows, std::int64_t b) {
        return at::layer_norm(rows, {x.size(1)}, weight.select(0, b).contiguous(), shift.select(0, b).contiguous(),
                              norm.eps);
    };
    if (offsets.size() == 2) return segment(x, 0);
    at::Tensor out = at::empty_like(x);
    for (std::size_t b = 0; b + 1 < offsets.size(); ++b)
        out.slice(0, offsets[b], offsets[b + 1])
            .copy_(segment(x.slice(0, offsets[b], offsets[b + 1]), static_cast<std::int64_t>(b)));
    return out;
}

}  // namespace

DitBlock::DitBlock(const WeightScope& scope, const DitBlockConfig& block)
    : config(block),
      norm1(kEps),
      norm2(scope.sub("norm2"), block.channels, kEps),
      norm3(kEps),
      self_attn(scope.sub("self_attn"), {block.channels, block.heads, block.qkRmsNorm}),
      cross_attn(scope.sub("cross_attn"), {block.channels, block.heads, block.qkRmsNormCross}, block.contextChannels),
      mlp0(scope.sub("mlp").sub("mlp").sub(0), block.channels, block.mlpChannels()),
      mlp2(scope.sub("mlp").sub("mlp").sub(2), block.mlpChannels(), block.channels) {
    if (config.shareMod)
        modulation = scope.get("modulation", {6 * config.channels});
    else
        adaLN_modulation = Linear(scope.sub("adaLN_modulation").sub(1), config.channels, 6 * config.channels);
}

std::vector<at::Tensor> DitBlock::modulationOf(const DitInput& input) const {
    const at::Tensor mod = config.shareMod ? modulation + input.mod : adaLN_modulation(at::silu(input.mod));
    return mod.chunk(6, 1);
}

at::Tensor DitBlock::attendSelf(const at::Tensor& x, const DitInput& input, const ForwardContext& context) const {
    const auto mod = modulationOf(input);
    const at::Tensor &shift_msa = mod[0], &scale_msa = mod[1], &gate_msa = mod[2];
    if (context.isTapping()) context.tap("norm1", norm1(x));
    at::Tensor h = modulatedNorm(x, norm1, scale_msa, shift_msa, input.offsets);
    h = self_attn(h, input.offsets, input.rope, context.sub("self_attn"));
    return at::addcmul(x, h, broadcastToRows(gate_msa, input.offsets));
}

at::Tensor DitBlock::attendCondition(const at::Tensor& y, const DitInput& input, const CrossKeyValue& kv,
                                     const ForwardContext& context) const {
    const auto mod = modulationOf(input);
    const at::Tensor &shift_mlp = mod[3], &scale_mlp = mod[4], &gate_mlp = mod[5];
    if (context.isTapping()) context.tap("norm2", norm2(y));
    at::Tensor h = kv.constant.defined() ? at::Tensor() : norm2(y);
    at::Tensor x = y + cross_attn(h, input.offsets, kv, context.sub("cross_attn"));

    if (context.isTapping()) context.tap("norm3", norm3(x));
    h = modulatedNorm(x, norm3, scale_mlp, shift_mlp, input.offsets);
    h = feedForward(h, mlp0, Activation::GeluTanh, mlp2, context);
    context.tap("mlp", h);
    x.addcmul_(h, broadcastToRows(gate_mlp, input.offsets));
    context.tap(x);
    return x;
}

}  // namespace espalier

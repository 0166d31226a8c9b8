#include "inference/nn/dit_block.h"

namespace espalier {

namespace {

constexpr double kEps = 1e-6;

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
    if (config.shareMod && config.modulationOffset) modulation = scope.get("modulation", {6 * config.channels});
    if (!config.shareMod)
        adaLN_modulation = Linear(scope.sub("adaLN_modulation").sub(1).withComputeType(at::kFloat), config.channels,
                                  6 * config.channels);
}

DitModulation DitBlock::modulationOf(const at::Tensor& mod) const {
    const at::Tensor all = !config.shareMod       ? adaLN_modulation(at::silu(mod))
                           : modulation.defined() ? modulation + mod
                                                  : mod;
    const std::vector<at::Tensor> parts = all.chunk(6, 1);
    return {parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]};
}

void DitBlock::attendSelf(ResidualStream& x, const DitModulation& mod, const RopeTable& rope,
                          const ForwardContext& context) const {
    if (context.isTapping()) context.tap("norm1", x.norm(norm1));
    const at::Tensor h = x.modulatedNorm(norm1.eps, mod.scale_msa, mod.shift_msa);
    x.add(self_attn(h, x.offsets(), rope, context.sub("self_attn")), mod.gate_msa);
}

at::Tensor DitBlock::attendEach(ResidualStream& x, const std::vector<const CrossKeyValue*>& kvs,
                                const ForwardContext& context) const {
    if (kvs.size() == 1) {
        const at::Tensor h = kvs.front()->constant.defined() ? at::Tensor() : x.norm(norm2);
        return cross_attn(h, x.offsets(), *kvs.front(), context);
    }
    const at::Tensor h = x.norm(norm2);
    at::Tensor out = at::empty_like(h);
    const auto count = static_cast<std::int64_t>(kvs.size());
    const std::int64_t rows = h.size(0) / count;
    for (std::int64_t i = 0; i < count; ++i)
        out.narrow(0, i * rows, rows)
            .copy_(cross_attn(h.narrow(0, i * rows, rows), {0, rows}, *kvs[static_cast<std::size_t>(i)], context));
    return out;
}

void DitBlock::attendCondition(ResidualStream& x, const DitModulation& mod,
                               const std::vector<const CrossKeyValue*>& kvs, const ForwardContext& context) const {
    if (context.isTapping()) context.tap("norm2", x.norm(norm2));
    x.add(attendEach(x, kvs, context.sub("cross_attn")));

    if (context.isTapping()) context.tap("norm3", x.norm(norm3));
    at::Tensor h = x.modulatedNorm(norm3.eps, mod.scale_mlp, mod.shift_mlp);
    h = feedForward(h, mlp0, Activation::GeluTanh, mlp2, context);
    context.tap("mlp", h);
    x.add(h, mod.gate_mlp);
    if (context.isTapping()) context.tap(x.sum().clone());
}

}  // namespace espalier

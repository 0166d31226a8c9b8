#include "inference/nn/norm.h"

#include "inference/tensor/cuda_ops.h"
#include "inference/tensor/gradient.h"

namespace espalier {

namespace {

at::Tensor normOnCard(const LayerNorm& norm, const at::Tensor& x, bool thenSilu) {
    const at::Tensor rows = x.contiguous().view({-1, x.size(-1)});
    at::Tensor out = at::empty_like(rows);
    cudaOps()->addNorm(rows, {}, {}, {norm.weight, norm.bias, /*weightOffset=*/0.0, norm.eps, thenSilu}, out);
    return out.view(x.sizes());
}

}  // namespace

LayerNorm::LayerNorm(const WeightScope& scope, std::int64_t channels, double epsilon)
    : weight(scope.get("weight", {channels})), bias(scope.get("bias", {channels})), eps(epsilon) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x, bool thenSilu) const {
    if (isDifferentiated(x) || isDifferentiated(weight)) {
        // LibTorch keeps statistics in float32 itself; without copies in float32 half of the memory traffic goes.
        const auto as = [&](const at::Tensor& t) { return t.defined() ? t.to(x.scalar_type()) : t; };
        const at::Tensor y = at::layer_norm(x, {x.size(-1)}, as(weight), as(bias), eps);
        return thenSilu ? at::silu(y) : y;
    }
    if (x.is_cuda() && cudaOps()) return normOnCard(*this, x, thenSilu);
    const at::Tensor y = at::layer_norm(x.to(at::kFloat), {x.size(-1)}, weight, bias, eps);
    return (thenSilu ? at::silu(y) : y).to(x.scalar_type());
}

at::Tensor channelLayerNorm(const at::Tensor& x, const LayerNorm& norm, bool thenSilu) {
    return norm(x.permute({0, 2, 3, 4, 1}), thenSilu).permute({0, 4, 1, 2, 3});
}

GroupNorm::GroupNorm(const WeightScope& scope, std::int64_t channels, std::int64_t groupCount, double epsilon)
    : weight(scope.get("weight", {channels})), bias(scope.get("bias", {channels})), groups(groupCount), eps(epsilon) {}

at::Tensor GroupNorm::operator()(const at::Tensor& x) const {
    return at::group_norm(x.to(at::kFloat), groups, weight, bias, eps).to(x.scalar_type());
}

HeadRmsNorm::HeadRmsNorm(const WeightScope& scope, std::int64_t heads, std::int64_t headDim)
    : gamma(scope.get("gamma", {heads, headDim})) {}

at::Tensor HeadRmsNorm::operator()(const at::Tensor& x) const {
    if (isDifferentiated(x) || isDifferentiated(gamma))
        return at::rms_norm(x, {x.size(-1)}, {}, /*eps=*/1e-12) * gamma.to(x.scalar_type());
    const at::Tensor y = x.to(at::kFloat);
    const at::Tensor length = at::linalg_vector_norm(y, 2, at::IntArrayRef{-1}, /*keepdim=*/true).clamp_min(1e-12);
    return (y / length * gamma * std::sqrt(static_cast<double>(gamma.size(1)))).to(x.scalar_type());
}

}  // namespace espalier

#include "inference/nn/norm.h"

namespace espalier {

LayerNorm::LayerNorm(const WeightScope& scope, std::int64_t channels, double epsilon)
    : weight(scope.get("weight", {channels})), bias(scope.get("bias", {channels})), eps(epsilon) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {x.size(-1)}, weight, bias, eps);
}

at::Tensor channelLayerNorm(const at::Tensor& x, const LayerNorm& norm) {
    return norm(x.permute({0, 2, 3, 4, 1})).permute({0, 4, 1, 2, 3});
}

GroupNorm::GroupNorm(const WeightScope& scope, std::int64_t channels, std::int64_t groupCount, double epsilon)
    : weight(scope.get("weight", {channels})), bias(scope.get("bias", {channels})), groups(groupCount), eps(epsilon) {}

at::Tensor GroupNorm::operator()(const at::Tensor& x) const {
    return at::group_norm(x, groups, weight, bias, eps);
}

HeadRmsNorm::HeadRmsNorm(const WeightScope& scope, std::int64_t heads, std::int64_t headDim)
    : gamma(scope.get("gamma", {heads, headDim})) {}

at::Tensor HeadRmsNorm::operator()(const at::Tensor& x) const {
    const at::Tensor length = at::linalg_vector_norm(x, 2, at::IntArrayRef{-1}, /*keepdim=*/true).clamp_min(1e-12);
    return x / length * gamma * std::sqrt(static_cast<double>(gamma.size(1)));
}

}  // namespace espalier

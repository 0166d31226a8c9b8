#include "inference/nn/embeddings.h"

namespace espalier {

namespace {

constexpr std::int64_t kSinusoidChannels = 256;
constexpr double kMaxPeriod = 10000.0;

}  // namespace

at::Tensor timestepSinusoid(const at::Tensor& t, std::int64_t dim) {
    const std::int64_t half = dim / 2;
    const auto options = at::TensorOptions().dtype(at::kFloat).device(t.device());
    const at::Tensor freqs = at::exp(-std::log(kMaxPeriod) * at::arange(half, options) / half);
    const at::Tensor angles = t.to(at::kFloat).unsqueeze(1) * freqs;
    const at::Tensor both = at::cat({angles.cos(), angles.sin()}, 1);
    return dim % 2 == 0 ? both : at::constant_pad_nd(both, {0, 1});
}

TimestepEmbedder::TimestepEmbedder(const WeightScope& scope, std::int64_t channels)
    : mlp0(scope.sub("mlp").sub(0).withComputeType(at::kFloat), kSinusoidChannels, channels),
      mlp2(scope.sub("mlp").sub(2).withComputeType(at::kFloat), channels, channels) {}

at::Tensor TimestepEmbedder::operator()(const at::Tensor& t, const ForwardContext& context) const {
    const at::Tensor sinusoid = timestepSinusoid(t, kSinusoidChannels);
    context.tap("timestep_sinusoid", sinusoid);
    const at::Tensor t_emb = mlp2(mlp0.apply(sinusoid, Activation::Silu, context));
    context.tap("t_embedder", t_emb);
    return t_emb;
}

at::Tensor absolutePositions(const at::Tensor& positions, std::int64_t channels) {
    const std::int64_t perAxis = channels / 3 / 2;
    const auto options = at::TensorOptions().dtype(at::kFloat).device(positions.device());
    const at::Tensor exponents = at::arange(perAxis, options) / perAxis;
    const at::Tensor freqs = 1.0 / at::pow(at::scalar_tensor(kMaxPeriod, options), exponents);
    const at::Tensor angles = positions.to(at::kFloat).unsqueeze(2) * freqs;
    const at::Tensor embedding = at::cat({angles.sin(), angles.cos()}, 2).flatten(1);
    return at::constant_pad_nd(embedding, {0, channels - embedding.size(1)});
}

}  // namespace espalier

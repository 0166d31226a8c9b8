#include "inference/nn/linear.h"

namespace espalier {

namespace {

/// Work between two checkpoints: a few tenths of a second on two cores.
constexpr double kFlopsPerPiece = 2e10;
/// Rows of a feed-forward piece: its hidden layer stays in the cache.
constexpr std::int64_t kFeedForwardRows = 1024;

}  // namespace

Linear::Linear(const WeightScope& scope, std::int64_t in, std::int64_t out, bool hasBias)
    : weight(scope.get("weight", {out, in})), bias(hasBias ? scope.get("bias", {out}) : at::Tensor()) {}

at::Tensor Linear::operator()(const at::Tensor& x, const ForwardContext& context) const {
    context.checkpoint();
    const double flops = 2.0 * static_cast<double>(x.numel()) * static_cast<double>(weight.size(0));
    if (!x.is_cpu() || flops <= kFlopsPerPiece || x.dim() != 2) return at::linear(x, weight, bias);

    const auto pieces = static_cast<std::int64_t>(std::ceil(flops / kFlopsPerPiece));
    const std::int64_t rows = (x.size(0) + pieces - 1) / pieces;
    at::Tensor out = at::empty({x.size(0), weight.size(0)}, x.options());
    for (std::int64_t begin = 0; begin < x.size(0); begin += rows) {
        context.checkpoint();
        const std::int64_t end = std::min(begin + rows, x.size(0));
        out.slice(0, begin, end).copy_(at::linear(x.slice(0, begin, end), weight, bias));
    }
    return out;
}

at::Tensor activate(at::Tensor x, Activation activation) {
    switch (activation) {
        case Activation::GeluErf:
            return at::gelu_(x, "none");
        case Activation::GeluTanh:
            return at::gelu_(x, "tanh");
        case Activation::Silu:
            return at::silu_(x);
    }
    return x;
}

at::Tensor feedForward(const at::Tensor& x, const Linear& first, Activation activation, const Linear& second,
                       const ForwardContext& context) {
    if (!x.is_cpu() || x.size(0) <= kFeedForwardRows) return second(activate(first(x, context), activation), context);
    at::Tensor out = at::empty({x.size(0), second.weight.size(0)}, x.options());
    for (std::int64_t begin = 0; begin < x.size(0); begin += kFeedForwardRows) {
        const std::int64_t end = std::min(begin + kFeedForwardRows, x.size(0));
        const at::Tensor hidden = activate(first(x.slice(0, begin, end), context), activation);
        out.slice(0, begin, end).copy_(second(hidden, context));
    }
    return out;
}

}  // namespace espalier

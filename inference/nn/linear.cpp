#include "inference/nn/linear.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include "inference/tensor/gradient.h"

namespace espalier {

namespace {

/// Work between two checkpoints: a few tenths of a second on two cores.
constexpr double kFlopsPerPiece = 2e10;
/// Rows of a feed-forward piece: its hidden layer stays in the cache.
constexpr std::int64_t kFeedForwardRows = 1024;

using ReorderWeight = at::Tensor(const at::Tensor& weight, std::optional<c10::SymInt> batch);
using PointwiseLinear = at::Tensor(const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                                   std::string_view attr, c10::List<std::optional<at::Scalar>> scalars,
                                   std::optional<std::string_view> algorithm);

/// LibTorch's oneDNN products; they have no C++ header, only names in the dispatcher.
struct OneDnn {
    std::optional<c10::TypedOperatorHandle<ReorderWeight>> reorder;
    std::optional<c10::TypedOperatorHandle<PointwiseLinear>> linear;

    OneDnn() {
        auto& dispatcher = c10::Dispatcher::singleton();
        const auto reorderOp = dispatcher.findSchema({"mkldnn::_reorder_linear_weight", ""});
        const auto linearOp = dispatcher.findSchema({"mkldnn::_linear_pointwise", ""});
        if (!at::globalContext().userEnabledMkldnn() || !reorderOp || !linearOp) return;
        reorder = reorderOp->typed<ReorderWeight>();
        linear = linearOp->typed<PointwiseLinear>();
    }

    static const OneDnn& instance() {
        static const OneDnn ops;
        return ops;
    }
};

at::Tensor activate(at::Tensor x, Activation activation) {
    const bool inPlace = !isDifferentiated(x);
    const auto gelu = [&](const char* form) { return inPlace ? at::gelu_(x, form) : at::gelu(x, form); };
    switch (activation) {
        case Activation::None:
            return x;
        case Activation::GeluErf:
            return gelu("none");
        case Activation::GeluTanh:
            return gelu("tanh");
        case Activation::Silu:
            return inPlace ? at::silu_(x) : at::silu(x);
    }
    return x;
}

}  // namespace

Linear::Linear(const WeightScope& scope, std::int64_t in, std::int64_t out, bool hasBias)
    : Linear(scope.getForCompute("weight", {out, in}), hasBias ? scope.getForCompute("bias", {out}) : at::Tensor()) {}

Linear::Linear(const at::Tensor& weight, at::Tensor bias)
    : m_weight(weight), m_bias(std::move(bias)), m_outChannels(weight.size(0)) {
    const OneDnn& oneDnn = OneDnn::instance();
    m_packed = weight.is_cpu() && weight.scalar_type() == at::kFloat && weight.numel() > 0 && oneDnn.linear &&
               !isDifferentiated(weight);
    if (m_packed) m_weight = oneDnn.reorder->call(weight.contiguous(), c10::SymInt(kFeedForwardRows));
}

/// Through at::linear, or cuBLASLt's product with GELU.
at::Tensor Linear::plainProduct(const at::Tensor& x, Activation activation) const {
    const bool joined = activation == Activation::GeluTanh && x.is_cuda() && x.dim() == 2 && m_bias.defined() &&
                        !isDifferentiated(x) && !isDifferentiated(m_weight);
    if (joined) return at::_addmm_activation(m_bias, x, m_weight.t(), /*beta=*/1, /*alpha=*/1, /*use_gelu=*/true);
    return activate(at::linear(x, m_weight, m_bias), activation);
}

at::Tensor Linear::product(const at::Tensor& x, Activation activation) const {
    if (m_packed && x.numel() == 0) return at::empty({x.size(0), m_outChannels}, x.options());
    if (!m_packed) return plainProduct(x.to(m_weight.scalar_type()), activation);
    // oneDNN's own tanh form of GELU is as exact as needed (1e-6) and free inside the product.
    const char* attr = activation == Activation::None ? "none" : activation == Activation::Silu ? "swish" : "gelu";
    std::optional<std::string_view> algorithm;
    if (activation == Activation::GeluErf) algorithm = "none";
    if (activation == Activation::GeluTanh) algorithm = "tanh";
    const std::optional<at::Tensor> bias = m_bias.defined() ? std::optional(m_bias) : std::nullopt;
    return OneDnn::instance().linear->call(x.contiguous(), m_weight, bias, attr, c10::List<std::optional<at::Scalar>>(),
                                           algorithm);
}

at::Tensor Linear::apply(const at::Tensor& x, Activation activation, const ForwardContext& context) const {
    context.checkpoint();
    const double flops = 2.0 * static_cast<double>(x.numel()) * static_cast<double>(m_outChannels);
    if (!x.is_cpu() || flops <= kFlopsPerPiece || x.dim() != 2) return product(x, activation);

    const auto pieces = static_cast<std::int64_t>(std::ceil(flops / kFlopsPerPiece));
    const std::int64_t rows = (x.size(0) + pieces - 1) / pieces;
    at::Tensor out = at::empty({x.size(0), m_outChannels}, x.options());
    for (std::int64_t begin = 0; begin < x.size(0); begin += rows) {
        context.checkpoint();
        const std::int64_t end = std::min(begin + rows, x.size(0));
        out.slice(0, begin, end).copy_(product(x.slice(0, begin, end), activation));
    }
    return out;
}

at::Tensor feedForward(const at::Tensor& x, const Linear& first, Activation activation, const Linear& second,
                       const ForwardContext& context) {
    if (!x.is_cpu() || x.size(0) <= kFeedForwardRows) return second(first.apply(x, activation, context), context);
    at::Tensor out = at::empty({x.size(0), second.outChannels()}, x.options());
    for (std::int64_t begin = 0; begin < x.size(0); begin += kFeedForwardRows) {
        const std::int64_t end = std::min(begin + kFeedForwardRows, x.size(0));
        out.slice(0, begin, end).copy_(second(first.apply(x.slice(0, begin, end), activation, context), context));
    }
    return out;
}

}  // namespace espalier

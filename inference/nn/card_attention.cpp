#include "inference/nn/card_attention.h"

#include <mutex>

#include "inference/base/error.h"
#include "inference/tensor/cuda_ops.h"

namespace espalier {

namespace {

constexpr std::int64_t kMaxMathTokens = 1024;
/// cuDNN makes itself a kernel for every new shape, which takes 60 ms; each object has its own number of tokens. Flash
/// attention is half as fast and ready at once: up to this number of scores per head it is the faster one over the
/// steps of one sampling (measured on an H100).
constexpr std::int64_t kCuDnnScores = 12'000'000;
/// Heads of other sizes are padded: the fused implementations read 16 bytes at a time.
constexpr std::int64_t kHeadMultiple = 8;
constexpr int kAmpere = 8;
constexpr int kHopper = 9;

int computeMajor(const at::Tensor& t) {
    return cudaOps() ? cudaOps()->computeMajor(t.device()) : 0;
}

at::SDPBackend choose(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    return static_cast<at::SDPBackend>(at::_fused_sdp_choice(q, k, v));
}

/// LibTorch takes the first implementation of this order that knows device, dtype and shape. cuDNN's is written for
/// Hopper and later, flash for Ampere; the memory-efficient one also knows float32 and Turing.
void orderBackends(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    static std::once_flag once;
    std::call_once(once, [&] {
        choose(q, k, v);  // the first question makes LibTorch set an order of its own
        using enum at::SDPBackend;
        const bool prefersCuDnn = computeMajor(q) >= kHopper;
        std::vector<std::int64_t> order;
        for (const at::SDPBackend backend :
             {prefersCuDnn ? cudnn_attention : flash_attention, prefersCuDnn ? flash_attention : cudnn_attention,
              efficient_attention, math, overrideable})
            order.push_back(static_cast<std::int64_t>(backend));
        at::globalContext().setSDPPriorityOrder(order);
    });
}

at::Tensor padded(const at::Tensor& x) {
    const std::int64_t missing = (kHeadMultiple - x.size(-1) % kHeadMultiple) % kHeadMultiple;
    return missing == 0 ? x : at::constant_pad_nd(x, {0, missing});
}

double scaleOf(const at::Tensor& q) {
    return 1.0 / std::sqrt(static_cast<double>(q.size(-1)));
}

at::Tensor onCard(const std::vector<std::int64_t>& offsets, c10::Device device) {
    return at::tensor(offsets).to(device, at::kInt);
}

std::int64_t longest(const std::vector<std::int64_t>& offsets) {
    std::int64_t length = 0;
    for (std::size_t b = 0; b + 1 < offsets.size(); ++b)
        length = std::max(length, offsets[b + 1] - offsets[b]);
    return length;
}

}  // namespace

CardAttention cardAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    const at::Tensor queries = padded(q);
    const at::Tensor keys = padded(k);
    const at::Tensor values = padded(v);
    orderBackends(queries, keys, values);
    const at::SDPBackend backend = choose(queries, keys, values);
    if (backend == at::SDPBackend::math && std::max(q.size(2), k.size(2)) > kMaxMathTokens)
        throw Error(ErrorCode::Internal,
                    "LibTorch has no fused attention for this card with heads of " + std::to_string(q.size(3)) +
                        " channels in " + c10::toString(q.scalar_type()) + ".",
                    "Compute on the processor instead.");
    if (backend == at::SDPBackend::cudnn_attention && q.size(2) * k.size(2) < kCuDnnScores &&
        computeMajor(q) >= kAmpere) {
        const auto result = at::_scaled_dot_product_flash_attention(
            queries, keys, values, /*dropout_p=*/0.0, /*is_causal=*/false, /*return_debug_mask=*/false, scaleOf(q));
        return {std::get<0>(result).slice(-1, 0, q.size(-1)), at::SDPBackend::flash_attention};
    }
    const at::Tensor out = at::scaled_dot_product_attention(queries, keys, values, {}, /*dropout_p=*/0.0,
                                                            /*is_causal=*/false, scaleOf(q));
    return {out.slice(-1, 0, q.size(-1)), backend};
}

CardAttention cardSegmentAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                   const std::vector<std::int64_t>& qOffsets,
                                   const std::vector<std::int64_t>& kOffsets) {
    const at::Tensor queries = padded(q);
    const at::Tensor keys = padded(k);
    const at::Tensor values = padded(v);
    const at::Tensor qStarts = onCard(qOffsets, q.device());
    const at::Tensor kStarts = onCard(kOffsets, k.device());
    if (q.scalar_type() != at::kFloat && computeMajor(q) >= kAmpere) {
        const auto result = at::_flash_attention_forward(queries, keys, values, qStarts, kStarts, longest(qOffsets),
                                                         longest(kOffsets), /*dropout_p=*/0.0, /*is_causal=*/false,
                                                         /*return_debug_mask=*/false, scaleOf(q));
        return {std::get<0>(result).slice(-1, 0, q.size(-1)), at::SDPBackend::flash_attention};
    }
    const auto result = at::_efficient_attention_forward(
        queries.unsqueeze(0), keys.unsqueeze(0), values.unsqueeze(0), /*bias=*/{}, qStarts, kStarts, longest(qOffsets),
        longest(kOffsets), /*dropout_p=*/0.0, /*custom_mask_type=*/0, /*compute_log_sumexp=*/false, scaleOf(q));
    return {std::get<0>(result).squeeze(0).slice(-1, 0, q.size(-1)), at::SDPBackend::efficient_attention};
}

}  // namespace espalier

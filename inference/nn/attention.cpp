#include "inference/nn/attention.h"

#include <atomic>

#include "inference/base/error.h"
#include "inference/nn/card_attention.h"
#include "inference/nn/head_transform.h"
#include "inference/tensor/cuda_ops.h"

namespace espalier {

namespace {

/// Work between two checkpoints on the CPU: a few tenths of a second on two cores.
constexpr double kFlopsPerCall = 2e10;
constexpr std::int64_t kMinRowsPerCall = 512;

constexpr std::array<const char*, 7> kBackends{"none",  "math",        "flash", "memory-efficient",
                                               "cudnn", "overridable", "own"};
constexpr std::size_t kOwn = kBackends.size() - 1;
std::atomic<std::size_t> g_lastBackend{0};

std::size_t index(at::SDPBackend backend) {
    const auto place = static_cast<std::int64_t>(backend) + 1;
    return place >= 0 && place < static_cast<std::int64_t>(kOwn) ? static_cast<std::size_t>(place) : 0;
}

std::size_t backendIndex(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    return index(static_cast<at::SDPBackend>(at::_fused_sdp_choice(q, k, v)));
}

/// q [B, Lq, H, D], k and v [B, Lk, H, D] -> [B, Lq, H, D]. Long query sequences on the CPU go in several calls, so
/// that a stop request is answered; the result does not depend on the split.
at::Tensor denseAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                          const ForwardContext& context) {
    const at::Tensor queries = q.transpose(1, 2);
    const at::Tensor keys = k.transpose(1, 2);
    const at::Tensor values = v.transpose(1, 2);
    if (q.is_cuda()) {
        context.checkpoint();
        const CardAttention card = cardAttention(queries, keys, values);
        g_lastBackend = index(card.backend);
        return card.out.transpose(1, 2);
    }
    g_lastBackend = backendIndex(queries, keys, values);
    const std::int64_t length = q.size(1);
    const double flopsPerRow = 4.0 * static_cast<double>(k.numel());
    const auto rows = std::max(kMinRowsPerCall, static_cast<std::int64_t>(kFlopsPerCall / flopsPerRow));
    if (length <= rows) {
        context.checkpoint();
        return at::scaled_dot_product_attention(queries, keys, values).transpose(1, 2);
    }
    at::Tensor out = at::empty(q.sizes(), q.options());
    for (std::int64_t begin = 0; begin < length; begin += rows) {
        context.checkpoint();
        const std::int64_t end = std::min(begin + rows, length);
        const at::Tensor piece = at::scaled_dot_product_attention(queries.slice(2, begin, end), keys, values);
        out.slice(1, begin, end).copy_(piece.transpose(1, 2));
    }
    return out;
}

/// The common length when all segments are equally long.
std::optional<std::int64_t> equalLength(const std::vector<std::int64_t>& offsets) {
    const std::int64_t length = offsets[1] - offsets[0];
    for (std::size_t b = 1; b + 1 < offsets.size(); ++b)
        if (offsets[b + 1] - offsets[b] != length) return std::nullopt;
    return length;
}

}  // namespace

at::Tensor segmentAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                            const std::vector<std::int64_t>& qOffsets, const std::vector<std::int64_t>& kOffsets,
                            const ForwardContext& context) {
    if (qOffsets.size() != kOffsets.size() || qOffsets.size() < 2)
        throw Error(ErrorCode::Internal, "Attention needs as many segments of keys as of queries.");
    if (q.is_cuda() && cudaOps()) {
        context.checkpoint();
        if (at::Tensor out = cudaOps()->segmentAttention(q, k, v, qOffsets, kOffsets); out.defined()) {
            g_lastBackend = kOwn;
            return out;
        }
    }
    const auto batch = static_cast<std::int64_t>(qOffsets.size()) - 1;
    const auto qLength = equalLength(qOffsets);
    const auto kLength = equalLength(kOffsets);
    if (qLength && kLength) {
        const at::Tensor out = denseAttention(q.unflatten(0, {batch, *qLength}), k.unflatten(0, {batch, *kLength}),
                                              v.unflatten(0, {batch, *kLength}), context);
        return out.flatten(0, 1);
    }
    if (q.is_cuda()) {
        context.checkpoint();
        const CardAttention card = cardSegmentAttention(q, k, v, qOffsets, kOffsets);
        g_lastBackend = index(card.backend);
        return card.out;
    }
    at::Tensor out = at::empty(q.sizes(), q.options());
    for (std::size_t b = 0; b + 1 < qOffsets.size(); ++b) {
        const auto segment = [b](const at::Tensor& t, const std::vector<std::int64_t>& offsets) {
            return t.slice(0, offsets[b], offsets[b + 1]).unsqueeze(0);
        };
        if (qOffsets[b] == qOffsets[b + 1]) continue;
        segment(out, qOffsets)
            .copy_(denseAttention(segment(q, qOffsets), segment(k, kOffsets), segment(v, kOffsets), context));
    }
    return out;
}

std::string attentionBackend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    return kBackends[backendIndex(q, k, v)];
}

std::string lastAttentionBackend() {
    return kBackends[g_lastBackend];
}

SelfAttention::SelfAttention(const WeightScope& scope, const AttentionConfig& attention)
    : config(attention),
      to_qkv(scope.sub("to_qkv"), attention.channels, 3 * attention.channels),
      to_out(scope.sub("to_out"), attention.channels, attention.channels) {
    if (!config.qkRmsNorm) return;
    q_rms_norm = HeadRmsNorm(scope.sub("q_rms_norm"), config.heads, config.headDim());
    k_rms_norm = HeadRmsNorm(scope.sub("k_rms_norm"), config.heads, config.headDim());
}

at::Tensor SelfAttention::operator()(const at::Tensor& x, const std::vector<std::int64_t>& offsets,
                                     const RopeTable& rope, const ForwardContext& context) const {
    const at::Tensor qkv = to_qkv(x, context).unflatten(1, {3, config.heads, config.headDim()});
    if (context.isTapping() && config.qkRmsNorm) context.tap("q_rms_norm", q_rms_norm(qkv.select(1, 0)));
    const auto [q, k] = transformQueriesAndKeys(qkv, q_rms_norm, k_rms_norm, rope);
    const at::Tensor v = headMajor(qkv.select(1, 2));
    const at::Tensor h = segmentAttention(q, k, v, offsets, offsets, context);
    at::Tensor out = to_out(h.flatten(1), context);
    context.tap(out);
    return out;
}

CrossAttention::CrossAttention(const WeightScope& scope, const AttentionConfig& attention, std::int64_t contextChannels)
    : config(attention),
      to_q(scope.sub("to_q"), attention.channels, attention.channels),
      to_kv(scope.sub("to_kv"), contextChannels, 2 * attention.channels),
      to_out(scope.sub("to_out"), attention.channels, attention.channels) {
    if (!config.qkRmsNorm) return;
    q_rms_norm = HeadRmsNorm(scope.sub("q_rms_norm"), config.heads, config.headDim());
    k_rms_norm = HeadRmsNorm(scope.sub("k_rms_norm"), config.heads, config.headDim());
}

namespace {

/// The offsets of `count` groups of as many consecutive segments each; unchanged where they cannot be grouped so.
std::vector<std::int64_t> grouped(const std::vector<std::int64_t>& offsets, std::size_t count) {
    const std::size_t segments = offsets.size() - 1;
    if (count == segments || count == 0 || segments % count != 0) return offsets;
    std::vector<std::int64_t> groups;
    for (std::size_t i = 0; i <= count; ++i)
        groups.push_back(offsets[i * (segments / count)]);
    return groups;
}

}  // namespace

CrossKeyValue CrossAttention::prepare(const at::Tensor& condition, bool isZero) const {
    CrossKeyValue kv;
    if (isZero) {
        kv.constant = to_out(to_kv.bias().slice(0, config.channels).unsqueeze(0));
        return kv;
    }
    const at::Tensor tokens = condition.flatten(0, 1);
    const at::Tensor both = to_kv(tokens).unflatten(1, {2, config.heads, config.headDim()});
    kv.k = transformHeads(both.select(1, 0), k_rms_norm, {});
    kv.v = headMajor(both.select(1, 1));
    for (std::int64_t b = 0; b <= condition.size(0); ++b)
        kv.offsets.push_back(b * condition.size(1));
    return kv;
}

at::Tensor CrossAttention::operator()(const at::Tensor& x, const std::vector<std::int64_t>& offsets,
                                      const CrossKeyValue& kv, const ForwardContext& context) const {
    if (kv.constant.defined()) {
        context.tap(kv.constant);
        return kv.constant;
    }
    const at::Tensor queries = to_q(x, context).unflatten(1, {config.heads, config.headDim()});
    const at::Tensor q = transformHeads(queries, q_rms_norm, {});
    const at::Tensor h = segmentAttention(q, kv.k, kv.v, grouped(offsets, kv.offsets.size() - 1), kv.offsets, context);
    at::Tensor out = to_out(h.flatten(1), context);
    context.tap(out);
    return out;
}

}  // namespace espalier

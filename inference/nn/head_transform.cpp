#include "inference/nn/head_transform.h"

#include <ATen/Parallel.h>

#include "inference/nn/vector_clones.h"
#include "inference/tensor/cuda_ops.h"
#include "inference/tensor/gradient.h"

namespace espalier {

namespace {

struct Rows {
    const float* x;
    std::int64_t rowStride;
    const float* gamma;  ///< [H, D], already times sqrt(D); null = no norm
    const float* cos;    ///< [T, D / 2]; null = no rotation
    const float* sin;
    float* out;  ///< [H, T, D]
    std::int64_t tokens;
    std::int64_t heads;
    std::int64_t dim;
};

ESPALIER_VECTOR_CLONES void transformRows(const Rows& rows, std::int64_t begin, std::int64_t end) {
    const std::int64_t dim = rows.dim;
    for (std::int64_t t = begin; t < end; ++t) {
        for (std::int64_t h = 0; h < rows.heads; ++h) {
            const float* __restrict x = rows.x + t * rows.rowStride + h * dim;
            float* __restrict out = rows.out + (h * rows.tokens + t) * dim;
            float scale = 1.0f;
            if (rows.gamma) {
                constexpr int kLanes = 16;
                float sums[kLanes] = {};
                std::int64_t i = 0;
                for (; i + kLanes <= dim; i += kLanes)
                    for (int lane = 0; lane < kLanes; ++lane)
                        sums[lane] += x[i + lane] * x[i + lane];
                float sum = 0.0f;
                for (; i < dim; ++i)
                    sum += x[i] * x[i];
                for (const float s : sums)
                    sum += s;
                scale = 1.0f / std::max(std::sqrt(sum), 1e-12f);
            }
            if (rows.gamma) {
                const float* __restrict gamma = rows.gamma + h * dim;
                for (std::int64_t i = 0; i < dim; ++i)
                    out[i] = x[i] * scale * gamma[i];
            } else {
                for (std::int64_t i = 0; i < dim; ++i)
                    out[i] = x[i];
            }
            if (!rows.cos) continue;
            const float* __restrict cos = rows.cos + t * (dim / 2);
            const float* __restrict sin = rows.sin + t * (dim / 2);
            for (std::int64_t i = 0; i < dim / 2; ++i) {
                const float a = out[2 * i];
                const float b = out[2 * i + 1];
                out[2 * i] = a * cos[i] - b * sin[i];
                out[2 * i + 1] = a * sin[i] + b * cos[i];
            }
        }
    }
}

/// The card's kernel in place on `x` [T, P, H, D] if it can serve; tells whether it did.
bool transformOnCard(const at::Tensor& x, at::TensorList gammas, const RopeTable& rope, std::int64_t prefix,
                     bool halfSplit) {
    constexpr std::int64_t kMaxHeadDim = 256;
    if (!x.is_cuda() || !cudaOps() || x.size(3) > kMaxHeadDim || isDifferentiated(x)) return false;
    cudaOps()->transformHeads(x, gammas, rope.cos, rope.sin, prefix, halfSplit);
    return true;
}

/// The table for `tokens` tokens, its rows again and again.
RopeTable repeatedFor(std::int64_t tokens, const RopeTable& rope) {
    if (!rope.defined() || rope.cos.size(0) == tokens) return rope;
    const std::int64_t times = tokens / rope.cos.size(0);
    return {rope.cos.repeat({times, 1}), rope.sin.repeat({times, 1})};
}

}  // namespace

at::Tensor transformHeads(const at::Tensor& x, const HeadRmsNorm& norm, const RopeTable& rope) {
    const bool normalises = norm.gamma.defined();
    if (!normalises && !rope.defined()) return headMajor(x);
    if (transformOnCard(x.unsqueeze(1), normalises ? at::TensorList(norm.gamma) : at::TensorList(), rope, 0, false))
        return x;
    const bool fused = x.is_cpu() && x.scalar_type() == at::kFloat && x.stride(2) == 1 && x.stride(1) == x.size(2) &&
                       !isDifferentiated(x);
    if (!fused) {
        const at::Tensor normalised = normalises ? norm(x) : x;
        if (!rope.defined()) return headMajor(normalised);
        return headMajor(applyRopeInterleaved(normalised, repeatedFor(x.size(0), rope)).to(x.scalar_type()));
    }
    at::Tensor out = at::empty({x.size(1), x.size(0), x.size(2)}, x.options());
    const at::Tensor gamma =
        normalises ? (norm.gamma * std::sqrt(static_cast<double>(x.size(2)))).contiguous() : at::Tensor();
    const at::Tensor cos = rope.defined() ? rope.cos.contiguous() : at::Tensor();
    const at::Tensor sin = rope.defined() ? rope.sin.contiguous() : at::Tensor();
    const Rows rows{x.const_data_ptr<float>(),
                    x.stride(0),
                    normalises ? gamma.const_data_ptr<float>() : nullptr,
                    rope.defined() ? cos.const_data_ptr<float>() : nullptr,
                    rope.defined() ? sin.const_data_ptr<float>() : nullptr,
                    out.mutable_data_ptr<float>(),
                    x.size(0),
                    x.size(1),
                    x.size(2)};
    constexpr std::int64_t kRowsPerTask = 128;
    at::parallel_for(0, x.size(0), kRowsPerTask,
                     [&](std::int64_t begin, std::int64_t end) { transformRows(rows, begin, end); });
    return out.transpose(0, 1);
}

QueriesAndKeys transformQueriesAndKeys(const at::Tensor& projection, const HeadRmsNorm& qNorm, const HeadRmsNorm& kNorm,
                                       const RopeTable& rope) {
    const at::Tensor both = projection.slice(1, 0, 2);
    std::vector<at::Tensor> gammas;
    if (qNorm.gamma.defined() && kNorm.gamma.defined()) gammas = {qNorm.gamma, kNorm.gamma};
    if ((!gammas.empty() || rope.defined()) && transformOnCard(both, gammas, rope, 0, false))
        return {both.select(1, 0), both.select(1, 1)};
    return {transformHeads(both.select(1, 0), qNorm, rope), transformHeads(both.select(1, 1), kNorm, rope)};
}

at::Tensor rotateHalfSplit(at::Tensor queriesAndKeys, const RopeTable& rope, std::int64_t batch) {
    const std::int64_t tokens = queriesAndKeys.size(0) / batch;
    const std::int64_t prefix = tokens - rope.cos.size(0);
    if (isDifferentiated(queriesAndKeys)) {
        const auto whole = [&](const at::Tensor& table, double forPrefix) {  // [T, 1, D]
            const at::Tensor rows = at::constant_pad_nd(table, {0, 0, prefix, 0}, forPrefix);
            return rows.to(queriesAndKeys.scalar_type()).unsqueeze(1);
        };
        const RopeTable table{whole(rope.cos, 1.0), whole(rope.sin, 0.0)};
        return applyRopeHalfSplit(queriesAndKeys.unflatten(0, {batch, tokens}), table).flatten(0, 1);
    }
    if (transformOnCard(queriesAndKeys, {}, rope, prefix, true)) return queriesAndKeys;
    for (std::int64_t b = 0; b < batch; ++b)
        for (std::int64_t part = 0; part < 2; ++part) {
            at::Tensor patches = queriesAndKeys.select(1, part).slice(0, b * tokens + prefix, (b + 1) * tokens);
            patches.copy_(applyRopeHalfSplit(patches, rope));
        }
    return queriesAndKeys;
}

at::Tensor headMajor(const at::Tensor& x) {
    return x.is_cuda() ? x : x.transpose(0, 1).contiguous().transpose(0, 1);
}

}  // namespace espalier

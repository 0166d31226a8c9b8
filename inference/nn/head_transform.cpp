#include "inference/nn/head_transform.h"

#include <ATen/Parallel.h>

#include "inference/nn/vector_clones.h"

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

}  // namespace

at::Tensor transformHeads(const at::Tensor& x, const HeadRmsNorm& norm, const RopeTable& rope) {
    const bool normalises = norm.gamma.defined();
    if (!normalises && !rope.defined()) return headMajor(x);
    const bool fused = x.is_cpu() && x.scalar_type() == at::kFloat && x.stride(2) == 1 && x.stride(1) == x.size(2);
    if (!fused) {
        const at::Tensor normalised = normalises ? norm(x) : x;
        return headMajor(rope.defined() ? applyRopeInterleaved(normalised, rope) : normalised);
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

at::Tensor headMajor(const at::Tensor& x) {
    return x.transpose(0, 1).contiguous().transpose(0, 1);
}

}  // namespace espalier

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "inference/nn/transformer_kernels.h"

namespace espalier::kernels {

namespace {

constexpr int kWarp = 32;
constexpr int kWarpsPerBlock = 4;
constexpr int kVector = 8;  ///< elements that a lane reads at once

__device__ float toFloat(float x) {
    return x;
}
__device__ float toFloat(__half x) {
    return __half2float(x);
}
__device__ float toFloat(__nv_bfloat16 x) {
    return __bfloat162float(x);
}
template <typename T>
__device__ T fromFloat(float x);
template <>
__device__ float fromFloat<float>(float x) {
    return x;
}
template <>
__device__ __half fromFloat<__half>(float x) {
    return __float2half_rn(x);
}
template <>
__device__ __nv_bfloat16 fromFloat<__nv_bfloat16>(float x) {
    return __float2bfloat16_rn(x);
}

template <typename T, int kCount>
struct alignas(sizeof(T) * kCount) Pack {
    T values[kCount];
};

/// Eight elements at once: one access of 16 bytes, or two for float.
template <typename T>
__device__ void load8(const T* from, float (&to)[kVector]) {
    constexpr int kPerAccess = 16 / sizeof(T);
#pragma unroll
    for (int part = 0; part < kVector / kPerAccess; ++part) {
        const auto pack = reinterpret_cast<const Pack<T, kPerAccess>*>(from)[part];
#pragma unroll
        for (int i = 0; i < kPerAccess; ++i)
            to[part * kPerAccess + i] = toFloat(pack.values[i]);
    }
}

/// Stores eight elements; leaves in `values` what was stored, rounded.
template <typename T>
__device__ void store8(T* to, float (&values)[kVector]) {
    constexpr int kPerAccess = 16 / sizeof(T);
#pragma unroll
    for (int part = 0; part < kVector / kPerAccess; ++part) {
        Pack<T, kPerAccess> pack;
#pragma unroll
        for (int i = 0; i < kPerAccess; ++i) {
            pack.values[i] = fromFloat<T>(values[part * kPerAccess + i]);
            values[part * kPerAccess + i] = toFloat(pack.values[i]);
        }
        reinterpret_cast<Pack<T, kPerAccess>*>(to)[part] = pack;
    }
}

/// Calls work(T{}) with the element's type. Outside of loops, so that the loads inside one can be in flight together.
template <typename Work>
__device__ void withElement(Element element, const Work& work) {
    if (element == Element::Float)
        work(float{});
    else if (element == Element::Half)
        work(__half{});
    else
        work(__nv_bfloat16{});
}

__device__ float warpSum(float x) {
#pragma unroll
    for (int distance = kWarp / 2; distance > 0; distance /= 2)
        x += __shfl_xor_sync(0xffffffffu, x, distance);
    return x;
}

__device__ float silu(float x) {
    return x / (1.0f + __expf(-x));
}

__device__ float normalised(const AddNorm& call, float centred, float scale, std::int64_t column) {
    float y = centred * scale;
    if (call.weight) y *= call.weight[column] + call.weightOffset;
    if (call.bias) y += call.bias[column];
    return call.silu ? silu(y) : y;
}

/// One warp per row, the row in registers: kChunks vectors per lane. channels is a multiple of 8.
template <int kChunks>
__global__ void __launch_bounds__(kWarp* kWarpsPerBlock) addNormKernel(const AddNorm call) {
    const int lane = threadIdx.x % kWarp;
    const std::int64_t row = std::int64_t(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarp;
    if (row >= call.rows) return;
    const int vectors = int(call.channels / kVector);
    const std::int64_t start = row * call.channels;
    float x[kChunks][kVector];
    const auto eachChunk = [&](const auto& work) {
#pragma unroll
        for (int i = 0; i < kChunks; ++i)
            if (lane + i * kWarp < vectors) work(i, std::int64_t(lane + i * kWarp) * kVector);
    };
    withElement(call.x.element, [&](auto type) {
        const auto* data = static_cast<const decltype(type)*>(call.x.data) + start;
        eachChunk([&](int i, std::int64_t column) { load8(data + column, x[i]); });
    });
    if (call.h.data) {
        withElement(call.h.element, [&](auto type) {
            const auto* data = static_cast<const decltype(type)*>(call.h.data) + row * call.hStride;
            float h[kChunks][kVector];
            eachChunk([&](int i, std::int64_t column) { load8(data + column, h[i]); });
            eachChunk([&](int i, std::int64_t column) {
                float gate[kVector];
                if (call.gate) load8(call.gate + column, gate);
#pragma unroll
                for (int j = 0; j < kVector; ++j)
                    x[i][j] = call.gate ? fmaf(gate[j], h[i][j], x[i][j]) : x[i][j] + h[i][j];
            });
        });
        withElement(call.x.element, [&](auto type) {
            auto* data = static_cast<decltype(type)*>(call.x.data) + start;
            eachChunk([&](int i, std::int64_t column) { store8(data + column, x[i]); });
        });
    }
    if (!call.out.data) return;

    float sum = 0.0f;
    eachChunk([&](int i, std::int64_t) {
#pragma unroll
        for (int j = 0; j < kVector; ++j)
            sum += x[i][j];
    });
    const float mean = warpSum(sum) / float(call.channels);
    float squares = 0.0f;
    eachChunk([&](int i, std::int64_t) {
#pragma unroll
        for (int j = 0; j < kVector; ++j) {
            x[i][j] -= mean;
            squares = fmaf(x[i][j], x[i][j], squares);
        }
    });
    const float scale = rsqrtf(warpSum(squares) / float(call.channels) + call.eps);
    eachChunk([&](int i, std::int64_t column) {
        float weight[kVector], bias[kVector];
        if (call.weight) load8(call.weight + column, weight);
        if (call.bias) load8(call.bias + column, bias);
#pragma unroll
        for (int j = 0; j < kVector; ++j) {
            float y = x[i][j] * scale;
            if (call.weight) y *= weight[j] + call.weightOffset;
            if (call.bias) y += bias[j];
            x[i][j] = call.silu ? silu(y) : y;
        }
    });
    withElement(call.out.element, [&](auto type) {
        auto* data = static_cast<decltype(type)*>(call.out.data) + start;
        eachChunk([&](int i, std::int64_t column) { store8(data + column, x[i]); });
    });
}

/// Any number of channels, one warp per row, one element at a time, in several passes over the row.
__global__ void __launch_bounds__(kWarp* kWarpsPerBlock) addNormOfAnyWidth(const AddNorm call) {
    const int lane = threadIdx.x % kWarp;
    const std::int64_t row = std::int64_t(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarp;
    if (row >= call.rows) return;
    withElement(call.x.element, [&](auto type) {
        using X = decltype(type);
        X* x = static_cast<X*>(call.x.data) + row * call.channels;
        if (call.h.data)
            withElement(call.h.element, [&](auto hType) {
                const auto* h = static_cast<const decltype(hType)*>(call.h.data) + row * call.hStride;
                for (std::int64_t c = lane; c < call.channels; c += kWarp)
                    x[c] = fromFloat<X>(fmaf(call.gate ? call.gate[c] : 1.0f, toFloat(h[c]), toFloat(x[c])));
            });
        if (!call.out.data) return;
        // A lane reads back only what it wrote itself.
        float sum = 0.0f;
        for (std::int64_t c = lane; c < call.channels; c += kWarp)
            sum += toFloat(x[c]);
        const float mean = warpSum(sum) / float(call.channels);
        float squares = 0.0f;
        for (std::int64_t c = lane; c < call.channels; c += kWarp) {
            const float centred = toFloat(x[c]) - mean;
            squares = fmaf(centred, centred, squares);
        }
        const float scale = rsqrtf(warpSum(squares) / float(call.channels) + call.eps);
        withElement(call.out.element, [&](auto outType) {
            auto* out = static_cast<decltype(outType)*>(call.out.data) + row * call.channels;
            for (std::int64_t c = lane; c < call.channels; c += kWarp)
                out[c] = fromFloat<decltype(outType)>(normalised(call, toFloat(x[c]) - mean, scale, c));
        });
    });
}

/// Heads that one warp holds in registers at a time, so that their loads are in flight together.
constexpr int kHeadGroup = 4;

/// One warp per token and part. Lane l holds the pairs l, l + 32, ...
template <typename T, int kPairs, bool kHalfSplit>
__global__ void __launch_bounds__(kWarp* kWarpsPerBlock) headTransformKernel(const HeadTransform call) {
    const int lane = threadIdx.x % kWarp;
    const std::int64_t task = std::int64_t(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarp;
    if (task >= call.tokens * call.parts) return;
    const std::int64_t token = task / call.parts;
    const int part = int(task % call.parts);
    const int pairs = call.dim / 2;
    T* x = static_cast<T*>(call.x) + token * call.tokenStride + part * call.partStride;
    const float* gamma = part == 0 ? call.gamma[0] : call.gamma[1];
    const float rootDim = sqrtf(float(call.dim));

    float cos[kPairs], sin[kPairs];
    const std::int64_t place = call.cos ? token % (call.prefix + call.tableRows) - call.prefix : -1;
#pragma unroll
    for (int j = 0; j < kPairs; ++j) {
        const int pair = lane + j * kWarp;
        const bool rotates = place >= 0 && pair < pairs;
        cos[j] = rotates ? call.cos[place * call.tableStride + pair] : 1.0f;
        sin[j] = rotates ? call.sin[place * call.tableStride + pair] : 0.0f;
    }
    const auto first = [&](int pair) { return kHalfSplit ? pair : 2 * pair; };
    const auto second = [&](int pair) { return kHalfSplit ? pair + pairs : 2 * pair + 1; };

    for (int group = 0; group < call.heads; group += kHeadGroup) {
        float a[kHeadGroup][kPairs], b[kHeadGroup][kPairs];
#pragma unroll
        for (int g = 0; g < kHeadGroup; ++g)
#pragma unroll
            for (int j = 0; j < kPairs; ++j) {
                const int pair = lane + j * kWarp;
                a[g][j] = b[g][j] = 0.0f;
                if (group + g >= call.heads || pair >= pairs) continue;
                const T* head = x + std::int64_t(group + g) * call.dim;
                if (kHalfSplit) {
                    a[g][j] = toFloat(head[first(pair)]);
                    b[g][j] = toFloat(head[second(pair)]);
                } else {
                    const auto both = reinterpret_cast<const Pack<T, 2>*>(head)[pair];
                    a[g][j] = toFloat(both.values[0]);
                    b[g][j] = toFloat(both.values[1]);
                }
            }
#pragma unroll
        for (int g = 0; g < kHeadGroup; ++g) {
            if (group + g >= call.heads) continue;
            if (gamma) {
                float squares = 0.0f;
#pragma unroll
                for (int j = 0; j < kPairs; ++j)
                    squares = fmaf(a[g][j], a[g][j], fmaf(b[g][j], b[g][j], squares));
                const float scale = rootDim / fmaxf(sqrtf(warpSum(squares)), 1e-12f);
                const float* weights = gamma + (group + g) * call.dim;
#pragma unroll
                for (int j = 0; j < kPairs; ++j) {
                    const int pair = lane + j * kWarp;
                    if (pair >= pairs) continue;
                    a[g][j] *= scale * weights[first(pair)];
                    b[g][j] *= scale * weights[second(pair)];
                }
            }
            T* head = x + std::int64_t(group + g) * call.dim;
#pragma unroll
            for (int j = 0; j < kPairs; ++j) {
                const int pair = lane + j * kWarp;
                if (pair >= pairs) continue;
                const T turnedA = fromFloat<T>(a[g][j] * cos[j] - b[g][j] * sin[j]);
                const T turnedB = fromFloat<T>(a[g][j] * sin[j] + b[g][j] * cos[j]);
                if (kHalfSplit) {
                    head[first(pair)] = turnedA;
                    head[second(pair)] = turnedB;
                } else {
                    reinterpret_cast<Pack<T, 2>*>(head)[pair] = {turnedA, turnedB};
                }
            }
        }
    }
}

template <typename T, int kPairs>
void startHeadTransform(const HeadTransform& call, unsigned blocks, cudaStream_t stream) {
    if (call.halfSplit)
        headTransformKernel<T, kPairs, true><<<blocks, kWarp * kWarpsPerBlock, 0, stream>>>(call);
    else
        headTransformKernel<T, kPairs, false><<<blocks, kWarp * kWarpsPerBlock, 0, stream>>>(call);
}

template <typename T>
cudaError_t startHeadTransform(const HeadTransform& call, cudaStream_t stream) {
    const auto blocks = unsigned((call.tokens * call.parts + kWarpsPerBlock - 1) / kWarpsPerBlock);
    const int perLane = (call.dim / 2 + kWarp - 1) / kWarp;
    if (perLane == 1)
        startHeadTransform<T, 1>(call, blocks, stream);
    else if (perLane == 2)
        startHeadTransform<T, 2>(call, blocks, stream);
    else if (perLane <= 4)
        startHeadTransform<T, 4>(call, blocks, stream);
    else
        return cudaErrorInvalidValue;
    return cudaGetLastError();
}

}  // namespace

cudaError_t launchAddNorm(const AddNorm& call, cudaStream_t stream) {
    if (call.rows == 0) return cudaSuccess;
    const auto blocks = unsigned((call.rows + kWarpsPerBlock - 1) / kWarpsPerBlock);
    constexpr unsigned kThreads = kWarp * kWarpsPerBlock;
    const std::int64_t chunks = (call.channels + kWarp * kVector - 1) / (kWarp * kVector);
    if (call.channels % kVector != 0 || chunks > 8)
        addNormOfAnyWidth<<<blocks, kThreads, 0, stream>>>(call);
    else if (chunks == 1)
        addNormKernel<1><<<blocks, kThreads, 0, stream>>>(call);
    else if (chunks == 2)
        addNormKernel<2><<<blocks, kThreads, 0, stream>>>(call);
    else if (chunks <= 4)
        addNormKernel<4><<<blocks, kThreads, 0, stream>>>(call);
    else if (chunks <= 6)
        addNormKernel<6><<<blocks, kThreads, 0, stream>>>(call);
    else
        addNormKernel<8><<<blocks, kThreads, 0, stream>>>(call);
    return cudaGetLastError();
}

cudaError_t launchHeadTransform(const HeadTransform& call, cudaStream_t stream) {
    if (call.tokens == 0) return cudaSuccess;
    switch (call.element) {
        case Element::Float:
            return startHeadTransform<float>(call, stream);
        case Element::Half:
            return startHeadTransform<__half>(call, stream);
        default:
            return startHeadTransform<__nv_bfloat16>(call, stream);
    }
}

}  // namespace espalier::kernels

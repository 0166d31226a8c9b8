#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "inference/nn/overlapped_launch.cuh"
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

/// Eight elements as they lie in memory: one access of 16 bytes, or two for float.
template <typename T>
struct Vector {
    static constexpr int kPerAccess = 16 / sizeof(T);
    Pack<T, kPerAccess> packs[kVector / kPerAccess];

    __device__ float operator[](int i) const { return toFloat(packs[i / kPerAccess].values[i % kPerAccess]); }
};

template <typename T>
__device__ Vector<T> load8(const T* from) {
    return *reinterpret_cast<const Vector<T>*>(from);
}

/// Stores eight elements; leaves in `values` what was stored, rounded.
template <typename T>
__device__ void store8(T* to, float (&values)[kVector]) {
    Vector<T> stored;
#pragma unroll
    for (int i = 0; i < kVector; ++i) {
        stored.packs[i / Vector<T>::kPerAccess].values[i % Vector<T>::kPerAccess] = fromFloat<T>(values[i]);
        values[i] = stored[i];
    }
    *reinterpret_cast<Vector<T>*>(to) = stored;
}

/// Calls work(T{}) with the element's type.
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
template <typename X, typename H, typename Out, int kChunks>
__global__ void __launch_bounds__(kWarp* kWarpsPerBlock) addNormKernel(const AddNorm call) {
    awaitEarlierKernels();
    const int lane = threadIdx.x % kWarp;
    const std::int64_t row = std::int64_t(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarp;
    if (row >= call.rows) return;
    const int vectors = int(call.channels / kVector);
    X* const xRow = static_cast<X*>(call.x.data) + row * call.channels;
    const auto eachChunk = [&](const auto& work) {
#pragma unroll
        for (int i = 0; i < kChunks; ++i)
            if (lane + i * kWarp < vectors) work(i, (lane + i * kWarp) * kVector);
    };
    // All of the row is asked for before any of it is used.
    Vector<X> xs[kChunks];
    Vector<H> hs[kChunks];
    eachChunk([&](int i, int column) { xs[i] = load8(xRow + column); });
    if (call.h.data) {
        const H* const hRow = static_cast<const H*>(call.h.data) + row * call.hStride;
        eachChunk([&](int i, int column) { hs[i] = load8(hRow + column); });
    }
    float x[kChunks][kVector];
    eachChunk([&](int i, int) {
#pragma unroll
        for (int j = 0; j < kVector; ++j)
            x[i][j] = xs[i][j];
    });
    if (call.h.data)
        eachChunk([&](int i, int column) {
            if (call.gate) {
                const Vector<float> gate = load8(call.gate + column);
#pragma unroll
                for (int j = 0; j < kVector; ++j)
                    x[i][j] = fmaf(gate[j], hs[i][j], x[i][j]);
            } else {
#pragma unroll
                for (int j = 0; j < kVector; ++j)
                    x[i][j] += hs[i][j];
            }
            store8(xRow + column, x[i]);
        });
    if (!call.out.data) return;

    float sum = 0.0f;
    eachChunk([&](int i, int) {
#pragma unroll
        for (int j = 0; j < kVector; ++j)
            sum += x[i][j];
    });
    const float mean = warpSum(sum) / float(call.channels);
    float squares = 0.0f;
    eachChunk([&](int i, int) {
#pragma unroll
        for (int j = 0; j < kVector; ++j) {
            x[i][j] -= mean;
            squares = fmaf(x[i][j], x[i][j], squares);
        }
    });
    const float scale = rsqrtf(warpSum(squares) / float(call.channels) + call.eps);
    Out* const outRow = static_cast<Out*>(call.out.data) + row * call.channels;
    eachChunk([&](int i, int column) {
        if (call.weight) {
            const Vector<float> weight = load8(call.weight + column);
#pragma unroll
            for (int j = 0; j < kVector; ++j)
                x[i][j] *= scale * (weight[j] + call.weightOffset);
        } else {
#pragma unroll
            for (int j = 0; j < kVector; ++j)
                x[i][j] *= scale;
        }
        if (call.bias) {
            const Vector<float> bias = load8(call.bias + column);
#pragma unroll
            for (int j = 0; j < kVector; ++j)
                x[i][j] += bias[j];
        }
        if (call.silu)
#pragma unroll
            for (int j = 0; j < kVector; ++j)
                x[i][j] = silu(x[i][j]);
        store8(outRow + column, x[i]);
    });
}

/// Any number of channels and mixture of types, one warp per row, one element at a time, in several passes over the
/// row.
__global__ void __launch_bounds__(kWarp* kWarpsPerBlock) addNormOfAnyWidth(const AddNorm call) {
    awaitEarlierKernels();
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

enum class PairLayout {
    HalfSplit,
    Interleaved,
    InterleavedFull,  ///< dim is 64 * kPairs: a lane reads its neighbouring pairs at once
};

/// One warp per token and part. Lane l holds the pairs l, l + 32, ..., or l * kPairs, l * kPairs + 1, ...
template <typename T, int kPairs, PairLayout kLayout>
__global__ void __launch_bounds__(kWarp* kWarpsPerBlock) headTransformKernel(const HeadTransform call) {
    awaitEarlierKernels();
    const int lane = threadIdx.x % kWarp;
    const std::int64_t task = std::int64_t(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarp;
    if (task >= call.tokens * call.parts) return;
    const std::int64_t token = task / call.parts;
    const int part = int(task % call.parts);
    const int pairs = call.dim / 2;
    T* x = static_cast<T*>(call.x) + token * call.tokenStride + part * call.partStride;
    const float* gamma = part == 0 ? call.gamma[0] : call.gamma[1];
    const float rootDim = sqrtf(float(call.dim));

    constexpr bool kHalfSplit = kLayout == PairLayout::HalfSplit;
    constexpr bool kFull = kLayout == PairLayout::InterleavedFull;
    const auto pairOf = [&](int j) { return kFull ? lane * kPairs + j : lane + j * kWarp; };
    const auto first = [&](int pair) { return kHalfSplit ? pair : 2 * pair; };
    const auto second = [&](int pair) { return kHalfSplit ? pair + pairs : 2 * pair + 1; };
    float cos[kPairs], sin[kPairs];
    const std::int64_t place = call.cos ? token % (call.prefix + call.tableRows) - call.prefix : -1;
#pragma unroll
    for (int j = 0; j < kPairs; ++j) {
        const bool rotates = place >= 0 && pairOf(j) < pairs;
        cos[j] = rotates ? call.cos[place * call.tableStride + pairOf(j)] : 1.0f;
        sin[j] = rotates ? call.sin[place * call.tableStride + pairOf(j)] : 0.0f;
    }

    for (int group = 0; group < call.heads; group += kHeadGroup) {
        Pack<T, 2 * kPairs> raw[kHeadGroup];  // pairs one after another
#pragma unroll
        for (int g = 0; g < kHeadGroup; ++g) {
            if (group + g >= call.heads) continue;
            const T* head = x + std::int64_t(group + g) * call.dim;
            if constexpr (kFull) {
                raw[g] = reinterpret_cast<const Pack<T, 2 * kPairs>*>(head)[lane];
            } else {
#pragma unroll
                for (int j = 0; j < kPairs; ++j) {
                    const bool has = pairOf(j) < pairs;
                    raw[g].values[2 * j] = has ? head[first(pairOf(j))] : fromFloat<T>(0.0f);
                    raw[g].values[2 * j + 1] = has ? head[second(pairOf(j))] : fromFloat<T>(0.0f);
                }
            }
        }
#pragma unroll
        for (int g = 0; g < kHeadGroup; ++g) {
            if (group + g >= call.heads) continue;
            float scale = 1.0f;
            if (gamma) {
                float squares = 0.0f;
#pragma unroll
                for (int i = 0; i < 2 * kPairs; ++i)
                    squares = fmaf(toFloat(raw[g].values[i]), toFloat(raw[g].values[i]), squares);
                scale = rootDim / fmaxf(sqrtf(warpSum(squares)), 1e-12f);
            }
            const float* weights = gamma ? gamma + (group + g) * call.dim : nullptr;
            T* head = x + std::int64_t(group + g) * call.dim;
#pragma unroll
            for (int j = 0; j < kPairs; ++j) {
                if (pairOf(j) >= pairs) continue;
                float a = toFloat(raw[g].values[2 * j]);
                float b = toFloat(raw[g].values[2 * j + 1]);
                if (weights) {
                    a *= scale * weights[first(pairOf(j))];
                    b *= scale * weights[second(pairOf(j))];
                }
                raw[g].values[2 * j] = fromFloat<T>(a * cos[j] - b * sin[j]);
                raw[g].values[2 * j + 1] = fromFloat<T>(a * sin[j] + b * cos[j]);
                if constexpr (kFull) continue;
                head[first(pairOf(j))] = raw[g].values[2 * j];
                head[second(pairOf(j))] = raw[g].values[2 * j + 1];
            }
            if constexpr (kFull) reinterpret_cast<Pack<T, 2 * kPairs>*>(head)[lane] = raw[g];
        }
    }
}

unsigned blocksFor(std::int64_t warps) {
    return unsigned((warps + kWarpsPerBlock - 1) / kWarpsPerBlock);
}

template <typename T, int kPairs>
void startHeadTransform(const HeadTransform& call, unsigned blocks, cudaStream_t stream) {
    constexpr unsigned kThreads = kWarp * kWarpsPerBlock;
    constexpr std::size_t kPackBytes = sizeof(Pack<T, 2 * kPairs>);
    const bool aligned = reinterpret_cast<std::uintptr_t>(call.x) % kPackBytes == 0 &&
                         call.tokenStride * sizeof(T) % kPackBytes == 0 &&
                         call.partStride * sizeof(T) % kPackBytes == 0;
    if (call.halfSplit)
        launchOverlapped(headTransformKernel<T, kPairs, PairLayout::HalfSplit>, blocks, kThreads, 0, stream, call);
    else if (call.dim == 2 * kWarp * kPairs && kPackBytes <= 16 && aligned)
        launchOverlapped(headTransformKernel<T, kPairs, PairLayout::InterleavedFull>, blocks, kThreads, 0, stream,
                         call);
    else
        launchOverlapped(headTransformKernel<T, kPairs, PairLayout::Interleaved>, blocks, kThreads, 0, stream, call);
}

template <typename T>
cudaError_t startHeadTransform(const HeadTransform& call, cudaStream_t stream) {
    const unsigned blocks = blocksFor(call.tokens * call.parts);
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

template <typename T>
constexpr Element kElement = Element::Float;
template <>
constexpr Element kElement<__half> = Element::Half;
template <>
constexpr Element kElement<__nv_bfloat16> = Element::BFloat16;

/// Starts the kernel for these types if they are the call's; tells whether it did.
template <typename X, typename H, typename Out>
bool startAddNorm(const AddNorm& call, cudaStream_t stream) {
    const bool typesFit = call.x.element == kElement<X> && (!call.h.data || call.h.element == kElement<H>)&&(
                                                               !call.out.data || call.out.element == kElement<Out>);
    const std::int64_t chunks = (call.channels + kWarp * kVector - 1) / (kWarp * kVector);
    if (!typesFit || call.channels % kVector != 0 || chunks > 8) return false;
    const unsigned blocks = blocksFor(call.rows);
    constexpr unsigned kThreads = kWarp * kWarpsPerBlock;
    if (chunks == 1)
        launchOverlapped(addNormKernel<X, H, Out, 1>, blocks, kThreads, 0, stream, call);
    else if (chunks == 2)
        launchOverlapped(addNormKernel<X, H, Out, 2>, blocks, kThreads, 0, stream, call);
    else if (chunks <= 4)
        launchOverlapped(addNormKernel<X, H, Out, 4>, blocks, kThreads, 0, stream, call);
    else if (chunks <= 6)
        launchOverlapped(addNormKernel<X, H, Out, 6>, blocks, kThreads, 0, stream, call);
    else
        launchOverlapped(addNormKernel<X, H, Out, 8>, blocks, kThreads, 0, stream, call);
    return true;
}

}  // namespace

cudaError_t launchAddNorm(const AddNorm& call, cudaStream_t stream) {
    if (call.rows == 0) return cudaSuccess;
    using Float = float;
    using Half = __half;
    using BFloat16 = __nv_bfloat16;
    // What the networks ask for; everything else goes the slow way.
    const bool started =
        startAddNorm<BFloat16, BFloat16, BFloat16>(call, stream) ||
        startAddNorm<BFloat16, BFloat16, Float>(call, stream) || startAddNorm<Float, Half, Half>(call, stream) ||
        startAddNorm<Float, Half, Float>(call, stream) || startAddNorm<Half, Half, Half>(call, stream) ||
        startAddNorm<Float, Float, Float>(call, stream);
    if (!started) launchOverlapped(addNormOfAnyWidth, blocksFor(call.rows), kWarp * kWarpsPerBlock, 0, stream, call);
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

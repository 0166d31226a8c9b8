#include "inference/nn/feed_forward_kernels.h"
#include "inference/nn/sparse_conv_feeder.cuh"
#include "inference/nn/warpgroup.cuh"

// Two warpgroups share 128 rows. The hidden layer comes 64 columns at a time: a product into registers, bias and SiLU
// there, and from there the product with the second weight. Only weights are read again and again, from the cache.

namespace espalier::kernels {

#ifdef ESPALIER_WARPGROUPS

namespace {

constexpr int kTileRows = 128;
constexpr int kPanel = 64;  ///< columns of 128 bytes, as products want them
constexpr int kPanelRowBytes = 128;

template <typename T, int kChannels>
struct Memory {
    static constexpr int kPanels = kChannels / kPanel;
    static constexpr int kInputBytes = kPanels * kTileRows * kPanelRowBytes;
    static constexpr int kFirstBytes = kPanels * kPanel * kPanelRowBytes;  ///< 64 hidden rows of the first weight
    static constexpr int kStageBytes = kFirstBytes + kChannels * kPanelRowBytes;
    static constexpr int kOutStride = kChannels + kChunk;
    static constexpr int kOutBytes = kTileRows * kOutStride * int(sizeof(T));
    static constexpr int kNeeded = kInputBytes + 2 * kStageBytes;
    static constexpr int kBytes = kNeeded > kOutBytes ? kNeeded : kOutBytes;
};

/// A panel of kRows rows of 64 numbers; rows from `present` on become zeros.
template <typename T, int kRows>
__device__ void copyPanel(unsigned char* target, const T* source, std::int64_t stride, std::int64_t present) {
#pragma unroll
    for (int row = int(threadIdx.x) / 8; row < kRows; row += kRowStride) {
        const bool valid = row < present;
        const int chunk = threadIdx.x % 8;
        copyChunk(target + chunkOffset(row, chunk), source + (valid ? row * stride + chunk * kChunk : 0), valid);
    }
}

template <typename T, int kChannels>
__device__ void copyWeights(const FeedForwardJob& job, int hidden, unsigned char* stage) {
    const T* const first = static_cast<const T*>(job.firstWeight) + std::int64_t(hidden) * kChannels;
    for (int panel = 0; panel < Memory<T, kChannels>::kPanels; ++panel)
        copyPanel<T, kPanel>(stage + panel * kPanel * kPanelRowBytes, first + panel * kPanel, kChannels, kPanel);
    copyPanel<T, kChannels>(stage + Memory<T, kChannels>::kFirstBytes, static_cast<const T*>(job.secondWeight) + hidden,
                            job.hidden, kChannels);
    closeCopies();
}

[[maybe_unused]] __device__ inline float silu(float x) {
    return __fdividef(x, 1.0f + __expf(-x));
}

template <typename T, int kChannels>
__global__ void __launch_bounds__(kThreads, kChannels == 128 ? 2 : 1) feedForward(const FeedForwardJob job) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
    using M = Memory<T, kChannels>;
    extern __shared__ __align__(1024) unsigned char shared[];
    const std::int64_t firstRow = std::int64_t(blockIdx.x) * kTileRows;
    for (int panel = 0; panel < M::kPanels; ++panel)
        copyPanel<T, kTileRows>(shared + panel * kTileRows * kPanelRowBytes,
                                static_cast<const T*>(job.h) + firstRow * kChannels + panel * kPanel, kChannels,
                                job.rows - firstRow);
    unsigned char* const stages = shared + M::kInputBytes;
    copyWeights<T, kChannels>(job, 0, stages);

    const int group = threadIdx.x / 128, lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const std::uint32_t input = sharedAddress(shared) + group * 64 * kPanelRowBytes;
    float sums[kChannels / 2] = {};
    for (int hidden = 0, turn = 0; hidden < job.hidden; hidden += kPanel, turn ^= 1) {
        awaitCopies<0>();
        publishCopies();
        __syncthreads();
        if (hidden + kPanel < job.hidden)
            copyWeights<T, kChannels>(job, hidden + kPanel, stages + (turn ^ 1) * M::kStageBytes);
        const std::uint32_t stage = sharedAddress(stages + turn * M::kStageBytes);
        float inner[kPanel / 2] = {};
        beginProducts();
#pragma unroll
        for (int k = 0; k < kChannels / 16; ++k) {
            const std::uint32_t panel = k / 4, part = k % 4;
            const std::uint64_t from = describe(input + panel * kTileRows * kPanelRowBytes) + 2 * part;
            const std::uint64_t columns = describe(stage + panel * kPanel * kPanelRowBytes) + 2 * part;
            multiply<kPanel>(inner, from, columns, T());
        }
        closeProducts();
        awaitProducts<0>();
        const T* const bias = static_cast<const T*>(job.firstBias) + hidden;
        std::uint32_t rows[kPanel / 16][4];
#pragma unroll
        for (int n = 0; n < kPanel / 8; ++n) {
            const float low = float(bias[n * 8 + lane % 4 * 2]), high = float(bias[n * 8 + lane % 4 * 2 + 1]);
#pragma unroll
            for (int half = 0; half < 2; ++half)
                rows[n / 2][n % 2 * 2 + half] =
                    packPair<T>(silu(inner[4 * n + 2 * half] + low), silu(inner[4 * n + 2 * half + 1] + high));
        }
        beginProducts();
#pragma unroll
        for (int k = 0; k < kPanel / 16; ++k)
            multiply<kChannels>(sums, rows[k], describe(stage + M::kFirstBytes) + 2 * k, T());
        closeProducts();
        awaitProducts<0>();
    }
    __syncthreads();

    T* const out = reinterpret_cast<T*>(shared);
    const T* const bias = static_cast<const T*>(job.secondBias);
#pragma unroll
    for (int n = 0; n < kChannels / 8; ++n) {
        const int column = n * 8 + lane % 4 * 2;
        const float low = float(bias[column]), high = float(bias[column + 1]);
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int row = group * 64 + warp * 16 + half * 8 + lane / 4;
            *reinterpret_cast<std::uint32_t*>(out + row * M::kOutStride + column) =
                packPair<T>(sums[4 * n + 2 * half] + low, sums[4 * n + 2 * half + 1] + high);
        }
    }
    __syncthreads();
    constexpr int kChunks = kChannels / kChunk;
    for (int item = threadIdx.x; item < kTileRows * kChunks; item += kThreads) {
        const std::int64_t row = firstRow + item / kChunks;
        if (row >= job.rows) break;
        T* const x = static_cast<T*>(job.x) + row * kChannels + item % kChunks * kChunk;
        alignas(16) T values[kChunk], added[kChunk];
        *reinterpret_cast<int4*>(values) = *reinterpret_cast<const int4*>(x);
        *reinterpret_cast<int4*>(added) =
            *reinterpret_cast<const int4*>(out + item / kChunks * M::kOutStride + item % kChunks * kChunk);
        for (int i = 0; i < kChunk; ++i)
            values[i] = T(float(values[i]) + float(added[i]));
        *reinterpret_cast<int4*>(x) = *reinterpret_cast<const int4*>(values);
    }
#endif
}

template <typename T, int kChannels>
cudaError_t launch(const FeedForwardJob& job, cudaStream_t stream) {
    constexpr int kBytes = Memory<T, kChannels>::kBytes;
    const auto kernel = feedForward<T, kChannels>;
    const cudaError_t error = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kBytes);
    if (error != cudaSuccess) return error;
    kernel<<<unsigned((job.rows + kTileRows - 1) / kTileRows), kThreads, kBytes, stream>>>(job);
    return cudaGetLastError();
}

template <typename T>
cudaError_t launch(const FeedForwardJob& job, cudaStream_t stream) {
    return job.channels == 128 ? launch<T, 128>(job, stream) : launch<T, 256>(job, stream);
}

}  // namespace

cudaError_t addFeedForward(const FeedForwardJob& job, cudaStream_t stream) {
    Card card;
    if (const cudaError_t error = Card::current(card); error != cudaSuccess) return error;
    if (card.capability != 90 || (job.channels != 128 && job.channels != 256) || job.hidden % kPanel != 0 ||
        job.element == ConvElement::Float)
        return cudaErrorNotSupported;
    if (job.rows == 0) return cudaSuccess;
    return job.element == ConvElement::Half ? launch<__half>(job, stream) : launch<__nv_bfloat16>(job, stream);
}

#else

cudaError_t addFeedForward(const FeedForwardJob&, cudaStream_t) {
    return cudaErrorNotSupported;
}

#endif

}  // namespace espalier::kernels

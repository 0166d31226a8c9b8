#include "inference/nn/sparse_conv_feeder.cuh"
#include "inference/nn/warpgroup.cuh"

// Implicit GEMM with the warpgroup instructions of compute capability 9.0 (H100, H200), which read both operands from
// shared memory: two warpgroups share a tile's rows. The stages' layout is the instructions' 128-byte swizzle.

namespace espalier::kernels {

#ifdef ESPALIER_WARPGROUPS  // machine code for 9.0 with these instructions ("90a") is part of this build

namespace {

template <typename T, int kRows, int kColumns, int kStages, int kBlocksPerProcessor>
__global__ void __launch_bounds__(kThreads, kBlocksPerProcessor) convolve(const SparseConvJob job) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
    using Memory = TileMemory<T, kRows, kColumns, kStages>;
    constexpr int kParts = kRows / 128;  // blocks of 64 rows per warpgroup
    constexpr int kAhead = kStages - 2;  // steps that copies are ahead; the latest two products may still be reading
    extern __shared__ __align__(1024) unsigned char shared[];
    const int columnTiles = (job.outChannels + kColumns - 1) / kColumns;
    const int firstColumn = int(blockIdx.x % columnTiles) * kColumns;
    ConvTile tile;
    if (!findTile(job, int(blockIdx.x / columnTiles), kRows, tile)) return;

    std::int32_t mapBegin[kRows / kRowStride];
    findMapRows(job, tile, mapBegin);
    const std::uint32_t mask = tileMask(job, mapBegin, shared);
    const int steps = __popc(mask) * ((job.inChannels + kDepth - 1) / kDepth);
    Feeder<T, kRows, kColumns> feeder(job, tile, firstColumn, mask, mapBegin);
#pragma unroll
    for (int stage = 0; stage < kAhead; ++stage)
        feeder.copyTo(shared + stage * Memory::kStageBytes);

    const int group = threadIdx.x / 128;
    float sums[kParts][kColumns / 2] = {};
    int stage = 0, freeStage = kAhead;
    for (int step = 0; step < steps; ++step) {
        awaitCopies<kAhead - 1>();
        publishCopies();
        __syncthreads();
        const std::uint32_t rows = sharedAddress(shared + stage * Memory::kStageBytes);
        const std::uint64_t columns = describe(rows + kRows * Memory::kRowBytes);
        beginProducts();
#pragma unroll
        for (int k = 0; k < kDepth / 16; ++k)
#pragma unroll
            for (int part = 0; part < kParts; ++part) {
                const std::uint32_t first = rows + (group * kParts + part) * 64 * Memory::kRowBytes;
                // 16 channels are 32 bytes, which descriptors count in sixteens.
                multiply<kColumns>(sums[part], describe(first) + 2 * k, columns + 2 * k, T());
            }
        closeProducts();
        feeder.copyTo(shared + freeStage * Memory::kStageBytes);
        awaitProducts<1>();
        stage = stage + 1 == kStages ? 0 : stage + 1;
        freeStage = freeStage + 1 == kStages ? 0 : freeStage + 1;
    }
    awaitProducts<0>();
    awaitCopies<0>();
    __syncthreads();

    T* const out = reinterpret_cast<T*>(shared);
    const float* const bias = job.bias + std::int64_t(tile.group) * job.outChannels;
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
#pragma unroll
    for (int n = 0; n < kColumns / 8; ++n) {
        const int column = n * 8 + lane % 4 * 2;
        const bool inside = firstColumn + column < job.outChannels;
        const float low = inside ? bias[firstColumn + column] : 0.0f;
        const float high = inside ? bias[firstColumn + column + 1] : 0.0f;
#pragma unroll
        for (int part = 0; part < kParts; ++part)
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                const int row = (group * kParts + part) * 64 + warp * 16 + half * 8 + lane / 4;
                const float* const pair = sums[part] + 4 * n + 2 * half;
                *reinterpret_cast<std::uint32_t*>(out + row * Memory::kOutStride + column) =
                    packPair<T>(pair[0] + low, pair[1] + high);
            }
    }
    __syncthreads();
    writeTile<T, kRows, kColumns>(job, tile, firstColumn, out);
#endif
}

template <typename T, int kRows, int kColumns, int kStages, int kBlocksPerProcessor>
cudaError_t launch(const SparseConvJob& job, cudaStream_t stream) {
    return launchTiles<TileMemory<T, kRows, kColumns, kStages>>(
        convolve<T, kRows, kColumns, kStages, kBlocksPerProcessor>, job, kRows, kColumns, stream);
}

/// Big tiles ask least of the memory per product, but a small job must also be spread over all processors.
template <typename T>
cudaError_t launchBest(const SparseConvJob& job, const Card& card, cudaStream_t stream) {
    const auto fills = [&](int rows, int columns) {
        return tileCount(job, rows) * ((job.outChannels + columns - 1) / columns) >= card.processors;
    };
    if (job.outChannels <= 64) return launch<T, 128, 64, 3, 3>(job, stream);
    if (job.outChannels % 256 == 0 && fills(128, 256)) return launch<T, 128, 256, 4, 1>(job, stream);
    return launch<T, 128, 128, 3, 2>(job, stream);
}

}  // namespace

cudaError_t sparseConvolutionByWarpgroups(const SparseConvJob& job, cudaStream_t stream) {
    if (job.inChannels % kChunk != 0 || job.outChannels % kChunk != 0 || job.element == ConvElement::Float)
        return cudaErrorNotSupported;
    Card card;
    if (const cudaError_t error = Card::current(card); error != cudaSuccess) return error;
    if (card.capability != 90) return cudaErrorNotSupported;
    if (job.rows == 0) return cudaSuccess;
    return job.element == ConvElement::Half ? launchBest<__half>(job, card, stream)
                                            : launchBest<__nv_bfloat16>(job, card, stream);
}

#else

cudaError_t sparseConvolutionByWarpgroups(const SparseConvJob&, cudaStream_t) {
    return cudaErrorNotSupported;
}

#endif

}  // namespace espalier::kernels

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "inference/nn/sparse_conv_feeder.cuh"

// Implicit GEMM with the tensor cores' instructions for a warp: every card from 7.5 on.

namespace espalier::kernels {

namespace {

__device__ void loadMatrices(std::uint32_t (&fragment)[4], const unsigned char* address) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(fragment[0]), "=r"(fragment[1]), "=r"(fragment[2]), "=r"(fragment[3])
                 : "r"(sharedAddress(address)));
}

template <typename T, int kRows, int kColumns, int kWarpsAcross, int kStages, int kBlocksPerProcessor>
__global__ void __launch_bounds__(kThreads, kBlocksPerProcessor) convolve(const SparseConvJob job) {
    using Memory = TileMemory<T, kRows, kColumns, kStages>;
    constexpr int kWarpRows = kRows / (kThreads / 32 / kWarpsAcross);
    constexpr int kWarpColumns = kColumns / kWarpsAcross;
    extern __shared__ __align__(128) unsigned char shared[];
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
    for (int stage = 0; stage < kStages - 1; ++stage)
        feeder.copyTo(shared + stage * Memory::kStageBytes);

    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    const int warpRow = warp / kWarpsAcross * kWarpRows, warpColumn = warp % kWarpsAcross * kWarpColumns;
    float sums[kWarpRows / 16][kWarpColumns / 8][4] = {};
    int stage = 0, freeStage = kStages - 1;
    for (int step = 0; step < steps; ++step) {
        awaitCopies<kStages - 2>();
        __syncthreads();
        feeder.copyTo(shared + freeStage * Memory::kStageBytes);
        const unsigned char* const rows = shared + stage * Memory::kStageBytes;
        const unsigned char* const columns = rows + kRows * Memory::kRowBytes;
#pragma unroll
        for (int k = 0; k < kDepth / 16; ++k) {
            std::uint32_t a[kWarpRows / 16][4], b[kWarpColumns / 16][4];
#pragma unroll
            for (int m = 0; m < kWarpRows / 16; ++m)
                loadMatrices(a[m], rows + chunkOffset(warpRow + m * 16 + lane % 16, 2 * k + lane / 16));
#pragma unroll
            for (int n = 0; n < kWarpColumns / 16; ++n)
                loadMatrices(
                    b[n], columns + chunkOffset(warpColumn + n * 16 + lane / 16 * 8 + lane % 8, 2 * k + lane / 8 % 2));
#pragma unroll
            for (int m = 0; m < kWarpRows / 16; ++m)
#pragma unroll
                for (int n = 0; n < kWarpColumns / 8; ++n)
                    multiply(sums[m][n], a[m], b[n / 2][n % 2 * 2], b[n / 2][n % 2 * 2 + 1], T());
        }
        stage = stage + 1 == kStages ? 0 : stage + 1;
        freeStage = freeStage + 1 == kStages ? 0 : freeStage + 1;
    }
    awaitCopies<0>();
    __syncthreads();

    T* const out = reinterpret_cast<T*>(shared);
    const float* const bias = job.bias + std::int64_t(tile.group) * job.outChannels;
#pragma unroll
    for (int n = 0; n < kWarpColumns / 8; ++n) {
        const int column = warpColumn + n * 8 + lane % 4 * 2;
        const bool inside = firstColumn + column < job.outChannels;
        const float low = inside ? bias[firstColumn + column] : 0.0f,
                    high = inside ? bias[firstColumn + column + 1] : 0.0f;
#pragma unroll
        for (int m = 0; m < kWarpRows / 16; ++m)
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                const int row = warpRow + m * 16 + half * 8 + lane / 4;
                *reinterpret_cast<std::uint32_t*>(out + row * Memory::kOutStride + column) =
                    packPair<T>(sums[m][n][2 * half] + low, sums[m][n][2 * half + 1] + high);
            }
    }
    __syncthreads();
    writeTile<T, kRows, kColumns>(job, tile, firstColumn, out);
}

template <typename T, int kRows, int kColumns, int kWarpsAcross, int kStages, int kBlocksPerProcessor>
cudaError_t launch(const SparseConvJob& job, cudaStream_t stream) {
    return launchTiles<TileMemory<T, kRows, kColumns, kStages>>(
        convolve<T, kRows, kColumns, kWarpsAcross, kStages, kBlocksPerProcessor>, job, kRows, kColumns, stream);
}

/// Wide tiles ask least of the memory per product, but a small job must also be spread over all processors.
template <typename T>
cudaError_t launchBest(const SparseConvJob& job, const Card& card, cudaStream_t stream) {
    constexpr int kWideBytes = TileMemory<T, 128, 256, 3>::kBytes;
    const int wideBlocks = tileCount(job, 128) * (job.outChannels / 256);
    if (job.outChannels % 256 == 0 && card.sharedBytes >= kWideBytes && wideBlocks >= 2 * card.processors)
        return launch<T, 128, 256, 4, 3, 1>(job, stream);
    if (card.capability < 80) return launch<T, 128, 64, 2, 2, 1>(job, stream);
    return job.outChannels > 64 ? launch<T, 128, 128, 4, 3, 2>(job, stream) : launch<T, 128, 64, 2, 3, 2>(job, stream);
}

}  // namespace

cudaError_t sparseConvolutionOnTensorCores(const SparseConvJob& job, cudaStream_t stream) {
    if (job.inChannels % kChunk != 0 || job.outChannels % kChunk != 0 || job.element == ConvElement::Float)
        return cudaErrorNotSupported;
    if (job.rows == 0) return cudaSuccess;
    Card card;
    if (const cudaError_t error = Card::current(card); error != cudaSuccess) return error;
    if (job.element == ConvElement::Half) return launchBest<__half>(job, card, stream);
    return card.capability < 80 ? cudaErrorNotSupported : launchBest<__nv_bfloat16>(job, card, stream);
}

}  // namespace espalier::kernels

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <algorithm>

#include "inference/nn/sparse_conv_feeder.cuh"

// The weight's derivative of a sparse convolution: for each of 27 offsets the product of the neighbours' features,
// transposed, and the result's gradient, over all rows that have this neighbour, about two in five. Each warp collects
// such pairs of rows from its share of the map, copies them into shared memory, three stages of 32 pairs, and adds
// their products to a tile of the weight that it holds in registers.

namespace espalier::kernels {

namespace {

constexpr int kWarps = 4;
constexpr int kPairs = 32;  // of a stage
constexpr int kStages = 3;
constexpr int kOffsets = 27;
constexpr int kQueue = 2 * kPairs;
constexpr int kPad = 16;  // bytes that spread rows over the banks

__device__ void loadTransposed(std::uint32_t (&fragment)[4], const unsigned char* address) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(fragment[0]), "=r"(fragment[1]), "=r"(fragment[2]), "=r"(fragment[3])
                 : "r"(sharedAddress(address)));
}

/// Pairs of rows, of x and of the gradient, that wait for being copied: a ring for each warp.
struct PairQueue {
    int2* slots;
    int head = 0, count = 0;

    __device__ void push(std::int32_t neighbour, std::int32_t row, int lane) {
        const std::uint32_t mask = __ballot_sync(0xFFFFFFFFu, neighbour >= 0);
        if (neighbour >= 0)
            slots[(head + count + __popc(mask & ((1u << lane) - 1u))) % kQueue] = make_int2(neighbour, row);
        count += __popc(mask);
    }
};

template <int kIn, int kOut>
struct GradientMemory {
    static constexpr int kInBytes = kIn * 2 + kPad, kOutBytes = kOut * 2 + kPad;
    static constexpr int kStageBytes = kPairs * (kInBytes + kOutBytes);
    static constexpr int kBytes = kWarps * kStages * kStageBytes;
    static_assert(kBytes >= kIn * kOut * int(sizeof(float)), "the warps' sum takes the place of their stages");
};

template <int kChannels, typename T>
__device__ void copyRow(unsigned char* stage, int rowBytes, const T* source, int stride, int which, const int2* pairs,
                        int head, int count, int lane) {
    constexpr int kChunks = kChannels / kChunk;
#pragma unroll
    for (int i = 0; i < kChunks; ++i) {
        const int piece = i * kPairs + lane, pair = piece / kChunks, chunk = piece % kChunks;
        const bool valid = pair < count;
        const int2 rows = pairs[(head + pair) % kQueue];
        const std::int64_t row = valid ? (which == 0 ? rows.x : rows.y) : 0;
        copyChunk(stage + pair * rowBytes + chunk * 16, source + row * stride + chunk * kChunk, valid);
    }
}

template <typename T, int kIn, int kOut>
__global__ void __launch_bounds__(kWarps * 32) addProducts(const SparseConvGradientJob job) {
    using Memory = GradientMemory<kIn, kOut>;
    extern __shared__ __align__(128) unsigned char shared[];
    __shared__ int2 slots[kWarps][kQueue];
    const int warp = int(threadIdx.x) / 32, lane = int(threadIdx.x) % 32;
    const int offset = int(blockIdx.x), inTiles = job.inChannels / kIn;
    const int firstIn = int(blockIdx.z) % inTiles * kIn, firstOut = int(blockIdx.z) / inTiles * kOut;
    const T* const x = static_cast<const T*>(job.x) + firstIn;
    const T* const gradient = static_cast<const T*>(job.outGradient) + firstOut;
    unsigned char* const stages = shared + warp * kStages * Memory::kStageBytes;

    const int stride = int(gridDim.y) * kWarps * 32;
    std::int64_t row = (std::int64_t(blockIdx.y) * kWarps + warp) * 32 + lane;
    const auto neighbourOf = [&](std::int64_t r) { return r < job.rows ? job.map[r * kOffsets + offset] : -1; };
    std::int32_t neighbour = neighbourOf(row);
    PairQueue queue{slots[warp]};
    int filled = 0;  // stages that held pairs
    const auto fill = [&](int stage) {
        while (queue.count < kPairs && row - lane < job.rows) {
            const std::int32_t next = neighbourOf(row + stride);  // on its way while this one is queued
            queue.push(neighbour, std::int32_t(row), lane);
            neighbour = next;
            row += stride;
        }
        __syncwarp();
        const int count = min(queue.count, kPairs);
        if (count > 0) {
            unsigned char* const place = stages + stage * Memory::kStageBytes;
            copyRow<kIn>(place, Memory::kInBytes, x, job.inChannels, 0, queue.slots, queue.head, count, lane);
            copyRow<kOut>(place + kPairs * Memory::kInBytes, Memory::kOutBytes, gradient, job.outChannels, 1,
                          queue.slots, queue.head, count, lane);
            queue.head = (queue.head + count) % kQueue;
            queue.count -= count;
            ++filled;
        }
        closeCopies();
        __syncwarp();
    };

    float sums[kIn / 16][kOut / 8][4] = {};
    for (int stage = 0; stage + 1 < kStages; ++stage)
        fill(stage);
    for (int step = 0; step < filled; ++step) {
        awaitCopies<kStages - 2>();
        __syncwarp();
        fill((step + kStages - 1) % kStages);
        const unsigned char* const ins = stages + step % kStages * Memory::kStageBytes;
        const unsigned char* const outs = ins + kPairs * Memory::kInBytes;
        const int matrix = lane / 8, within = lane % 8;
#pragma unroll
        for (int first = 0; first < kPairs; first += 16) {
            std::uint32_t a[kIn / 16][4], b[kOut / 16][4];
#pragma unroll
            for (int i = 0; i < kIn / 16; ++i)
                loadTransposed(
                    a[i], ins + (first + matrix / 2 * 8 + within) * Memory::kInBytes + (i * 16 + matrix % 2 * 8) * 2);
#pragma unroll
            for (int j = 0; j < kOut / 16; ++j)
                loadTransposed(
                    b[j], outs + (first + matrix % 2 * 8 + within) * Memory::kOutBytes + (j * 16 + matrix / 2 * 8) * 2);
#pragma unroll
            for (int i = 0; i < kIn / 16; ++i)
#pragma unroll
                for (int j = 0; j < kOut / 8; ++j)
                    multiply(sums[i][j], a[i], b[j / 2][j % 2 * 2], b[j / 2][j % 2 * 2 + 1], T());
        }
    }
    awaitCopies<0>();

    float* const total = reinterpret_cast<float*>(shared);
    for (int turn = 0; turn < kWarps; ++turn) {
        __syncthreads();
        if (turn != warp) continue;
        for (int i = 0; i < kIn / 16; ++i)
            for (int j = 0; j < kOut / 8; ++j)
                for (int k = 0; k < 4; ++k) {
                    float& sum = total[(i * 16 + lane / 4 + k / 2 * 8) * kOut + j * 8 + lane % 4 * 2 + k % 2];
                    sum = turn == 0 ? sums[i][j][k] : sum + sums[i][j][k];
                }
    }
    __syncthreads();
    for (int i = int(threadIdx.x); i < kIn * kOut; i += kWarps * 32)
        atomicAdd(job.weightGradient + (std::int64_t(offset) * job.inChannels + firstIn + i / kOut) * job.outChannels +
                      firstOut + i % kOut,
                  total[i]);
}

template <typename T, int kIn, int kOut>
cudaError_t start(const SparseConvGradientJob& job, cudaStream_t stream) {
    // Enough blocks for a large card, but not so many that adding their sums would be the work.
    constexpr int kBlocks = 2048, kRowsOfWarp = 256;
    const int tiles = job.inChannels / kIn * (job.outChannels / kOut);
    const int most = std::max(1, kBlocks / (kOffsets * tiles));
    const int shares = std::clamp((job.rows + kWarps * kRowsOfWarp - 1) / (kWarps * kRowsOfWarp), 1, most);
    constexpr int kBytes = GradientMemory<kIn, kOut>::kBytes;
    const auto kernel = addProducts<T, kIn, kOut>;
    if (const cudaError_t error = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kBytes);
        error != cudaSuccess)
        return cudaErrorNotSupported;  // cards with less shared memory
    kernel<<<dim3(kOffsets, unsigned(shares), unsigned(tiles)), kWarps * 32, kBytes, stream>>>(job);
    return cudaGetLastError();
}

template <typename T, int kIn>
cudaError_t start(const SparseConvGradientJob& job, cudaStream_t stream) {
    if (job.outChannels % 64 == 0) return start<T, kIn, 64>(job, stream);
    if (job.outChannels % 32 == 0) return start<T, kIn, 32>(job, stream);
    return start<T, kIn, 16>(job, stream);
}

template <typename T>
cudaError_t start(const SparseConvGradientJob& job, cudaStream_t stream) {
    if (job.inChannels % 64 == 0) return start<T, 64>(job, stream);
    if (job.inChannels % 32 == 0) return start<T, 32>(job, stream);
    return start<T, 16>(job, stream);
}

}  // namespace

cudaError_t addSparseConvWeightGradient(const SparseConvGradientJob& job, cudaStream_t stream) {
    if (job.element == ConvElement::Float || job.inChannels % 16 != 0 || job.outChannels % 16 != 0)
        return cudaErrorNotSupported;
    if (job.rows == 0) return cudaSuccess;
    if (job.element == ConvElement::Half) return start<__half>(job, stream);
    int device = 0, major = 0;
    cudaError_t error = cudaGetDevice(&device);
    if (error == cudaSuccess) error = cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device);
    if (error != cudaSuccess) return error;
    return major < 8 ? cudaErrorNotSupported : start<__nv_bfloat16>(job, stream);
}

}  // namespace espalier::kernels

#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "inference/nn/sparse_conv_tile.cuh"

// What the convolutions on tensor cores share: how a tile's operands come into shared memory and its results out of it.
// A block walks over the offsets that at least one of its rows has a neighbour at, 64 input channels at a time; a
// step's operands lie in one of several stages, copied while earlier steps are multiplied. Rows of x are gathered
// straight into shared memory; absent neighbours are zeros there.

namespace espalier::kernels {

constexpr int kThreads = 256;
constexpr int kDepth = 64;      // input channels per step: 128 bytes, eight chunks of 16
constexpr int kChunk = 8;       // channels per 16 bytes
constexpr int kRowStride = 32;  // rows that the block's threads copy at a time

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
#define ESPALIER_OLD_CARD  // no asynchronous copies, no bfloat16, half the product per instruction
#endif

/// Shared memory of a tile: a stage holds kRows rows of x, then kColumns rows of the weight, 64 channels of each.
template <typename T, int kRows, int kColumns, int kStages>
struct TileMemory {
    static constexpr int kRowBytes = kDepth * int(sizeof(T));
    static constexpr int kStageBytes = (kRows + kColumns) * kRowBytes;
    static constexpr int kOutStride = kColumns + kChunk;  // padded against bank conflicts
    static constexpr int kOutBytes = kRows * kOutStride * int(sizeof(T));
    static constexpr int kBytes = kStages * kStageBytes > kOutBytes ? kStages* kStageBytes : kOutBytes;
};

__device__ inline std::uint32_t sharedAddress(const void* pointer) {
    return std::uint32_t(__cvta_generic_to_shared(pointer));
}

/// 16 bytes from global to shared memory, zeros unless `valid`.
__device__ inline void copyChunk(unsigned char* target, const void* source, bool valid) {
#ifdef ESPALIER_OLD_CARD
    *reinterpret_cast<int4*>(target) = valid ? *static_cast<const int4*>(source) : make_int4(0, 0, 0, 0);
#else
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(sharedAddress(target)), "l"(source),
                 "r"(valid ? 16 : 0));
#endif
}

__device__ inline void closeCopies() {
#ifndef ESPALIER_OLD_CARD
    asm volatile("cp.async.commit_group;");
#endif
}

template <int kPending>
__device__ inline void awaitCopies() {
#ifndef ESPALIER_OLD_CARD
    asm volatile("cp.async.wait_group %0;" ::"n"(kPending) : "memory");
#endif
}

/// sum [16, 8] += a [16, 16] b [16, 8], a warp's fragments.
__device__ inline void multiply(float (&sum)[4], const std::uint32_t (&a)[4], std::uint32_t b0, std::uint32_t b1,
                                __half) {
#ifdef ESPALIER_OLD_CARD
    const auto half = [&](std::uint32_t low, std::uint32_t high, std::uint32_t b) {
        asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%0,%1,%2,%3};"
                     : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
                     : "r"(low), "r"(high), "r"(b));
    };
    half(a[0], a[1], b0);
    half(a[2], a[3], b1);
#else
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#endif
}

__device__ inline void multiply(float (&sum)[4], const std::uint32_t (&a)[4], std::uint32_t b0, std::uint32_t b1,
                                __nv_bfloat16) {
#ifndef ESPALIER_OLD_CARD
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#endif
}

/// Where chunk `chunk` of a row of a stage lies: the order of chunks differs from row to row, so that neither copies
/// nor matrix loads meet in a bank.
__device__ inline int chunkOffset(int row, int chunk) {
    return row * kDepth * 2 + ((chunk ^ (row & 7)) << 4);
}

/// Copies of a tile into stages, in the order in which they are multiplied.
template <typename T, int kRows, int kColumns>
class Feeder {
public:
    __device__ Feeder(const SparseConvJob& job, const ConvTile& tile, int firstColumn, std::uint32_t mask,
                      const std::int32_t (&mapBegin)[kRows / kRowStride])
        : m_job(job), m_remaining(mask), m_chunk(threadIdx.x % 8), m_row(threadIdx.x / 8) {
        for (int i = 0; i < kRows / kRowStride; ++i)
            m_mapBegin[i] = mapBegin[i];
        const std::int64_t column = std::int64_t(tile.group) * job.outChannels + firstColumn + m_row;
        m_weight = static_cast<const T*>(job.weight) + column * 27 * job.inChannels + m_chunk * kChunk;
        m_x = static_cast<const T*>(job.x) + m_chunk * kChunk;
        m_columnsLeft = job.outChannels - firstColumn - m_row;
        fetch();
        advance();
    }

    /// Puts the next step's copies on their way; none after the last step.
    __device__ void copyTo(unsigned char* stage) {
        if (m_offset >= 0) {
            const bool inDepth = m_depth + m_chunk * kChunk < m_job.inChannels;
#pragma unroll
            for (int i = 0; i < kRows / kRowStride; ++i) {
                const bool valid = inDepth && m_neighbour[i] >= 0;
                const T* source = m_x + (valid ? std::int64_t(m_neighbour[i]) * m_job.inChannels + m_depth : 0);
                copyChunk(stage + chunkOffset(m_row + i * kRowStride, m_chunk), valid ? source : m_job.x, valid);
            }
            unsigned char* const weights = stage + kRows * kDepth * sizeof(T);
            const T* const source = m_weight + m_offset * m_job.inChannels + m_depth;
#pragma unroll
            for (int i = 0; i < kColumns / kRowStride; ++i) {
                const bool valid = inDepth && i * kRowStride < m_columnsLeft;
                const void* from = valid ? source + std::int64_t(i) * kRowStride * 27 * m_job.inChannels : m_job.weight;
                copyChunk(weights + chunkOffset(m_row + i * kRowStride, m_chunk), from, valid);
            }
            m_depth += kDepth;
            if (m_depth >= m_job.inChannels) advance();
        }
        closeCopies();
    }

private:
    /// Asks for the neighbours at the next offset, ahead of their use.
    __device__ void fetch() {
        m_next = __ffs(int(m_remaining)) - 1;
        m_remaining &= m_remaining - 1;
        if (m_next < 0) return;
#pragma unroll
        for (int i = 0; i < kRows / kRowStride; ++i)
            m_fetched[i] = m_mapBegin[i] >= 0 ? __ldg(m_job.map + m_mapBegin[i] + m_next) : -1;
    }

    __device__ void advance() {
        m_depth = 0;
        m_offset = m_next;
#pragma unroll
        for (int i = 0; i < kRows / kRowStride; ++i)
            m_neighbour[i] = m_fetched[i];
        fetch();
    }

    const SparseConvJob& m_job;
    const T* m_x;
    const T* m_weight;
    std::uint32_t m_remaining;
    int m_chunk, m_row, m_columnsLeft;
    int m_offset = -1, m_next = -1, m_depth = 0;
    std::int32_t m_mapBegin[kRows / kRowStride], m_neighbour[kRows / kRowStride], m_fetched[kRows / kRowStride];
};

/// The offsets that any of the tile's rows has a neighbour at; the same in all threads.
template <int kCount>
__device__ inline std::uint32_t tileMask(const SparseConvJob& job, const std::int32_t (&mapBegin)[kCount],
                                         unsigned char* shared) {
    std::uint32_t mask = 0;
    for (int i = 0; i < kCount; ++i)
        if (mapBegin[i] >= 0) mask |= std::uint32_t(job.masks[mapBegin[i] / 27]);
    for (int lane = 16; lane > 0; lane /= 2)
        mask |= __shfl_xor_sync(~0u, mask, lane);
    auto* const words = reinterpret_cast<std::uint32_t*>(shared);
    if (threadIdx.x % 32 == 0) words[threadIdx.x / 32] = mask;
    __syncthreads();
    for (int warp = 0; warp < kThreads / 32; ++warp)
        mask |= words[warp];
    __syncthreads();
    return mask;
}

template <typename T>
__device__ inline void addResidual(const SparseConvJob& job, std::int32_t row, int column, T (&values)[kChunk]) {
    const int repeats = job.outChannels / job.residualChannels;
    const T* const source = static_cast<const T*>(job.residual) + job.residualRow[row] * job.residualChannels;
    for (int i = 0; i < kChunk; ++i)
        values[i] = T(float(values[i]) + float(source[(column + i) / repeats]));
}

/// Rows of the tile as they lie in shared memory, to where they belong.
template <typename T, int kRows, int kColumns>
__device__ inline void writeTile(const SparseConvJob& job, const ConvTile& tile, int firstColumn, const T* shared) {
    constexpr int kChunksPerRow = kColumns / kChunk;
    for (int item = threadIdx.x; item < kRows * kChunksPerRow; item += kThreads) {
        const int position = tile.begin + item / kChunksPerRow;
        const int column = firstColumn + item % kChunksPerRow * kChunk;
        if (position >= tile.end || column >= job.outChannels) continue;
        const std::int32_t row = job.order[position];
        alignas(16) T values[kChunk];
        const T* const from = shared + item / kChunksPerRow * (kColumns + kChunk) + item % kChunksPerRow * kChunk;
        *reinterpret_cast<int4*>(values) = *reinterpret_cast<const int4*>(from);
        if (job.residual) addResidual(job, row, column, values);
        T* const to = static_cast<T*>(job.out) + std::int64_t(row) * job.outChannels + column;
        *reinterpret_cast<int4*>(to) = *reinterpret_cast<const int4*>(values);
    }
}

/// Where the map's rows of those output rows begin that this thread copies; -1 past the tile's end.
template <int kCount>
__device__ inline void findMapRows(const SparseConvJob& job, const ConvTile& tile, std::int32_t (&mapBegin)[kCount]) {
    for (int i = 0; i < kCount; ++i) {
        const int position = tile.begin + int(threadIdx.x) / 8 + i * kRowStride;
        mapBegin[i] = position < tile.end ? mapRow(job, job.order[position]) * 27 : -1;
    }
}

template <typename T>
__device__ std::uint32_t packPair(float low, float high) {
    const T pair[2] = {T(low), T(high)};
    return *reinterpret_cast<const std::uint32_t*>(pair);
}

/// The current card, as far as it decides how to compute.
struct Card {
    int capability = 0;  ///< 90
    int processors = 0;
    int sharedBytes = 0;  ///< that one block may use

    static cudaError_t current(Card& card) {
        int device = 0, major = 0, minor = 0;
        cudaError_t error = cudaGetDevice(&device);
        const auto ask = [&](int& value, cudaDeviceAttr attribute) {
            if (error == cudaSuccess) error = cudaDeviceGetAttribute(&value, attribute, device);
        };
        ask(major, cudaDevAttrComputeCapabilityMajor);
        ask(minor, cudaDevAttrComputeCapabilityMinor);
        ask(card.processors, cudaDevAttrMultiProcessorCount);
        ask(card.sharedBytes, cudaDevAttrMaxSharedMemoryPerBlockOptin);
        card.capability = 10 * major + minor;
        return error;
    }
};

/// Starts `kernel`, a block of kThreads per tile, with the shared memory that it needs.
template <typename Memory>
cudaError_t launchTiles(void (*kernel)(SparseConvJob), const SparseConvJob& job, int rowsPerTile, int columnsPerTile,
                        cudaStream_t stream) {
    const cudaError_t error = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, Memory::kBytes);
    if (error != cudaSuccess) return error;
    const int columnTiles = (job.outChannels + columnsPerTile - 1) / columnsPerTile;
    kernel<<<unsigned(tileCount(job, rowsPerTile) * columnTiles), kThreads, Memory::kBytes, stream>>>(job);
    return cudaGetLastError();
}

}  // namespace espalier::kernels

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "inference/nn/sparse_conv_tile.cuh"

// Implicit GEMM on the vector units, for float elements, for channels that are no multiples of 8 and for cards without
// the tensor cores' instructions: 64 x 64 results per block, 4 x 4 per thread, float sums.

namespace espalier::kernels {

namespace {

constexpr int kThreads = 256;
constexpr int kRows = 64;
constexpr int kColumns = 64;
constexpr int kDepth = 16;
constexpr int kPerThread = 4;
constexpr int kLoads = kRows * kDepth / kThreads;

template <typename T>
__global__ void __launch_bounds__(kThreads) convolve(const SparseConvJob job) {
    // A row of 68 floats keeps vectors aligned and spreads the columns that are written over the banks.
    __shared__ __align__(16) float rows[kDepth][kRows + 4], columns[kDepth][kColumns + 4];
    __shared__ std::int32_t outputRow[kRows], mapBegin[kRows];
    __shared__ std::uint32_t mask;
    const int columnTiles = (job.outChannels + kColumns - 1) / kColumns;
    const int firstColumn = int(blockIdx.x % columnTiles) * kColumns;
    ConvTile tile;
    if (!findTile(job, int(blockIdx.x / columnTiles), kRows, tile)) return;
    if (threadIdx.x == 0) mask = 0;
    __syncthreads();
    if (threadIdx.x < kRows) {
        const int position = tile.begin + int(threadIdx.x);
        outputRow[threadIdx.x] = position < tile.end ? job.order[position] : -1;
        mapBegin[threadIdx.x] = position < tile.end ? mapRow(job, outputRow[threadIdx.x]) * 27 : -1;
        if (position < tile.end) atomicOr(&mask, std::uint32_t(job.masks[mapBegin[threadIdx.x] / 27]));
    }
    __syncthreads();

    const T* const x = static_cast<const T*>(job.x);
    const T* const weight = static_cast<const T*>(job.weight) +
                            (std::int64_t(tile.group) * job.outChannels + firstColumn) * 27 * job.inChannels;
    const int depth = threadIdx.x % kDepth, lane = threadIdx.x / kDepth;                     // of the copies
    const int across = threadIdx.x % 16 * kPerThread, down = threadIdx.x / 16 * kPerThread;  // of the results
    float sums[kPerThread][kPerThread] = {};
    for (std::uint32_t left = mask; left != 0; left &= left - 1) {
        const int offset = __ffs(int(left)) - 1;
        std::int32_t neighbour[kLoads];
        for (int i = 0; i < kLoads; ++i) {
            const std::int32_t begin = mapBegin[lane + i * 16];
            neighbour[i] = begin >= 0 ? job.map[begin + offset] : -1;
        }
        for (int first = 0; first < job.inChannels; first += kDepth) {
            const int channel = first + depth;
            const bool inDepth = channel < job.inChannels;
            for (int i = 0; i < kLoads; ++i) {
                const int row = lane + i * 16;
                rows[depth][row] = inDepth && neighbour[i] >= 0
                                       ? float(x[std::int64_t(neighbour[i]) * job.inChannels + channel])
                                       : 0.0f;
                columns[depth][row] = inDepth && firstColumn + row < job.outChannels
                                          ? float(weight[(std::int64_t(row) * 27 + offset) * job.inChannels + channel])
                                          : 0.0f;
            }
            __syncthreads();
#pragma unroll
            for (int k = 0; k < kDepth; ++k) {
                const float4 a = *reinterpret_cast<const float4*>(&rows[k][down]);
                const float4 b = *reinterpret_cast<const float4*>(&columns[k][across]);
                const float as[kPerThread] = {a.x, a.y, a.z, a.w}, bs[kPerThread] = {b.x, b.y, b.z, b.w};
                for (int i = 0; i < kPerThread; ++i)
                    for (int j = 0; j < kPerThread; ++j)
                        sums[i][j] += as[i] * bs[j];
            }
            __syncthreads();
        }
    }
    for (int i = 0; i < kPerThread; ++i) {
        const std::int32_t row = outputRow[down + i];
        if (row < 0) continue;
        for (int j = 0; j < kPerThread; ++j) {
            const int column = firstColumn + across + j;
            if (column >= job.outChannels) continue;
            T value = T(sums[i][j] + job.bias[tile.group * job.outChannels + column]);
            if (job.residual) {
                const int channel = column / (job.outChannels / job.residualChannels);
                const T* const source = static_cast<const T*>(job.residual);
                value = T(float(value) + float(source[job.residualRow[row] * job.residualChannels + channel]));
            }
            static_cast<T*>(job.out)[std::int64_t(row) * job.outChannels + column] = value;
        }
    }
}

}  // namespace

cudaError_t sparseConvolutionOnVectorUnits(const SparseConvJob& job, cudaStream_t stream) {
    if (job.rows == 0) return cudaSuccess;
    const auto blocks = unsigned(tileCount(job, kRows) * ((job.outChannels + kColumns - 1) / kColumns));
    if (job.element == ConvElement::Float)
        convolve<float><<<blocks, kThreads, 0, stream>>>(job);
    else if (job.element == ConvElement::Half)
        convolve<__half><<<blocks, kThreads, 0, stream>>>(job);
    else
        convolve<__nv_bfloat16><<<blocks, kThreads, 0, stream>>>(job);
    return cudaGetLastError();
}

cudaError_t sparseConvolution(const SparseConvJob& job, cudaStream_t stream) {
    cudaError_t error = sparseConvolutionByWarpgroups(job, stream);
    if (error == cudaErrorNotSupported) error = sparseConvolutionOnTensorCores(job, stream);
    return error == cudaErrorNotSupported ? sparseConvolutionOnVectorUnits(job, stream) : error;
}

}  // namespace espalier::kernels

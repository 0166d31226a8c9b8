#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

// Launchers of the sparse convolution's kernels. Pointers are device memory; work is put on `stream`.

namespace espalier::kernels {

enum class ConvElement { Float, Half, BFloat16 };

/// One convolution over the 27 neighbours of voxels. Output row r belongs to the map's row slot[r] / 8 and to group
/// slot[r] % 8 (without `slot`: to row r and group 0); each group has its own weight and bias.
struct SparseConvJob {
    ConvElement element;        ///< of x, weight, residual and out
    const void* x;              ///< [., inChannels]
    const void* weight;         ///< [groups * outChannels, 27, inChannels]
    const float* bias;          ///< [groups * outChannels]
    const std::int32_t* map;    ///< [., 27]: rows of x, -1 where there is none
    const std::int32_t* masks;  ///< of the map's rows, see neighbourMasks()
    const std::int64_t* slot;   ///< [rows] or null
    const std::int32_t* order;  ///< [rows]: output rows, those of one group together, similar masks beside each other
    const std::int32_t* groupBegin;   ///< [groups + 1]: where each group begins in `order`
    const void* residual;             ///< null, or [., residualChannels]: added to the result
    const std::int64_t* residualRow;  ///< [rows]: row of `residual` for each output row
    void* out;                        ///< [rows, outChannels]
    std::int32_t rows, groups, inChannels, outChannels;
    std::int32_t residualChannels;  ///< divides outChannels; each channel is repeated in place
};

/// Products in the element's own precision with float sums; float elements are multiplied as floats, not as TF32.
/// On tensor cores for half-precision elements when channels are multiples of 8 and the card has what it takes.
cudaError_t sparseConvolution(const SparseConvJob& job, cudaStream_t stream);

/// The three ways of sparseConvolution(). The first two refuse (cudaErrorNotSupported) what they cannot do.
cudaError_t sparseConvolutionByWarpgroups(const SparseConvJob& job, cudaStream_t stream);
cudaError_t sparseConvolutionOnTensorCores(const SparseConvJob& job, cudaStream_t stream);
cudaError_t sparseConvolutionOnVectorUnits(const SparseConvJob& job, cudaStream_t stream);

/// The derivative of a sum for the weight of a convolution on `map`'s own rows.
struct SparseConvGradientJob {
    ConvElement element;      ///< of x and outGradient
    const void* x;            ///< [., inChannels]
    const void* outGradient;  ///< [rows, outChannels]
    const std::int32_t* map;  ///< [rows, 27]
    float* weightGradient;    ///< [27, inChannels, outChannels]: added to
    std::int32_t rows, inChannels, outChannels;
};

/// Refuses (cudaErrorNotSupported) float elements, channels that are no multiples of 16, and bfloat16 before 8.0.
cudaError_t addSparseConvWeightGradient(const SparseConvGradientJob& job, cudaStream_t stream);

}  // namespace espalier::kernels

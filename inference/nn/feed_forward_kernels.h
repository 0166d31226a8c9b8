#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "inference/nn/sparse_conv_kernels.h"

namespace espalier::kernels {

/// x += second(SiLU(first(h))) for rows of `channels`, with the hidden layer in registers only.
struct FeedForwardJob {
    ConvElement element;       ///< of every matrix and bias
    void* x;                   ///< [rows, channels]
    const void* h;             ///< [rows, channels]
    const void* firstWeight;   ///< [hidden, channels]
    const void* firstBias;     ///< [hidden]
    const void* secondWeight;  ///< [channels, hidden]
    const void* secondBias;    ///< [channels]
    std::int64_t rows;
    std::int32_t channels, hidden;
};

/// For 128 or 256 channels in half precision on cards of 9.0; refuses (cudaErrorNotSupported) everything else.
cudaError_t addFeedForward(const FeedForwardJob& job, cudaStream_t stream);

}  // namespace espalier::kernels

#pragma once

#include "inference/tensor/cuda_ops.h"

namespace espalier::cuda {

// See CudaOps.
at::Tensor sparseConvolution(const SparseConvolution& convolution);
at::Tensor sparseConvolutionWeightGradient(const at::Tensor& x, const at::Tensor& outGradient, const at::Tensor& map);
bool addFeedForward(const at::Tensor& x, const at::Tensor& h, const at::Tensor& w1, const at::Tensor& b1,
                    const at::Tensor& w2, const at::Tensor& b2);

}  // namespace espalier::cuda

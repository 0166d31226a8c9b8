#pragma once

#include "inference/tensor/cuda_ops.h"

namespace espalier::cuda {

/// See CudaOps.
at::Tensor sparseConvolution(const SparseConvolution& convolution);

}  // namespace espalier::cuda

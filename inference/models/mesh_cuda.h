#pragma once

#include "inference/tensor/cuda_ops.h"

// The meshing part of CudaOps, which says what these do.

namespace espalier::cuda {

std::pair<at::Tensor, at::Tensor> meshDualGrid(const at::Tensor& coords, const at::Tensor& map,
                                               const at::Tensor& dualVertices, const at::Tensor& intersected,
                                               const at::Tensor& splitWeights, std::int64_t resolution);
at::Tensor sampleVoxels(const at::Tensor& coords, const at::Tensor& attributes, const at::Tensor& positions);

}  // namespace espalier::cuda

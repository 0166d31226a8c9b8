#pragma once

#include "inference/tensor/cuda_ops.h"

// The sparse part of CudaOps, which says what these do.

namespace espalier::cuda {

at::Tensor neighbourMap(const at::Tensor& coords);
at::Tensor refinedNeighbourMap(const at::Tensor& coarseMap, const at::Tensor& slot);
at::Tensor childCoords(const at::Tensor& coarse, const at::Tensor& slot);
ConvolutionOrder convolutionOrder(const at::Tensor& map, const at::Tensor& slot);

/// A hash table of voxels [N, 4] and the memory it lies in.
struct DeviceHash {
    at::Tensor keys, rows;
};
/// Built on the current stream of the coordinates' card.
DeviceHash buildDeviceHash(const at::Tensor& coords);

}  // namespace espalier::cuda

// The module libespalier_cuda.so: the table of Espalier's CUDA kernels. See inference/tensor/cuda_ops.h.

#include "inference/tensor/cuda_ops.h"

namespace {

#define ESPALIER_EXPORT extern "C" __attribute__((visibility("default")))

/// For the check of the card, which reads it without LibTorch.
ESPALIER_EXPORT const char* espalierCudaArchitectures() {
    return ESPALIER_CUDA_CODE;
}

ESPALIER_EXPORT const espalier::CudaOps* espalierCudaOps() {
    static const espalier::CudaOps table{
        .architectures = ESPALIER_CUDA_CODE,
    };
    return &table;
}

}  // namespace

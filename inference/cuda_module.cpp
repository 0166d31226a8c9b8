// The module libespalier_cuda.so: the table of Espalier's CUDA kernels. See inference/tensor/cuda_ops.h.

#include "inference/models/mesh_cuda.h"
#include "inference/nn/sparse_conv_cuda.h"
#include "inference/nn/transformer_cuda.h"
#include "inference/tensor/cuda_ops.h"
#include "inference/tensor/sparse_cuda.h"

namespace {

#define ESPALIER_EXPORT extern "C" __attribute__((visibility("default")))

/// For the check of the card, which reads it without LibTorch.
ESPALIER_EXPORT const char* espalierCudaArchitectures() {
    return ESPALIER_CUDA_CODE;
}

ESPALIER_EXPORT const espalier::CudaOps* espalierCudaOps() {
    static const espalier::CudaOps table{
        .architectures = ESPALIER_CUDA_CODE,
        .addNorm = espalier::cuda::addNorm,
        .transformHeads = espalier::cuda::transformHeads,
        .segmentAttention = espalier::cuda::segmentAttention,
        .captureGraph = espalier::cuda::captureGraph,
        .computeMajor = espalier::cuda::computeMajor,
        .neighbourMap = espalier::cuda::neighbourMap,
        .refinedNeighbourMap = espalier::cuda::refinedNeighbourMap,
        .childCoords = espalier::cuda::childCoords,
        .convolutionOrder = espalier::cuda::convolutionOrder,
        .sparseConvolution = espalier::cuda::sparseConvolution,
        .sparseConvolutionWeightGradient = espalier::cuda::sparseConvolutionWeightGradient,
        .addFeedForward = espalier::cuda::addFeedForward,
        .meshDualGrid = espalier::cuda::meshDualGrid,
        .sampleVoxels = espalier::cuda::sampleVoxels,
    };
    return &table;
}

}  // namespace

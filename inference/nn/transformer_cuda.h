#pragma once

#include "inference/tensor/cuda_ops.h"

// The transformers' entries of the CudaOps table; part of the module libespalier_cuda.so.

namespace espalier::cuda {

void addNorm(const at::Tensor& x, const at::Tensor& h, const at::Tensor& gate, const RowNorm& norm,
             const at::Tensor& out);
void transformHeads(const at::Tensor& x, at::TensorList gammas, const at::Tensor& cos, const at::Tensor& sin,
                    std::int64_t prefix, bool halfSplit);
at::Tensor segmentAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                            const std::vector<std::int64_t>& qOffsets, const std::vector<std::int64_t>& kOffsets);
std::function<void()> captureGraph(c10::Device device, const std::function<void()>& work);
int computeMajor(c10::Device device);

}  // namespace espalier::cuda

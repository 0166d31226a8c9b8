#pragma once

#include <ATen/core/Tensor.h>

namespace espalier {

/// Espalier's own CUDA kernels as functions on tensors. They lie in a module (libespalier_cuda.so) that is opened
/// beside LibTorch's CUDA libraries, so the program itself needs neither. Tensors lie on one card, results too; work
/// goes to that card's current stream. A function throws Error(Internal) on shapes or dtypes it does not know.
/// Each function says where its processor counterpart is; a test compares the two.
struct CudaOps {
    /// Machine code and PTX in the module: "75 80 86 89 90 100 120 ptx120".
    const char* architectures = nullptr;
};

/// The module's table, or null when there is none or loadCuda() (inference/device) failed: then LibTorch's own
/// operations serve. Looked up once, on first use. Thread-safe.
const CudaOps* cudaOps();

/// Why cudaOps() is null, in one sentence; "" when it is not.
const std::string& cudaOpsProblem();

}  // namespace espalier

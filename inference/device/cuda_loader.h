#pragma once

#include <string>

namespace espalier {

/// Opens LibTorch's CUDA libraries (libtorch_cuda.so, found like any library of the program) so that tensors can live
/// on a card. The first call decides for the whole process and must come before anything asks LibTorch about CUDA,
/// which would remember "no CUDA" for good. Returns "" or one sentence on why it cannot be; the CPU keeps working then.
/// Thread-safe.
const std::string& loadCuda();

}  // namespace espalier

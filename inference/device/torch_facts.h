#pragma once

#include <filesystem>
#include <string>

#include "inference/device/architectures.h"

namespace espalier {

/// What the LibTorch of this process is, learnt without a CUDA call.
struct TorchFacts {
    std::string version;  ///< "2.11.0"
    int cudaMajor = 0;    ///< of the CUDA it was built for; 0 = none
    int cudaMinor = 0;
    Architectures architectures;  ///< of libtorch_cuda.so; empty when that library is not there
    std::string loadProblem;      ///< why its CUDA libraries cannot be opened; "" = they are open, or it was not tried

    /// "2.11.0+cu130"
    std::string label() const;
    /// The library that could not be found, from the loader's words; "" when it was something else.
    std::string missingLibrary() const;
};

/// Where LibTorch's CUDA library belongs: beside its CPU library, which the process has open; "" in a program without.
std::filesystem::path torchCudaLibrary();

/// Finds the compiler flags that `library` remembers, by reading the mapped file; empty when there are none.
Architectures scanArchitectures(const std::filesystem::path& library);

}  // namespace espalier

#pragma once

#include <string>
#include <string_view>

#include "inference/device/machine.h"

namespace espalier {

/// Why something cannot be used, in one sentence, and what the user can do about it; both empty when it can. A remedy
/// may be missing: an old card stays old.
struct Obstacle {
    std::string cause;
    std::string remedy;

    bool isNone() const { return cause.empty(); }
};

/// Why the driver offers no card.
Obstacle driverProblem(const DeviceProbe& probe);

/// Why `card` cannot be used with this driver and LibTorch, its memory apart.
Obstacle cardProblem(const Machine& machine, const CudaDevice& card);

/// What the user is told when a kernel fails on `card` all the same; `words` are LibTorch's or CUDA's.
Obstacle kernelFailure(const Machine& machine, const CudaDevice& card, std::string_view words);

/// "NVIDIA GeForce RTX 5090 (compute capability 12.0)"
std::string cardText(const CudaDevice& card);
/// "580.95.05, for CUDA 13.0"
std::string driverText(const DeviceProbe& probe);

}  // namespace espalier

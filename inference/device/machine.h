#pragma once

#include <map>
#include <set>
#include <string>

#include "inference/device/architectures.h"
#include "inference/device/device_probe.h"
#include "inference/device/torch_facts.h"

namespace espalier {

/// Espalier's own kernels (libespalier_cuda.so); LibTorch's operations serve where they are not there.
struct KernelFacts {
    Architectures architectures;  ///< empty: not in this build, or not opened
    std::string problem;          ///< why they are not open, one sentence; "" = they are, or it was not tried
};

/// Everything that a verdict depends on, as plain values.
struct Machine {
    DeviceProbe probe;
    TorchFacts torch;
    KernelFacts kernels;
    /// By UUID, for cards whose small test failed: what failed, for example "bf16 product: no kernel image ...".
    std::map<std::string, std::string> failedTests;
    /// UUIDs of cards on which only the attention that writes out all scores works.
    std::set<std::string> slowAttention;
};

}  // namespace espalier

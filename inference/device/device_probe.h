#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace espalier {

struct CudaDevice {
    std::string name;
    int computeMajor = 0;
    int computeMinor = 0;
    std::uint64_t totalBytes = 0;
};

/// What this machine offers, asked of the operating system and the graphics driver; LibTorch takes no part.
struct DeviceProbe {
    std::string processor;             ///< model name, "" when unknown
    int cores = 1;                     ///< that this process may use
    std::uint64_t memoryBytes = 0;     ///< physical memory
    std::uint64_t availableBytes = 0;  ///< memory that can be had without swapping
    int driverCudaMajor = 0;           ///< highest CUDA version the driver serves; 0 = no driver
    int driverCudaMinor = 0;
    std::vector<CudaDevice> cards;
    std::string cudaProblem;  ///< why there is no card, one sentence; empty when there is one
};

/// Opens the driver's library for the duration of the call. Never throws; takes some 100 ms where there is a card.
DeviceProbe probeDevices();

}  // namespace espalier

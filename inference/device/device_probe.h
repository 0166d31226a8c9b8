#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// Who may compute on a card, as its owner set it.
enum class ComputeMode { Default = 0, Prohibited = 2, ExclusiveProcess = 3 };

struct CudaDevice {
    std::string name;
    int computeMajor = 0;
    int computeMinor = 0;
    std::uint64_t totalBytes = 0;
    int index = 0;     ///< the driver's number for it, which "cuda:0" means too
    std::string uuid;  ///< "GPU-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", as nvidia-smi writes it; "" when unknown
    ComputeMode mode = ComputeMode::Default;
    std::optional<std::uint64_t> freeBytes;  ///< absent when the card lets this program not in
    int contextError = 0;                    ///< the driver's code for that; 0 = none

    /// Compute capability times ten.
    int capability() const { return 10 * computeMajor + computeMinor; }
};

enum class DriverState {
    Missing,   ///< no libcuda.so.1
    Stub,      ///< only the toolkit's stand-in for it
    Failed,    ///< it does not start: see DeviceProbe::driverError
    NoDevice,  ///< it starts and finds no card
    Ready,
};

/// What this machine offers, asked of the operating system and the graphics driver; LibTorch takes no part.
struct DeviceProbe {
    std::string processor;             ///< model name, "" when unknown
    int cores = 1;                     ///< that this process may use
    std::uint64_t memoryBytes = 0;     ///< physical memory
    std::uint64_t availableBytes = 0;  ///< memory that can be had without swapping
    DriverState driver = DriverState::Missing;
    int driverError = 0;      ///< cuInit's answer when the driver failed
    int driverCudaMajor = 0;  ///< highest CUDA version the driver serves; 0 = unknown
    int driverCudaMinor = 0;
    std::string driverVersion;  ///< of the kernel's module, such as "580.95.05"; "" when unknown
    std::vector<CudaDevice> cards;
    std::string cudaProblem;  ///< why there is no card, one sentence; empty when there is one
};

/// The part of it that costs nothing: processor and memory.
DeviceProbe probeHost();

/// Opens the driver's library for the duration of the call. Never throws; takes some 100 ms per card, as its free
/// memory is asked in a context that lives only then.
DeviceProbe probeDevices(const std::string& driverLibrary = "libcuda.so.1");

/// "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803)", or "error 12345" for a code that is not known.
std::string driverErrorName(int code);

}  // namespace espalier

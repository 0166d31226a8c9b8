#include "inference/device/device_probe.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "inference/device/cuda_driver.h"
#include "inference/device/verdict_text.h"

namespace espalier {
namespace {

constexpr int kErrorStub = 34;
constexpr int kErrorNoDevice = 100;

constexpr std::array<std::pair<int, const char*>, 12> kErrorNames{{
    {2, "CUDA_ERROR_OUT_OF_MEMORY"},
    {3, "CUDA_ERROR_NOT_INITIALIZED"},
    {34, "CUDA_ERROR_STUB_LIBRARY"},
    {35, "CUDA_ERROR_INSUFFICIENT_DRIVER"},
    {46, "CUDA_ERROR_DEVICE_UNAVAILABLE"},
    {100, "CUDA_ERROR_NO_DEVICE"},
    {101, "CUDA_ERROR_INVALID_DEVICE"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE"},
    {802, "CUDA_ERROR_SYSTEM_NOT_READY"},
    {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"},
    {804, "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE"},
    {999, "CUDA_ERROR_UNKNOWN"},
}};

DriverState stateFor(int initStatus) {
    if (initStatus == 0) return DriverState::Ready;
    if (initStatus == kErrorStub) return DriverState::Stub;
    return initStatus == kErrorNoDevice ? DriverState::NoDevice : DriverState::Failed;
}

void probeCards(DeviceProbe& probe, const std::string& driverLibrary) {
    const CudaDriver driver(driverLibrary);
    if (!driver.isComplete()) return;
    const int status = driver.start();
    probe.driver = stateFor(status);
    if (probe.driver == DriverState::Failed) probe.driverError = status;
    // The driver tells its version even when it does not start.
    const int version = driver.cudaVersion();
    probe.driverCudaMajor = version / 1000;
    probe.driverCudaMinor = version % 1000 / 10;
    if (probe.driver != DriverState::Ready) return;
    const int count = driver.deviceCount();
    for (int ordinal = 0; ordinal < count; ++ordinal)
        probe.cards.push_back(driver.describe(ordinal));
    if (probe.cards.empty()) probe.driver = DriverState::NoDevice;
}

/// The value of "key : value" in a /proc file, "" when absent.
std::string procValue(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.compare(0, key.size(), key) != 0) continue;
        const auto colon = line.find(':');
        const auto begin = colon == std::string::npos ? colon : line.find_first_not_of(" \t", colon + 1);
        return begin == std::string::npos ? std::string() : line.substr(begin);
    }
    return {};
}

std::uint64_t availableMemory(std::uint64_t otherwise) {
    std::istringstream text(procValue("/proc/meminfo", "MemAvailable"));
    std::uint64_t kilobytes = 0;
    return text >> kilobytes ? kilobytes * 1024 : otherwise;
}

}  // namespace

DeviceProbe probeHost() {
    DeviceProbe probe;
    probe.processor = procValue("/proc/cpuinfo", "model name");
    probe.cores = std::max(1, int(std::thread::hardware_concurrency()));
    probe.memoryBytes = std::uint64_t(sysconf(_SC_PHYS_PAGES)) * std::uint64_t(sysconf(_SC_PAGE_SIZE));
    probe.availableBytes = availableMemory(probe.memoryBytes);
    return probe;
}

DeviceProbe probeDevices(const std::string& driverLibrary) {
    DeviceProbe probe = probeHost();
    std::ifstream("/sys/module/nvidia/version") >> probe.driverVersion;
    probeCards(probe, driverLibrary);
    probe.cudaProblem = driverProblem(probe).cause;
    return probe;
}

std::string driverErrorName(int code) {
    const auto known =
        std::find_if(kErrorNames.begin(), kErrorNames.end(), [code](const auto& error) { return error.first == code; });
    if (known == kErrorNames.end()) return "error " + std::to_string(code);
    return std::string(known->second) + " (" + std::to_string(code) + ")";
}

}  // namespace espalier

#include "inference/device/device_probe.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <thread>

#include "inference/device/shared_library.h"

namespace espalier {
namespace {

// The driver API in its own C terms; its header belongs to the CUDA toolkit, which is not needed to build.
using CuInit = int(unsigned flags);
using CuDriverGetVersion = int(int* version);
using CuDeviceGetCount = int(int* count);
using CuDeviceGet = int(int* device, int ordinal);
using CuDeviceGetName = int(char* name, int length, int device);
using CuDeviceGetAttribute = int(int* value, int attribute, int device);
using CuDeviceTotalMem = int(std::size_t* bytes, int device);

constexpr int kComputeCapabilityMajor = 75;
constexpr int kComputeCapabilityMinor = 76;
constexpr int kErrorNoDevice = 100;

struct Driver {
    SharedLibrary library{"libcuda.so.1"};
    CuInit* init = library.find<CuInit>("cuInit");
    CuDriverGetVersion* version = library.find<CuDriverGetVersion>("cuDriverGetVersion");
    CuDeviceGetCount* count = library.find<CuDeviceGetCount>("cuDeviceGetCount");
    CuDeviceGet* get = library.find<CuDeviceGet>("cuDeviceGet");
    CuDeviceGetName* name = library.find<CuDeviceGetName>("cuDeviceGetName");
    CuDeviceGetAttribute* attribute = library.find<CuDeviceGetAttribute>("cuDeviceGetAttribute");
    CuDeviceTotalMem* totalMemory = library.find<CuDeviceTotalMem>("cuDeviceTotalMem_v2");

    bool isComplete() const { return init && version && count && get && name && attribute && totalMemory; }
};

CudaDevice describe(const Driver& driver, int device) {
    CudaDevice card;
    std::array<char, 256> text{};
    if (driver.name(text.data(), int(text.size()) - 1, device) == 0) card.name = text.data();
    driver.attribute(&card.computeMajor, kComputeCapabilityMajor, device);
    driver.attribute(&card.computeMinor, kComputeCapabilityMinor, device);
    std::size_t bytes = 0;
    if (driver.totalMemory(&bytes, device) == 0) card.totalBytes = bytes;
    return card;
}

void probeCards(DeviceProbe& probe) {
    const Driver driver;
    if (!driver.isComplete()) {
        probe.cudaProblem = "No NVIDIA driver is installed.";
        return;
    }
    if (const int status = driver.init(0); status != 0) {
        probe.cudaProblem = status == kErrorNoDevice
                                ? "The NVIDIA driver finds no card."
                                : "The NVIDIA driver does not start (CUDA error " + std::to_string(status) + ").";
        return;
    }
    int version = 0;
    driver.version(&version);
    probe.driverCudaMajor = version / 1000;
    probe.driverCudaMinor = version % 1000 / 10;
    int count = 0;
    driver.count(&count);
    for (int ordinal = 0; ordinal < count; ++ordinal)
        if (int device = 0; driver.get(&device, ordinal) == 0) probe.cards.push_back(describe(driver, device));
    if (probe.cards.empty()) probe.cudaProblem = "The NVIDIA driver finds no card.";
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

DeviceProbe probeDevices() {
    DeviceProbe probe;
    probe.processor = procValue("/proc/cpuinfo", "model name");
    probe.cores = std::max(1, int(std::thread::hardware_concurrency()));
    probe.memoryBytes = std::uint64_t(sysconf(_SC_PHYS_PAGES)) * std::uint64_t(sysconf(_SC_PAGE_SIZE));
    probe.availableBytes = availableMemory(probe.memoryBytes);
    probeCards(probe);
    return probe;
}

}  // namespace espalier

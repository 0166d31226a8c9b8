#include "inference/device/cuda_driver.h"

#include <array>
#include <cstdio>

namespace espalier {
namespace {

constexpr int kComputeMode = 20;
constexpr int kComputeCapabilityMajor = 75;
constexpr int kComputeCapabilityMinor = 76;

}  // namespace

CudaDriver::CudaDriver(const std::string& library)
    : m_library(library),
      m_init(m_library.find<int(unsigned)>("cuInit")),
      m_version(m_library.find<int(int*)>("cuDriverGetVersion")),
      m_count(m_library.find<int(int*)>("cuDeviceGetCount")),
      m_get(m_library.find<int(int*, int)>("cuDeviceGet")),
      m_name(m_library.find<int(char*, int, int)>("cuDeviceGetName")),
      m_attribute(m_library.find<int(int*, int, int)>("cuDeviceGetAttribute")),
      m_totalMemory(m_library.find<int(std::size_t*, int)>("cuDeviceTotalMem_v2")),
      m_uuid(m_library.find<int(Uuid*, int)>("cuDeviceGetUuid_v2")),
      m_retainContext(m_library.find<int(Context*, int)>("cuDevicePrimaryCtxRetain")),
      m_releaseContext(m_library.find<int(int)>("cuDevicePrimaryCtxRelease_v2")),
      m_pushContext(m_library.find<int(Context)>("cuCtxPushCurrent_v2")),
      m_popContext(m_library.find<int(Context*)>("cuCtxPopCurrent_v2")),
      m_memoryInfo(m_library.find<int(std::size_t*, std::size_t*)>("cuMemGetInfo_v2")) {}

bool CudaDriver::isComplete() const {
    // cuDeviceGetUuid_v2 came with CUDA 11.4; an older driver is told by its version, not by this.
    return m_init && m_version && m_count && m_get && m_name && m_attribute && m_totalMemory && m_retainContext &&
           m_releaseContext && m_pushContext && m_popContext && m_memoryInfo;
}

int CudaDriver::cudaVersion() const {
    int version = 0;
    return m_version(&version) == 0 ? version : 0;
}

int CudaDriver::deviceCount() const {
    int count = 0;
    return m_count(&count) == 0 ? count : 0;
}

CudaDevice CudaDriver::describe(int ordinal) const {
    CudaDevice card;
    card.index = ordinal;
    int device = 0;
    if (const int status = m_get(&device, ordinal); status != 0) {
        card.contextError = status;
        return card;
    }
    std::array<char, 256> text{};
    if (m_name(text.data(), int(text.size()) - 1, device) == 0) card.name = text.data();
    m_attribute(&card.computeMajor, kComputeCapabilityMajor, device);
    m_attribute(&card.computeMinor, kComputeCapabilityMinor, device);
    int mode = 0;
    if (m_attribute(&mode, kComputeMode, device) == 0) card.mode = ComputeMode(mode);
    std::size_t bytes = 0;
    if (m_totalMemory(&bytes, device) == 0) card.totalBytes = bytes;
    askUuid(card, device);
    askFreeMemory(card, device);
    return card;
}

void CudaDriver::askUuid(CudaDevice& card, int device) const {
    Uuid uuid{};
    if (!m_uuid || m_uuid(&uuid, device) != 0) return;
    card.uuid = "GPU";
    for (std::size_t i = 0; i < sizeof uuid.bytes; ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", unsigned(uuid.bytes[i]));
        if (i == 0 || i == 4 || i == 6 || i == 8 || i == 10) card.uuid += '-';
        card.uuid += digits;
    }
}

void CudaDriver::askFreeMemory(CudaDevice& card, int device) const {
    Context context = nullptr;
    card.contextError = m_retainContext(&context, device);
    if (card.contextError != 0) return;
    card.contextError = m_pushContext(context);
    if (card.contextError == 0) {
        std::size_t free = 0, total = 0;
        card.contextError = m_memoryInfo(&free, &total);
        if (card.contextError == 0) card.freeBytes = free;
        m_popContext(&context);
    }
    m_releaseContext(device);
}

}  // namespace espalier

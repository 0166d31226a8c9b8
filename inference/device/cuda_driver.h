#pragma once

#include <cstddef>
#include <string>

#include "inference/device/device_probe.h"
#include "inference/device/shared_library.h"

namespace espalier {

/// The driver API in its own C terms, opened at run time; its header belongs to the CUDA toolkit, which is not needed
/// to build.
class CudaDriver {
public:
    explicit CudaDriver(const std::string& library);

    /// The library is there and has all that is asked of it.
    bool isComplete() const;
    /// cuInit; 0 = it started.
    int start() const { return m_init(0); }
    /// CUDA version times 1000, plus ten times the minor one; 0 when the driver does not say.
    int cudaVersion() const;
    int deviceCount() const;
    CudaDevice describe(int ordinal) const;

private:
    struct Uuid {
        unsigned char bytes[16];
    };
    using Context = void*;

    void askUuid(CudaDevice& card, int device) const;
    void askFreeMemory(CudaDevice& card, int device) const;

    SharedLibrary m_library;
    int (*m_init)(unsigned flags);
    int (*m_version)(int* version);
    int (*m_count)(int* count);
    int (*m_get)(int* device, int ordinal);
    int (*m_name)(char* name, int length, int device);
    int (*m_attribute)(int* value, int attribute, int device);
    int (*m_totalMemory)(std::size_t* bytes, int device);
    int (*m_uuid)(Uuid* uuid, int device);
    int (*m_retainContext)(Context* context, int device);
    int (*m_releaseContext)(int device);
    int (*m_pushContext)(Context context);
    int (*m_popContext)(Context* context);
    int (*m_memoryInfo)(std::size_t* free, std::size_t* total);
};

}  // namespace espalier

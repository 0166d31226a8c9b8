#pragma once

#include <cuda_runtime.h>

#include <utility>

// Launches that begin while the kernel before still runs (cards of 9.0 and newer): between short kernels, a processor
// would wait a microsecond each time.

namespace espalier::kernels {

/// First of all in a kernel for launchOverlapped(): waits until what earlier kernels of the stream wrote is there, and
/// until they no longer read what this one overwrites.
__device__ inline void awaitEarlierKernels() {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.wait;" ::: "memory");
    asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
#endif
}

/// As kernel<<<blocks, threads, sharedBytes, stream>>>(arguments...); cudaGetLastError() tells of failures.
template <typename... Parameters, typename... Arguments>
void launchOverlapped(void (*kernel)(Parameters...), dim3 blocks, unsigned threads, std::size_t sharedBytes,
                      cudaStream_t stream, Arguments&&... arguments) {
    int device = 0, major = 0;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device);
    cudaLaunchAttribute overlaps{};
    overlaps.id = cudaLaunchAttributeProgrammaticStreamSerialization;
    overlaps.val.programmaticStreamSerializationAllowed = 1;
    cudaLaunchConfig_t config{};
    config.gridDim = blocks;
    config.blockDim = dim3(threads);
    config.dynamicSmemBytes = sharedBytes;
    config.stream = stream;
    config.attrs = &overlaps;
    config.numAttrs = major >= 9 ? 1 : 0;
    cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
}

}  // namespace espalier::kernels

#pragma once

#include <cuda.h>
#include <cuda_runtime_api.h>

#include <cstdint>

// Copies by the bulk copy engine of compute capability 9.0 and the barriers in shared memory that tell of their end. A
// barrier counts arrivals and, where some were announced, bytes; each time both are complete its phase ends.

#ifdef __CUDA_ARCH_FEAT_SM90_ALL

namespace espalier::kernels {

__device__ inline void initBarrier(std::uint32_t barrier, int arrivals) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(arrivals) : "memory");
}

/// After initBarrier(), before the block's __syncthreads().
__device__ inline void publishBarriers() {
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

__device__ inline void arrive(std::uint32_t barrier) {
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

__device__ inline void arriveExpecting(std::uint32_t barrier, std::uint32_t bytes) {
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

/// Until the phase of this parity has ended; the one before the first counts as ended.
__device__ inline void awaitPhase(std::uint32_t barrier, std::uint32_t parity) {
    asm volatile(
        "{\n"
        ".reg .pred done;\n"
        "again:\n"
        "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
        "@done bra finished;\n"
        "bra again;\n"
        "finished:\n"
        "}" ::"r"(barrier),
        "r"(parity)
        : "memory");
}

/// One box of `map` from these coordinates; its bytes count for `barrier`.
__device__ inline void copyBox(std::uint32_t target, const CUtensorMap& map, std::uint32_t barrier, int c0, int c1,
                               int c2, int c3) {
    asm volatile(
        "cp.async.bulk.tensor.4d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%3, %4, %5, %6}], "
        "[%2];" ::"r"(target),
        "l"(&map), "r"(barrier), "r"(c0), "r"(c1), "r"(c2), "r"(c3)
        : "memory");
}

}  // namespace espalier::kernels

#endif

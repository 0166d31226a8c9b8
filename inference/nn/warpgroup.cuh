#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

// The warpgroup instructions of compute capability 9.0 (H100, H200): products of 64 rows in shared memory or registers
// with columns in shared memory, sums in registers, all in the background of the program.

#ifdef __CUDA_ARCH_FEAT_SM90_ALL

namespace espalier::kernels {

/// Describes rows of 128 bytes that begin at `address`, in groups of eight, swizzled.
__device__ inline std::uint64_t describe(std::uint32_t address) {
    constexpr std::uint64_t kGroupBytes = 1024, kSwizzle128 = 1;
    return std::uint64_t((address & 0x3ffff) >> 4) | std::uint64_t(1) << 16 | kGroupBytes / 16 << 32 |
           kSwizzle128 << 62;
}

/// The same for columns that lie across such rows, one row per step of the sum: 64 columns to a panel of rows, the
/// next 64 `panelBytes` further.
__device__ inline std::uint64_t describeAcross(std::uint32_t address, std::uint32_t panelBytes) {
    return (describe(address) & ~(std::uint64_t(0x3fff) << 16)) | std::uint64_t(panelBytes / 16) << 16;
}

// The sums of a thread as the instructions name them, and as operands: 32 for 64 columns, 64 for 128, and so on.
#define ESPALIER_SUMS_32                                                                                             \
    "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, %23, " \
    "%24, %25, %26, %27, %28, %29, %30, %31"
#define ESPALIER_SUMS_64                                                                                          \
    ESPALIER_SUMS_32                                                                                              \
    ", %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, %48, %49, %50, %51, %52, " \
    "%53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
#define ESPALIER_SUMS_88                                                                                          \
    ESPALIER_SUMS_64                                                                                              \
    ", %64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, %80, %81, %82, %83, %84, " \
    "%85, %86, %87"
#define ESPALIER_SUMS_128                                                                                          \
    ESPALIER_SUMS_88                                                                                               \
    ", %88, %89, %90, %91, %92, %93, %94, %95, %96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, "     \
    "%107, %108, %109, %110, %111, %112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, " \
    "%125, %126, %127"
#define ESPALIER_OPERANDS_32                                                                                    \
    "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]), "+f"(d[4]), "+f"(d[5]), "+f"(d[6]), "+f"(d[7]), "+f"(d[8]), \
        "+f"(d[9]), "+f"(d[10]), "+f"(d[11]), "+f"(d[12]), "+f"(d[13]), "+f"(d[14]), "+f"(d[15]), "+f"(d[16]),  \
        "+f"(d[17]), "+f"(d[18]), "+f"(d[19]), "+f"(d[20]), "+f"(d[21]), "+f"(d[22]), "+f"(d[23]), "+f"(d[24]), \
        "+f"(d[25]), "+f"(d[26]), "+f"(d[27]), "+f"(d[28]), "+f"(d[29]), "+f"(d[30]), "+f"(d[31])
#define ESPALIER_OPERANDS_64                                                                                         \
    ESPALIER_OPERANDS_32, "+f"(d[32]), "+f"(d[33]), "+f"(d[34]), "+f"(d[35]), "+f"(d[36]), "+f"(d[37]), "+f"(d[38]), \
        "+f"(d[39]), "+f"(d[40]), "+f"(d[41]), "+f"(d[42]), "+f"(d[43]), "+f"(d[44]), "+f"(d[45]), "+f"(d[46]),      \
        "+f"(d[47]), "+f"(d[48]), "+f"(d[49]), "+f"(d[50]), "+f"(d[51]), "+f"(d[52]), "+f"(d[53]), "+f"(d[54]),      \
        "+f"(d[55]), "+f"(d[56]), "+f"(d[57]), "+f"(d[58]), "+f"(d[59]), "+f"(d[60]), "+f"(d[61]), "+f"(d[62]),      \
        "+f"(d[63])
#define ESPALIER_OPERANDS_88                                                                                         \
    ESPALIER_OPERANDS_64, "+f"(d[64]), "+f"(d[65]), "+f"(d[66]), "+f"(d[67]), "+f"(d[68]), "+f"(d[69]), "+f"(d[70]), \
        "+f"(d[71]), "+f"(d[72]), "+f"(d[73]), "+f"(d[74]), "+f"(d[75]), "+f"(d[76]), "+f"(d[77]), "+f"(d[78]),      \
        "+f"(d[79]), "+f"(d[80]), "+f"(d[81]), "+f"(d[82]), "+f"(d[83]), "+f"(d[84]), "+f"(d[85]), "+f"(d[86]),      \
        "+f"(d[87])
#define ESPALIER_OPERANDS_128                                                                                        \
    ESPALIER_OPERANDS_88, "+f"(d[88]), "+f"(d[89]), "+f"(d[90]), "+f"(d[91]), "+f"(d[92]), "+f"(d[93]), "+f"(d[94]), \
        "+f"(d[95]), "+f"(d[96]), "+f"(d[97]), "+f"(d[98]), "+f"(d[99]), "+f"(d[100]), "+f"(d[101]), "+f"(d[102]),   \
        "+f"(d[103]), "+f"(d[104]), "+f"(d[105]), "+f"(d[106]), "+f"(d[107]), "+f"(d[108]), "+f"(d[109]),            \
        "+f"(d[110]), "+f"(d[111]), "+f"(d[112]), "+f"(d[113]), "+f"(d[114]), "+f"(d[115]), "+f"(d[116]),            \
        "+f"(d[117]), "+f"(d[118]), "+f"(d[119]), "+f"(d[120]), "+f"(d[121]), "+f"(d[122]), "+f"(d[123]),            \
        "+f"(d[124]), "+f"(d[125]), "+f"(d[126]), "+f"(d[127])

// One step of 16 channels: 64 rows times kColumns. d[4 n + 2 h + e] of lane l of warp w is row 16 w + 8 h + l / 4,
// column 8 n + l % 4 * 2 + e. `keep` "1": added to the sums, "0": the sums begin anew.
#define ESPALIER_MULTIPLY(columnCount, count, type, first, second, keep)                                          \
    asm volatile("{ .reg .pred p; setp.ne.b32 p, " keep ", 0; wgmma.mma_async.sync.aligned.m64n" columnCount      \
                 "k16.f32." type "." type " {" ESPALIER_SUMS_##count "}, " first ", " second ", p, 1, 1, 0, 0; }" \
                 : ESPALIER_OPERANDS_##count                                                                      \
                 : "l"(rows), "l"(columns))
/// The same with the 64 rows in registers: a[0..3] of lane l of warp w are columns l % 4 * 2 + {0, 1} of row 16 w + l /
/// 4, of the row 8 below, and columns 8 further of both. `across` "1": columns as describeAcross() has them.
#define ESPALIER_MULTIPLY_REGISTERS(columnCount, count, type, first, second, across)                                 \
    asm volatile("wgmma.mma_async.sync.aligned.m64n" columnCount "k16.f32." type "." type " {" ESPALIER_SUMS_##count \
                 "}, {" first "}, " second ", 1, 1, 1, " across ";"                                                  \
                 : ESPALIER_OPERANDS_##count                                                                         \
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(columns))

#define ESPALIER_MULTIPLY_FUNCTIONS(Element, type)                                                                     \
    template <int kColumns, bool kKeep = true>                                                                         \
    __device__ inline void multiply(float(&d)[kColumns / 2], std::uint64_t rows, std::uint64_t columns, Element) {     \
        static_assert(kColumns == 64 || kColumns == 128 || kColumns == 176 || kColumns == 256);                        \
        static_assert(kKeep || kColumns == 176);                                                                       \
        if constexpr (kColumns == 64) ESPALIER_MULTIPLY("64", 32, type, "%32", "%33", "1");                            \
        if constexpr (kColumns == 128) ESPALIER_MULTIPLY("128", 64, type, "%64", "%65", "1");                          \
        if constexpr (kColumns == 176 && kKeep) ESPALIER_MULTIPLY("176", 88, type, "%88", "%89", "1");                 \
        if constexpr (kColumns == 176 && !kKeep) ESPALIER_MULTIPLY("176", 88, type, "%88", "%89", "0");                \
        if constexpr (kColumns == 256) ESPALIER_MULTIPLY("256", 128, type, "%128", "%129", "1");                       \
    }                                                                                                                  \
    template <int kColumns>                                                                                            \
    __device__ inline void multiply(float(&d)[kColumns / 2], const std::uint32_t(&a)[4], std::uint64_t columns,        \
                                    Element) {                                                                         \
        static_assert(kColumns == 128 || kColumns == 256);                                                             \
        if constexpr (kColumns == 128) ESPALIER_MULTIPLY_REGISTERS("128", 64, type, "%64, %65, %66, %67", "%68", "0"); \
        if constexpr (kColumns == 256)                                                                                 \
            ESPALIER_MULTIPLY_REGISTERS("256", 128, type, "%128, %129, %130, %131", "%132", "0");                      \
    }                                                                                                                  \
    /* The columns as describeAcross() has them. */                                                                    \
    __device__ inline void multiplyAcross(float(&d)[64], const std::uint32_t(&a)[4], std::uint64_t columns, Element) { \
        ESPALIER_MULTIPLY_REGISTERS("128", 64, type, "%64, %65, %66, %67", "%68", "1");                                \
    }
ESPALIER_MULTIPLY_FUNCTIONS(__half, "f16")
ESPALIER_MULTIPLY_FUNCTIONS(__nv_bfloat16, "bf16")

/// Makes what this thread copied to shared memory visible to products; a barrier follows.
__device__ inline void publishCopies() {
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

__device__ inline void beginProducts() {
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}

__device__ inline void closeProducts() {
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}

template <int kPending>
__device__ inline void awaitProducts() {
    asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(kPending) : "memory");
}

/// Keeps the compiler from reading sums ahead of the awaitProducts() before this.
template <int kCount>
__device__ inline void settle(float (&sums)[kCount]) {
#pragma unroll
    for (int i = 0; i < kCount; ++i)
        asm volatile("" : "+f"(sums[i])::"memory");
}

}  // namespace espalier::kernels

#endif

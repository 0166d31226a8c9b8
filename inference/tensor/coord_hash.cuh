#pragma once

#include <cstdint>

// The card's counterpart of inference/tensor/coord_hash.h: the same exact map in device memory.

namespace espalier::kernels {

constexpr std::uint64_t kEmptyKey = ~std::uint64_t{0};
constexpr std::int32_t kMaxCoord = 65534;  // 65535 in every field would be kEmptyKey

/// A table of 2^k slots, at least twice as many as voxels. Keys start as kEmptyKey, rows as anything above every row.
struct HashTable {
    unsigned long long* keys;
    std::int32_t* rows;
    std::uint32_t slotMask;
    std::int32_t shift;  ///< 64 - k
};

#ifdef __CUDACC__

__device__ inline bool packKey(std::int32_t batch, std::int32_t x, std::int32_t y, std::int32_t z, std::uint64_t& key) {
    const auto inRange = [](std::int32_t value) {
        return static_cast<std::uint32_t>(value) <= std::uint32_t(kMaxCoord);
    };
    key = std::uint64_t(batch) << 48 | std::uint64_t(x) << 32 | std::uint64_t(y) << 16 | std::uint64_t(z);
    return inRange(batch) && inRange(x) && inRange(y) && inRange(z);
}

/// Voxels that follow each other along z land in neighbouring slots: looking up a column stays in one cache line.
__device__ inline std::uint32_t homeSlot(const HashTable& table, std::uint64_t key) {
    constexpr std::uint64_t kRun = 7;
    const std::uint64_t scattered = (key & ~kRun) * 0x9E3779B97F4A7C15ull >> table.shift;
    return std::uint32_t(scattered + (key & kRun)) & table.slotMask;
}

/// The row of a voxel, or -1; any coordinate may be asked for.
__device__ inline std::int32_t findRow(const HashTable& table, std::int32_t batch, std::int32_t x, std::int32_t y,
                                       std::int32_t z) {
    std::uint64_t key;
    if (!packKey(batch, x, y, z, key)) return -1;
    for (std::uint32_t slot = homeSlot(table, key);; slot = (slot + 1) & table.slotMask) {
        const std::uint64_t found = table.keys[slot];
        if (found == key) return table.rows[slot];
        if (found == kEmptyKey) return -1;
    }
}

#endif

}  // namespace espalier::kernels

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace espalier {

/// Exact map from voxel coordinates to row numbers; open addressing in one flat table.
/// Coordinates: batch and every axis in [0, 65534].
class CoordHash {
public:
    /// coords [N, 4] int32 (batch, x, y, z), on the CPU, rows distinct.
    /// Throws Error(Internal) on a coordinate out of range or a duplicate row.
    explicit CoordHash(const at::Tensor& coords);

    /// The row of (batch, x, y, z), or -1 when there is none; any coordinate may be asked for.
    std::int32_t find(std::int32_t batch, std::int32_t x, std::int32_t y, std::int32_t z) const;

private:
    struct Slot {
        std::uint64_t key;
        std::int32_t row;
    };
    std::size_t home(std::uint64_t key) const;

    std::vector<Slot> m_slots;
    int m_shift = 0;
};

}  // namespace espalier

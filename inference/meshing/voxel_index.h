#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace espalier {

using VoxelCoord = std::array<std::int32_t, 3>;

/// Exact map from voxel coordinates to their row. Voxels are grouped into blocks of 4^3, so that looking up the
/// neighbours of neighbouring voxels stays in the cache. Read-only after construction, safe for concurrent reads.
class VoxelIndex {
public:
    static constexpr std::int32_t kMissing = -1;

    /// Throws Error(Internal) for a coordinate below 0 or of 2^20 and more.
    explicit VoxelIndex(std::span<const VoxelCoord> coords);

    /// Row of the voxel, or kMissing; any integers may be asked.
    std::int32_t find(std::int32_t i, std::int32_t j, std::int32_t k) const;

private:
    using Block = std::array<std::int32_t, 64>;

    std::size_t slotOf(std::uint64_t key) const;
    std::int32_t blockFor(std::uint64_t key);

    std::vector<std::uint64_t> m_keys;   ///< open addressing, kEmpty = free
    std::vector<std::int32_t> m_blocks;  ///< parallel to m_keys: index into m_cells
    std::vector<Block> m_cells;
};

}  // namespace espalier

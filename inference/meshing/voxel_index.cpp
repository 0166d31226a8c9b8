#include "inference/meshing/voxel_index.h"

#include <bit>
#include <string>

#include "inference/base/error.h"

namespace espalier {
namespace {

constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
constexpr std::int32_t kLimit = 1 << 20;

constexpr bool inRange(std::int32_t c) {
    return c >= 0 && c < kLimit;
}

constexpr std::uint64_t blockKey(std::int32_t i, std::int32_t j, std::int32_t k) {
    return (std::uint64_t(i >> 2) << 40) | (std::uint64_t(j >> 2) << 20) | std::uint64_t(k >> 2);
}

constexpr std::size_t cellInBlock(std::int32_t i, std::int32_t j, std::int32_t k) {
    return std::size_t((i & 3) << 4 | (j & 3) << 2 | (k & 3));
}

}  // namespace

VoxelIndex::VoxelIndex(std::span<const VoxelCoord> coords) {
    m_keys.assign(std::bit_ceil(coords.size() / 4 + 16), kEmpty);
    m_blocks.resize(m_keys.size());
    for (std::size_t row = 0; row < coords.size(); ++row) {
        const auto [i, j, k] = coords[row];
        if (!inRange(i) || !inRange(j) || !inRange(k))
            throw Error(ErrorCode::Internal, "Voxel " + std::to_string(row) + " lies outside any grid.");
        m_cells[std::size_t(blockFor(blockKey(i, j, k)))][cellInBlock(i, j, k)] = std::int32_t(row);
    }
}

std::int32_t VoxelIndex::find(std::int32_t i, std::int32_t j, std::int32_t k) const {
    if (!inRange(i) || !inRange(j) || !inRange(k)) return kMissing;
    const std::uint64_t key = blockKey(i, j, k);
    const std::size_t slot = slotOf(key);
    return m_keys[slot] == key ? m_cells[std::size_t(m_blocks[slot])][cellInBlock(i, j, k)] : kMissing;
}

/// The slot that holds `key`, or the free one where it belongs.
std::size_t VoxelIndex::slotOf(std::uint64_t key) const {
    const std::size_t mask = m_keys.size() - 1;
    std::size_t slot = std::size_t((key * 0x9E3779B97F4A7C15ull) >> 20) & mask;
    while (m_keys[slot] != key && m_keys[slot] != kEmpty)
        slot = (slot + 1) & mask;
    return slot;
}

std::int32_t VoxelIndex::blockFor(std::uint64_t key) {
    std::size_t slot = slotOf(key);
    if (m_keys[slot] == key) return m_blocks[slot];
    if (2 * (m_cells.size() + 1) > m_keys.size()) {
        const auto oldKeys = std::move(m_keys);
        const auto oldBlocks = std::move(m_blocks);
        m_keys.assign(2 * oldKeys.size(), kEmpty);
        m_blocks.resize(m_keys.size());
        for (std::size_t old = 0; old < oldKeys.size(); ++old) {
            if (oldKeys[old] == kEmpty) continue;
            const std::size_t moved = slotOf(oldKeys[old]);
            m_keys[moved] = oldKeys[old];
            m_blocks[moved] = oldBlocks[old];
        }
        slot = slotOf(key);
    }
    m_keys[slot] = key;
    m_blocks[slot] = std::int32_t(m_cells.size());
    m_cells.emplace_back().fill(kMissing);
    return m_blocks[slot];
}

}  // namespace espalier

#include "inference/tensor/coord_hash.h"

#include <bit>

#include "inference/base/error.h"

namespace espalier {

namespace {

constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
constexpr std::int32_t kMaxCoord = 65534;  // 65535 in every field would be kEmpty

bool inRange(std::int32_t value) {
    return static_cast<std::uint32_t>(value) <= static_cast<std::uint32_t>(kMaxCoord);
}

std::uint64_t pack(std::int32_t batch, std::int32_t x, std::int32_t y, std::int32_t z) {
    return static_cast<std::uint64_t>(batch) << 48 | static_cast<std::uint64_t>(x) << 32 |
           static_cast<std::uint64_t>(y) << 16 | static_cast<std::uint64_t>(z);
}

}  // namespace

CoordHash::CoordHash(const at::Tensor& coords) {
    const at::Tensor rows = coords.contiguous();
    const auto count = static_cast<std::size_t>(rows.size(0));
    const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(2 * count, 16));
    m_slots.assign(capacity, {kEmpty, -1});
    m_shift = 64 - std::countr_zero(capacity);

    const std::int32_t* c = rows.const_data_ptr<std::int32_t>();
    for (std::size_t row = 0; row < count; ++row, c += 4) {
        if (!inRange(c[0]) || !inRange(c[1]) || !inRange(c[2]) || !inRange(c[3]))
            throw Error(ErrorCode::Internal, "A voxel coordinate is out of range.");
        const std::uint64_t key = pack(c[0], c[1], c[2], c[3]);
        std::size_t slot = home(key);
        for (; m_slots[slot].key != kEmpty; slot = (slot + 1) & (capacity - 1))
            if (m_slots[slot].key == key) throw Error(ErrorCode::Internal, "A voxel occurs twice.");
        m_slots[slot] = {key, static_cast<std::int32_t>(row)};
    }
}

// Voxels that follow each other along z land in neighbouring slots, so that looking up a column stays in one cache
// line.
std::size_t CoordHash::home(std::uint64_t key) const {
    constexpr std::uint64_t kRun = 7;
    const std::uint64_t scattered = (key & ~kRun) * 0x9E3779B97F4A7C15ull >> m_shift;
    return (scattered + (key & kRun)) & (m_slots.size() - 1);
}

std::int32_t CoordHash::find(std::int32_t batch, std::int32_t x, std::int32_t y, std::int32_t z) const {
    if (!inRange(batch) || !inRange(x) || !inRange(y) || !inRange(z)) return -1;
    const std::uint64_t key = pack(batch, x, y, z);
    for (std::size_t slot = home(key);; slot = (slot + 1) & (m_slots.size() - 1)) {
        if (m_slots[slot].key == key) return m_slots[slot].row;
        if (m_slots[slot].key == kEmpty) return -1;
    }
}

}  // namespace espalier

#include "inference/meshing/narrow_band.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "inference/meshing/parallel.h"

namespace espalier {
namespace {

constexpr float kReach = 2.0f;  // cells; beyond it distances are of no interest

}  // namespace

NarrowBand::NarrowBand(const NearestSurface& surface, const Frame& frame, unsigned threads, const RunContext& context,
                       const std::function<void(double)>& progress)
    : m_frame(frame) {
    std::size_t places = 1;
    for (std::size_t a = 0; a < 3; ++a) {
        m_blockCount[a] = frame.count[a] / kBlock;
        places *= std::size_t(m_blockCount[a]);
    }
    m_slots.assign(places, -1);
    m_freeBlock.assign(places, 0);
    findBlocks(surface, threads, context);
    measure(surface, threads, context, progress);
    flood(context);
}

bool NarrowBand::contains(const GridPoint& p) const {
    for (std::size_t a = 0; a < 3; ++a)
        if (p[a] < 0 || p[a] >= m_frame.count[a]) return false;
    return true;
}

std::size_t NarrowBand::slotOf(const GridPoint& p) const {
    return (std::size_t(p[2] / kBlock) * std::size_t(m_blockCount[1]) + std::size_t(p[1] / kBlock)) *
               std::size_t(m_blockCount[0]) +
           std::size_t(p[0] / kBlock);
}

std::size_t NarrowBand::placeInBlock(const GridPoint& p) {
    return std::size_t((p[2] % kBlock * kBlock + p[1] % kBlock) * kBlock + p[0] % kBlock);
}

Vec3f NarrowBand::position(const GridPoint& p) const {
    Vec3f result;
    for (std::size_t a = 0; a < 3; ++a)
        result[a] = m_frame.origin[a] + m_frame.cell * float(p[a]);
    return result;
}

bool NarrowBand::isOutside(const GridPoint& p) const {
    if (!contains(p)) return true;
    const auto place = slotOf(p);
    const auto block = m_slots[place];
    return block < 0 ? m_freeBlock[place] != 0 : m_outside[indexOf(p)] != 0;
}

float NarrowBand::distance(const GridPoint& p) const {
    if (!contains(p)) return kReach;
    const auto block = m_slots[slotOf(p)];
    return block < 0 ? kReach : m_distances[indexOf(p)];
}

/// A block holds distances when one of its points, or of their neighbours, may lie within reach.
void NarrowBand::findBlocks(const NearestSurface& surface, unsigned threads, const RunContext& context) {
    const float halfDiagonal = 0.5f * float(kBlock) * std::numbers::sqrt3_v<float>;
    const float reach = m_frame.cell * (halfDiagonal + kReach);
    const auto rows = std::size_t(m_blockCount[1]) * std::size_t(m_blockCount[2]);
    parallelFor(rows, threads, context, [&](std::size_t row) {
        for (std::int32_t x = 0; x < m_blockCount[0]; ++x) {
            const GridPoint first{x * kBlock, std::int32_t(row % std::size_t(m_blockCount[1])) * kBlock,
                                  std::int32_t(row / std::size_t(m_blockCount[1])) * kBlock};
            Vec3f centre = position(first);
            for (float& c : centre)
                c += 0.5f * m_frame.cell * float(kBlock - 1);
            if (surface.nearestWithin(centre, reach)) m_slots[slotOf(first)] = 0;
        }
    });
    for (std::size_t place = 0; place < m_slots.size(); ++place) {
        if (m_slots[place] < 0) continue;
        m_slots[place] = std::int32_t(m_blocks.size());
        const auto x = place % std::size_t(m_blockCount[0]), yz = place / std::size_t(m_blockCount[0]);
        m_blocks.push_back({std::int32_t(x) * kBlock, std::int32_t(yz % std::size_t(m_blockCount[1])) * kBlock,
                            std::int32_t(yz / std::size_t(m_blockCount[1])) * kBlock});
    }
}

void NarrowBand::measure(const NearestSurface& surface, unsigned threads, const RunContext& context,
                         const std::function<void(double)>& progress) {
    m_distances.resize(m_blocks.size() * kPerBlock);
    m_outside.assign(m_distances.size(), 0);
    const auto measureBlock = [&](std::size_t block) {
        float* const distances = m_distances.data() + block * kPerBlock;
        const float reach = m_frame.cell * kReach;
        for (std::int32_t i = 0; i < std::int32_t(kPerBlock); ++i) {
            const GridPoint& first = m_blocks[block];
            const Vec3f p =
                position({first[0] + i % kBlock, first[1] + i / kBlock % kBlock, first[2] + i / (kBlock * kBlock)});
            const auto hit = surface.nearestWithin(p, reach);
            distances[i] =
                hit ? std::hypot(hit->point[0] - p[0], hit->point[1] - p[1], hit->point[2] - p[2]) / m_frame.cell
                    : kReach;
        }
    };
    const auto tell = [&](std::size_t done) {
        if (progress && done % (m_blocks.size() / 50 + 1) == 0) progress(double(done) / double(m_blocks.size()));
    };
    parallelFor(m_blocks.size(), threads, context, measureBlock, tell);
}

void NarrowBand::flood(const RunContext& context) {
    std::vector<GridPoint> pending;
    const auto reach = [&](const GridPoint& p) {
        if (!contains(p)) return;
        const auto place = slotOf(p);
        if (m_slots[place] < 0) {
            if (std::exchange(m_freeBlock[place], 1) == 0) pending.push_back(p);
            return;
        }
        const auto i = indexOf(p);
        if (m_distances[i] > kWall && std::exchange(m_outside[i], 1) == 0) pending.push_back(p);
    };
    reach({0, 0, 0});
    for (std::size_t steps = 0; !pending.empty(); ++steps) {
        if (steps % 65536 == 0) context.checkpoint();
        const GridPoint p = pending.back();
        pending.pop_back();
        if (m_slots[slotOf(p)] >= 0) {
            for (std::size_t a = 0; a < 3; ++a)
                for (const std::int32_t step : {-1, 1}) {
                    GridPoint next = p;
                    next[a] += step;
                    reach(next);
                }
            continue;
        }
        // A block far from the surface is one open space: on to all points beyond its six sides.
        for (std::size_t a = 0; a < 3; ++a)
            for (const std::int32_t beyond : {-1, kBlock})
                for (std::int32_t i = 0; i < kBlock * kBlock; ++i) {
                    GridPoint next;
                    for (std::size_t b = 0; b < 3; ++b)
                        next[b] = p[b] / kBlock * kBlock;
                    next[a] += beyond;
                    next[(a + 1) % 3] += i % kBlock;
                    next[(a + 2) % 3] += i / kBlock;
                    reach(next);
                }
    }
}

}  // namespace espalier

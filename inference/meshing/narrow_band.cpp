#include "inference/meshing/narrow_band.h"

#include <cmath>
#include <numbers>

#include "inference/meshing/parallel.h"

namespace espalier {

NarrowBand::NarrowBand(const NearestSurface& surface, const Frame& frame, const IsWanted& isWanted, unsigned threads,
                       const RunContext& context, const std::function<void(double)>& progress)
    : m_frame(frame) {
    std::size_t places = 1;
    for (std::size_t a = 0; a < 3; ++a) {
        m_blockCount[a] = frame.count[a] / kBlock;
        places *= std::size_t(m_blockCount[a]);
    }
    m_slots.assign(places, -1);
    findBlocks(surface, isWanted, threads, context);
    measure(surface, threads, context, progress);
}

bool NarrowBand::contains(const GridPoint& p) const {
    for (std::size_t a = 0; a < 3; ++a)
        if (p[a] < 0 || p[a] >= m_frame.count[a]) return false;
    return true;
}

std::size_t NarrowBand::placeOf(const GridPoint& p) const {
    return (std::size_t(p[2] / kBlock) * std::size_t(m_blockCount[1]) + std::size_t(p[1] / kBlock)) *
               std::size_t(m_blockCount[0]) +
           std::size_t(p[0] / kBlock);
}

std::size_t NarrowBand::indexInBlock(const GridPoint& p) {
    return std::size_t((p[2] % kBlock * kBlock + p[1] % kBlock) * kBlock + p[0] % kBlock);
}

GridPoint NarrowBand::pointOf(std::size_t block, std::size_t i) const {
    const GridPoint& first = m_blocks[block];
    const auto n = std::int32_t(i);
    return {first[0] + n % kBlock, first[1] + n / kBlock % kBlock, first[2] + n / (kBlock * kBlock)};
}

Vec3f NarrowBand::position(const GridPoint& p) const {
    Vec3f result;
    for (std::size_t a = 0; a < 3; ++a)
        result[a] = m_frame.origin[a] + m_frame.cell * float(p[a]);
    return result;
}

/// A block holds distances when one of its points, or of their neighbours, may lie within reach.
void NarrowBand::findBlocks(const NearestSurface& surface, const IsWanted& isWanted, unsigned threads,
                            const RunContext& context) {
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
            if (surface.nearestWithin(centre, reach) || (isWanted && isWanted(first))) m_slots[placeOf(first)] = 0;
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
    const auto measureBlock = [&](std::size_t block) {
        float* const distances = m_distances.data() + block * kPerBlock;
        const float reach = m_frame.cell * kReach;
        for (std::size_t i = 0; i < kPerBlock; ++i) {
            const Vec3f p = position(pointOf(block, i));
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

}  // namespace espalier

#include "inference/meshing/solid_region.h"

#include <algorithm>

namespace espalier {
namespace {

constexpr std::int32_t kFiner = 2;  // than the cavities' grid
constexpr std::size_t kCheckpointMask = 0xffff;

GridPoint coarse(const GridPoint& p) {
    return {p[0] / kFiner, p[1] / kFiner, p[2] / kFiner};
}

/// Calls visit(neighbour) for the six.
template <typename Visit>
void forEachNeighbour(const GridPoint& p, Visit visit) {
    for (std::size_t a = 0; a < 3; ++a)
        for (const std::int32_t step : {-1, 1}) {
            GridPoint next = p;
            next[a] += step;
            visit(next);
        }
}

}  // namespace

SolidRegion::SolidRegion(const NarrowBand& band, const Cavities& cavities, const RunContext& context)
    : m_band(band), m_cavities(cavities), m_spaces(band.blocks().size() * NarrowBand::kPerBlock, Space::Wall) {
    std::vector<GridPoint> seeds;
    for (std::size_t block = 0; block < band.blocks().size(); ++block) {
        context.checkpoint();
        for (std::size_t i = 0; i < NarrowBand::kPerBlock; ++i) {
            const GridPoint p = band.pointOf(block, i);
            const Space space = seedAt(p);
            if (space == Space::Wall) continue;
            m_spaces[band.indexOf(p)] = space;
            seeds.push_back(p);
        }
    }
    spread(std::move(seeds), context);
}

bool SolidRegion::isDivided(const Cavities& cavities, const GridPoint& block) {
    const GridPoint first = coarse(block);
    bool outside = false, inside = false;
    GridPoint low, high;
    for (std::size_t a = 0; a < 3; ++a) {
        low[a] = std::max(first[a] - 1, 0);
        high[a] = std::min(first[a] + NarrowBand::kBlock / kFiner, cavities.count()[a] - 1);
    }
    for (std::int32_t z = low[2]; z <= high[2]; ++z)
        for (std::int32_t y = low[1]; y <= high[1]; ++y)
            for (std::int32_t x = low[0]; x <= high[0]; ++x) {
                const Space space = cavities.at({x, y, z});
                outside = outside || space == Space::Outside;
                inside = inside || space == Space::Inside;
            }
    return outside && inside;
}

Space SolidRegion::spaceAt(const GridPoint& p) const {
    if (!m_band.contains(p)) return Space::Outside;
    // A block that is not held lies far from the surface, all of it in one space.
    return m_band.holds(p) ? m_spaces[m_band.indexOf(p)] : m_cavities.at(coarse(p));
}

/// What is known of a point that is held: from the cavities' grid, or from a block beside it that is not held.
Space SolidRegion::seedAt(const GridPoint& p) const {
    if (m_band.distance(p) <= NarrowBand::kWall) return Space::Wall;
    if (std::all_of(p.begin(), p.end(), [](auto c) { return c % kFiner == 0; })) return m_cavities.at(coarse(p));
    Space space = Space::Wall;
    forEachNeighbour(p, [&](const GridPoint& next) {
        if (!m_band.holds(next)) space = spaceAt(next);
    });
    return space;
}

void SolidRegion::spread(std::vector<GridPoint> reached, const RunContext& context) {
    for (std::size_t next = 0; next < reached.size(); ++next) {
        if ((next & kCheckpointMask) == 0) context.checkpoint();
        const GridPoint p = reached[next];
        const Space space = m_spaces[m_band.indexOf(p)];
        forEachNeighbour(p, [&](const GridPoint& neighbour) {
            if (!m_band.holds(neighbour)) return;
            Space& there = m_spaces[m_band.indexOf(neighbour)];
            if (there != Space::Wall || m_band.distance(neighbour) <= NarrowBand::kWall) return;
            there = space;
            reached.push_back(neighbour);
        });
    }
}

}  // namespace espalier

#pragma once

#include <cstdint>
#include <vector>

#include "inference/base/run_context.h"
#include "inference/meshing/narrow_band.h"

namespace espalier {

/// Where a point of space lies, seen from a surface that may have holes.
enum class Space : std::uint8_t {
    Wall,     ///< too near to the surface to be told
    Outside,  ///< reached from far away
    Inside    ///< in a cavity
};

/// Divides the space around a surface into outside and cavities. A cavity is what no way from outside reaches, or only
/// through openings that are no wider than some limit and at most half as wide as the cavity is behind them; it ends
/// where they are narrowest. Found as the persistent maxima of the distance to the surface: points join their
/// neighbours in the order of their distance, and a part that has grown large by itself does not join the outside.
class Cavities {
public:
    /// At the points of `band`'s grid, of which the outermost must be far from the surface. `widestOpening`: half its
    /// width, in cells of that grid. Takes 17 bytes per point of the grid meanwhile, 1 byte afterwards. Throws
    /// Cancelled.
    Cavities(const NarrowBand& band, float widestOpening, const RunContext& context = {});

    /// The point must lie in the grid.
    Space at(const GridPoint& p) const { return m_spaces[indexOf(p)]; }
    const GridPoint& count() const { return m_count; }

private:
    std::size_t indexOf(const GridPoint& p) const {
        return (std::size_t(p[2]) * std::size_t(m_count[1]) + std::size_t(p[1])) * std::size_t(m_count[0]) +
               std::size_t(p[0]);
    }
    std::vector<float> distances(const NarrowBand& band, const RunContext& context) const;

    GridPoint m_count;
    std::vector<Space> m_spaces;
};

}  // namespace espalier

#pragma once

#include <cstdint>
#include <vector>

#include "inference/base/run_context.h"
#include "inference/meshing/cavities.h"
#include "inference/meshing/narrow_band.h"

namespace espalier {

/// The points of a grid that a surface with its cavities takes up, for a band twice as fine as the grid of the cavities
/// (same origin, every second point in common). What lies off the wall belongs to the nearest outside or cavity along
/// ways that keep off the wall.
class SolidRegion {
public:
    /// The band must hold all blocks that isDivided(); it and the cavities must outlive the region. Throws Cancelled.
    SolidRegion(const NarrowBand& band, const Cavities& cavities, const RunContext& context = {});

    /// Does the border of a cavity pass through the block with this first point, or close by?
    static bool isDivided(const Cavities& cavities, const GridPoint& block);

    /// True beyond the grid, too.
    bool isOutside(const GridPoint& p) const { return spaceAt(p) == Space::Outside; }

private:
    Space spaceAt(const GridPoint& p) const;
    Space seedAt(const GridPoint& p) const;
    void spread(std::vector<GridPoint> reached, const RunContext& context);

    const NarrowBand& m_band;
    const Cavities& m_cavities;
    std::vector<Space> m_spaces;  ///< per point that the band holds
};

}  // namespace espalier

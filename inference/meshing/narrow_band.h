#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/nearest_surface.h"

namespace espalier {

using GridPoint = std::array<std::int32_t, 3>;

/// Distances to a surface at the points of a regular grid near it, in blocks of 8^3 points. Read-only after
/// construction.
class NarrowBand {
public:
    static constexpr std::int32_t kBlock = 8;
    static constexpr std::size_t kPerBlock = std::size_t(kBlock) * kBlock * kBlock;
    static constexpr float kReach = 2.0f;  ///< cells; larger distances are not measured
    static constexpr float kWall = 0.75f;  ///< cells; no edge of the grid passes a surface without coming nearer

    struct Frame {
        Vec3f origin;     ///< of point (0, 0, 0)
        float cell;       ///< length of an edge of the grid
        GridPoint count;  ///< points per axis, multiples of kBlock; the outermost ones are far from the surface
    };
    /// Is the block with this first point to be held though the surface is far from it? Called on several threads.
    using IsWanted = std::function<bool(const GridPoint&)>;

    /// Blocks with a point within reach of the surface are held, and those that are wanted. `progress` hears the share
    /// that is done, on the calling thread. Throws Cancelled.
    NarrowBand(const NearestSurface& surface, const Frame& frame, const IsWanted& isWanted, unsigned threads = 0,
               const RunContext& context = {}, const std::function<void(double)>& progress = {});

    const Frame& frame() const { return m_frame; }
    /// First points of the blocks that are held, in the order of their places.
    const std::vector<GridPoint>& blocks() const { return m_blocks; }
    /// Point `i` of a block, as indexOf() counts.
    GridPoint pointOf(std::size_t block, std::size_t i) const;

    bool contains(const GridPoint& p) const;
    /// Number of the block's place among all that the grid has; the point must lie in the grid.
    std::size_t placeOf(const GridPoint& p) const;
    bool holds(const GridPoint& p) const { return contains(p) && m_slots[placeOf(p)] >= 0; }
    /// Number of a point that is held.
    std::size_t indexOf(const GridPoint& p) const {
        return std::size_t(m_slots[placeOf(p)]) * kPerBlock + indexInBlock(p);
    }
    /// In cells; kReach where it is more.
    float distance(const GridPoint& p) const { return holds(p) ? m_distances[indexOf(p)] : kReach; }
    Vec3f position(const GridPoint& p) const;

private:
    static std::size_t indexInBlock(const GridPoint& p);
    void findBlocks(const NearestSurface& surface, const IsWanted& isWanted, unsigned threads,
                    const RunContext& context);
    void measure(const NearestSurface& surface, unsigned threads, const RunContext& context,
                 const std::function<void(double)>& progress);

    Frame m_frame;
    GridPoint m_blockCount;
    std::vector<std::int32_t> m_slots;  ///< per place of a block: index into m_blocks, or -1
    std::vector<GridPoint> m_blocks;
    std::vector<float> m_distances;  ///< kPerBlock for each of m_blocks
};

}  // namespace espalier

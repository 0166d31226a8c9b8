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

/// Distances to a surface at the points of a regular grid near it, in blocks of 8^3 points, and which points can be
/// reached from the grid's corner without coming nearer than `wall` cells. Read-only after construction.
class NarrowBand {
public:
    static constexpr std::int32_t kBlock = 8;
    static constexpr float kWall = 0.75f;  ///< cells; no edge of the grid passes a surface without coming nearer

    struct Frame {
        Vec3f origin;     ///< of point (0, 0, 0)
        float cell;       ///< length of an edge of the grid
        GridPoint count;  ///< points per axis, multiples of kBlock; the outermost ones are far from the surface
    };

    /// `progress` hears the share that is done, on the calling thread. Throws Cancelled.
    NarrowBand(const NearestSurface& surface, const Frame& frame, unsigned threads = 0, const RunContext& context = {},
               const std::function<void(double)>& progress = {});

    const Frame& frame() const { return m_frame; }
    /// First points of the blocks that hold distances, in the order of their places.
    const std::vector<GridPoint>& blocks() const { return m_blocks; }

    /// Is the point outside of the grid, or reached from outside?
    bool isOutside(const GridPoint& p) const;
    /// In cells; 2 where it is more.
    float distance(const GridPoint& p) const;
    Vec3f position(const GridPoint& p) const;
    /// Number of a point that lies in one of the blocks.
    std::size_t indexOf(const GridPoint& p) const {
        return std::size_t(m_slots[slotOf(p)]) * kPerBlock + placeInBlock(p);
    }

private:
    static constexpr std::size_t kPerBlock = std::size_t(kBlock) * kBlock * kBlock;

    std::size_t slotOf(const GridPoint& p) const;
    static std::size_t placeInBlock(const GridPoint& p);
    bool contains(const GridPoint& p) const;
    void findBlocks(const NearestSurface& surface, unsigned threads, const RunContext& context);
    void measure(const NearestSurface& surface, unsigned threads, const RunContext& context,
                 const std::function<void(double)>& progress);
    void flood(const RunContext& context);

    Frame m_frame;
    GridPoint m_blockCount;
    std::vector<std::int32_t> m_slots;  ///< per place of a block: index into m_blocks, or -1
    std::vector<GridPoint> m_blocks;
    std::vector<float> m_distances;         ///< kPerBlock for each of m_blocks
    std::vector<std::uint8_t> m_outside;    ///< parallel to m_distances
    std::vector<std::uint8_t> m_freeBlock;  ///< per place: a block without distances was reached
};

}  // namespace espalier

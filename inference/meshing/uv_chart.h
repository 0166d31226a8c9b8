#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/meshing/time_limit.h"

namespace espalier {

using Vec2f = std::array<float, 2>;

/// A connected piece of a surface laid flat, in the lengths of the surface.
struct UvChart {
    std::vector<std::uint32_t> faces;                     ///< of the mesh
    std::vector<std::array<std::uint32_t, 3>> triangles;  ///< one per face, indices into points
    std::vector<Vec2f> points;
    std::vector<std::uint32_t> sources;  ///< one per point: vertex of the mesh

    /// Twice the area of a triangle in the plane, negative when it is mirrored.
    float doubleArea(std::size_t triangle) const;
    /// Of all triangles, none of them negative.
    double area() const;
};

/// Scales the chart so that its area is that of its faces: texels then have the same density everywhere.
void equalizeArea(UvChart& chart, const MeshAsset& mesh);

/// Divides a chart into connected charts in which no triangle covers another or is mirrored against the rest. A chart
/// without such faults comes back alone. Thousands of triangles at one place are divided too, which keeps the cost to
/// about the number of triangles, unless very many lie on each other. Throws OutOfTime, Cancelled.
std::vector<UvChart> splitOverlaps(UvChart chart, const TimeLimit& limit);

/// Each face as a chart of its own, without stretch, its longest side along x: what is always possible and takes no
/// time.
std::vector<UvChart> chartPerFace(const MeshAsset& mesh, std::span<const std::uint32_t> faces);

}  // namespace espalier

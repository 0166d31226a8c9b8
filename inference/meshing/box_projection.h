#pragma once

#include <span>
#include <vector>

#include "inference/meshing/uv_chart.h"

namespace espalier {

/// Lays `faces` of the mesh onto the plane across `axis` (any length; zero counts as z), as one chart in surface
/// lengths, seen against `axis`. It may cover itself: see splitOverlaps().
UvChart projectAlong(const MeshAsset& mesh, std::span<const std::uint32_t> faces, const Vec3f& axis);

/// Lays every face onto that side of a box which it faces most: quick, needs nothing of the mesh, stretches by 1.7 at
/// most. The charts are connected and cover nothing twice. Throws OutOfTime, Cancelled.
std::vector<UvChart> projectOntoBox(const MeshAsset& mesh, std::span<const std::uint32_t> faces,
                                    const TimeLimit& limit);

}  // namespace espalier

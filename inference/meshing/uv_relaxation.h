#pragma once

#include "inference/meshing/uv_chart.h"

namespace espalier {

/// Moves the chart's points so that its triangles come nearer to their shapes on the surface, round by round: every
/// triangle is turned to where it lies and asks its corners there, every point goes to the mean of what it is asked.
/// Folds of single triangles open, stretch over a few edges' lengths evens out. The chart's winding must be that of its
/// faces.
void relaxChart(UvChart& chart, const MeshAsset& mesh, int rounds);

}  // namespace espalier

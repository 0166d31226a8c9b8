#pragma once

#include "inference/asset/preview.h"
#include "viewer/display_shape.h"

namespace espalier {

/// The outer faces of the occupied cells, with normals rounded over the corners and the corners' occlusion. Above
/// `maxTriangles` cells are joined two by two by two. Cells outside the grid are left out. Any thread.
DisplayShape buildVoxelShape(const VoxelCloud& cloud, std::size_t maxTriangles);

}  // namespace espalier

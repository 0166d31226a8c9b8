#pragma once

#include <cmath>
#include <vector>

#include "inference/meshing/dual_grid_mesher.h"

namespace espalier {

/// The flexible dual grid of a sphere around the middle of the grid, vertices at voxel centres pulled onto the surface.
struct SphereGrid {
    std::vector<VoxelCoord> coords;
    std::vector<Vec3f> duals;
    std::vector<std::array<std::uint8_t, 3>> flags;
    std::vector<float> weights;
    int resolution;

    SphereGrid(int resolutionOfGrid, double radius) : resolution(resolutionOfGrid) {
        const double middle = resolution / 2.0 + 0.013;  // off the lattice, so that no corner lies on the surface
        const auto inside = [&](int i, int j, int k) {
            return std::hypot(i - middle, j - middle, k - middle) < radius;
        };
        for (int i = 0; i < resolution; ++i)
            for (int j = 0; j < resolution; ++j)
                for (int k = 0; k < resolution; ++k) {
                    int corners = 0;
                    for (int c = 0; c < 8; ++c)
                        corners += inside(i + (c & 1), j + (c >> 1 & 1), k + (c >> 2 & 1));
                    if (corners == 0 || corners == 8) continue;
                    const bool far = inside(i + 1, j + 1, k + 1);
                    coords.push_back({i, j, k});
                    flags.push_back({std::uint8_t(inside(i, j + 1, k + 1) != far),
                                     std::uint8_t(inside(i + 1, j, k + 1) != far),
                                     std::uint8_t(inside(i + 1, j + 1, k) != far)});
                    weights.push_back(1.0f);
                    const double x = i + 0.5 - middle, y = j + 0.5 - middle, z = k + 0.5 - middle;
                    const double pull = radius / std::hypot(x, y, z);
                    duals.push_back(
                        {float(0.5 + x * (pull - 1)), float(0.5 + y * (pull - 1)), float(0.5 + z * (pull - 1))});
                }
    }

    DualGridView view() const { return {coords, duals, flags, weights, resolution}; }
};

}  // namespace espalier

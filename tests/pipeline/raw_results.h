#pragma once

#include <cmath>

#include "inference/pipeline/raw_result.h"
#include "tests/meshing/sphere_grid.h"

namespace espalier {

/// What decoders might give of a ball: a dual grid of about 6 * resolution^2 / 2 faces, with coloured voxels.
inline RawResult ballResult(int resolution, bool isColoured = true) {
    const SphereGrid ball(resolution, 0.4 * resolution);
    RawGrid grid{ball.coords, ball.duals, ball.flags, ball.weights};
    RawResult raw;
    raw.resolution = resolution;
    raw.mesh = meshDualGrid(grid.view(resolution));
    raw.grid = std::make_shared<const RawGrid>(std::move(grid));
    if (!isColoured) return raw;
    raw.coords = ball.coords;
    for (const VoxelCoord& c : raw.coords) {
        const float x = float(c[0]) / float(resolution), y = float(c[1]) / float(resolution);
        raw.attributes.push_back(
            {0.5f + 0.4f * std::sin(9 * x), 0.5f + 0.4f * std::cos(8 * y), 0.3f, 0.1f, 0.7f, 1.0f});
    }
    return raw;
}

}  // namespace espalier

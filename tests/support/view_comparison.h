#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/software_render.h"
#include "inference/meshing/gaussian_render.h"

namespace espalier::test {

/// 24 cameras around the unit box: eight directions in three heights, with the reference's distance and field of view.
inline std::vector<RenderCamera> camerasAround(int side) {
    std::vector<RenderCamera> cameras;
    for (const double elevation : {-35.0, 0.0, 35.0})
        for (int k = 0; k < 8; ++k)
            cameras.push_back(turntableCamera({}, 2.0, 45.0 * k + elevation, elevation, 40.0, side, side));
    return cameras;
}

/// In dB, over the pixels that the mesh fills and the Gaussians do to `leastAlpha`, whose background is left out;
/// infinite for pictures that agree, NaN for none in common.
inline double psnr(const std::vector<RenderCamera>& cameras, const MeshAsset& mesh, const GaussianCloud& cloud,
                   float leastAlpha = 0.98f) {
    double squares = 0.0;
    std::size_t count = 0;
    for (const RenderCamera& camera : cameras) {
        const VolumePicture wanted = renderGaussians(cloud, camera);
        const ImageBuffer drawn = renderBaseColor(mesh, camera);
        for (std::size_t i = 0; i < wanted.pixels.size(); ++i) {
            if (wanted.pixels[i][3] < leastAlpha || drawn.pixels[4 * i + 3] < 255) continue;
            for (std::size_t c = 0; c < 3; ++c) {
                const double other = drawn.pixels[4 * i + c] / 255.0;
                squares += std::pow(wanted.pixels[i][c] / wanted.pixels[i][3] - other, 2);
                ++count;
            }
        }
    }
    return -10.0 * std::log10(squares / double(count));
}

}  // namespace espalier::test

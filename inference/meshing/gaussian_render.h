#pragma once

#include <array>
#include <vector>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/render_camera.h"
#include "inference/base/run_context.h"

namespace espalier {

/// A picture of something that lets light through: sRGB colours 0..1 multiplied by alpha, and alpha, by rows.
struct VolumePicture {
    int width = 0, height = 0;
    std::vector<std::array<float, 4>> pixels;

    /// Blended with a background, RGB.
    ImageBuffer over(const Vec3f& background) const;
};

struct SplatOptions {
    /// Added to the variances of a Gaussian on the screen, in pixels squared, with its opacity lowered in proportion
    /// (Yu et al., Mip-Splatting, 2024): what is smaller than a pixel neither flickers nor grows. TRELLIS was trained
    /// with 0.1.
    float filter = 0.1f;
    unsigned threads = 0;  ///< 0 = one per core; the picture does not depend on it
};

/// Draws Gaussians as "3D Gaussian Splatting" does (Kerbl et al. 2023): projected, sorted by depth and blended from
/// front to back. Throws Cancelled.
VolumePicture renderGaussians(const GaussianCloud& cloud, const RenderCamera& camera, const SplatOptions& options = {},
                              const RunContext& context = {});

}  // namespace espalier

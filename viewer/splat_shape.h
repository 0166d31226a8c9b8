#pragma once

#include <QByteArray>
#include <QSize>
#include <memory>
#include <vector>

#include "inference/asset/gaussian_cloud.h"

namespace espalier {

/// A Gaussian as it is drawn: one look from every side. Colours are sRGB and are blended as such, as the renderers do
/// that Gaussians are trained with.
struct Splat {
    Vec3f position{};
    std::array<float, 6> covariance{};  ///< xx xy xz yy yz zz, model space
    Vec3f color{};                      ///< not below 0; above 1 as it comes
    float opacity = 0;
};

/// Gaussians ready for the graphics card: what buildSplatShape() makes off the GUI thread and the scene swaps in.
struct SplatShape {
    static constexpr int kTexelsPerSplat = 4;  ///< as resources/shaders/splat.vert reads them
    static constexpr int kSplatsPerRow = 1024;

    QByteArray table;              ///< RGBA float texels, the last row filled with zeros
    std::vector<Vec3f> positions;  ///< for the sorting
    Bounds box;
    std::size_t sourceCount = 0;  ///< Gaussians of the object it stands for

    std::size_t count() const { return positions.size(); }
    QSize tableSize() const;
};

using SplatShapePtr = std::shared_ptr<const SplatShape>;

/// Above `limit` neighbours are merged into Gaussians that cover the same space with the same colour; at least one
/// stays. Gaussians without a finite place are left out. Any thread.
SplatShape buildSplatShape(const GaussianCloud& cloud, std::size_t limit);

/// Merges the splats in each cell of the finest grid with at most `limit` occupied cells. Exposed for its test.
std::vector<Splat> mergeSplats(const std::vector<Splat>& splats, std::size_t limit);

}  // namespace espalier

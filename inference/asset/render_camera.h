#pragma once

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// A pinhole camera in model space.
struct RenderCamera {
    Vec3f eye{};
    Vec3f right{1.0f, 0.0f, 0.0f}, up{0.0f, 0.0f, 1.0f}, forward{0.0f, 1.0f, 0.0f};  ///< orthonormal
    float focal = 1.0f;                                                              ///< pixels per unit at distance 1
    int width = 512, height = 512;

    float centreX() const { return float(width) * 0.5f; }
    float centreY() const { return float(height) * 0.5f; }
    /// (pixel x, pixel y, depth along the view); (0, 0) is the upper left corner of the upper left pixel.
    Vec3f project(const Vec3f& point) const;
    /// The unit direction through a place of the picture.
    Vec3f direction(float x, float y) const;
    /// The same camera for a picture `factor` times as wide and high.
    RenderCamera magnified(int factor) const;
};

/// Looks at `target` from `distance`. Azimuth 0 looks along +y, positive moves the camera to -x; positive elevation
/// looks down. The field of view is that of the picture's shorter side.
RenderCamera turntableCamera(const Vec3f& target, double distance, double azimuthDegrees, double elevationDegrees,
                             double fieldOfViewDegrees, int width, int height);

}  // namespace espalier

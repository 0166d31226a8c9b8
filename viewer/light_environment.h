#pragma once

#include <QMatrix4x4>
#include <array>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Where the light on a shape comes from.
enum class EnvironmentKind { Studio, Daylight, Sunset };

/// Light from all sides, as a function of the direction: a sky over a ground, and soft lights in front of them.
/// Computed, so no pictures of places are needed. Directions are unit vectors in model space (z up, the viewer of the
/// input picture at -y); radiances are linear, scaled so that a white surface that faces the front is exposed to white.
class LightEnvironment {
public:
    /// The table below: bands of roughness 0, 1/4, 1/2, 3/4, 1 from top to bottom, each a map of all directions.
    static constexpr int kBands = 5;
    static constexpr int kBandWidth = 96;   ///< azimuth: column 0 begins at -x and turns through -y
    static constexpr int kBandHeight = 48;  ///< row 0 begins straight up

    explicit LightEnvironment(EnvironmentKind kind);

    Vec3f radiance(const Vec3f& direction) const;

    /// Irradiance / pi at a surface with normal n, per channel: the form (n, 1)^T M (n, 1). Second order spherical
    /// harmonics after Ramamoorthi and Hanrahan, "An Efficient Representation for Irradiance Environment Maps".
    std::array<QMatrix4x4, 3> irradiance() const;

    /// Radiance seen in a mirror of each band's roughness (GGX, seen head on): Karis, "Real Shading in Unreal Engine
    /// 4". RGBA float, kBandWidth x (kBands * kBandHeight). Takes a tenth of a second.
    std::vector<float> prefiltered() const;

private:
    /// Full inside `inner`, nothing outside `outer`; cosines of the angle to its centre.
    struct SoftLight {
        Vec3f direction;
        Vec3f radiance;
        float inner;
        float outer;
    };

    Vec3f m_zenith;
    Vec3f m_horizon;
    Vec3f m_ground;
    std::vector<SoftLight> m_lights;
    float m_scale = 1;
};

}  // namespace espalier

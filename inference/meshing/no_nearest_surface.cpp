// Stands in for nearest_surface.cpp in a build without Embree: colours then stay at the vertices.
#include "inference/base/error.h"
#include "inference/meshing/nearest_surface.h"

namespace espalier {

struct NearestSurface::Scene {};

bool NearestSurface::isAvailable() {
    return false;
}

NearestSurface::NearestSurface(const MeshAsset&, unsigned, const RunContext&) {
    throw Error(ErrorCode::InvalidRequest, "This build of Espalier has no Embree, so it cannot bake textures.",
                "Install libembree-dev and build again, or keep the colours at the vertices.");
}

NearestSurface::~NearestSurface() = default;

NearestSurface::Hit NearestSurface::nearest(const Vec3f&) const {
    return {};
}

NearestSurface::Hit NearestSurface::nearest(const Vec3f&, std::uint32_t) const {
    return {};
}

std::optional<NearestSurface::Hit> NearestSurface::nearestWithin(const Vec3f&, float) const {
    return {};
}

}  // namespace espalier

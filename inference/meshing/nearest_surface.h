#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Finds the point of a mesh nearest to another point. The mesh must outlive it. Safe on several threads at once.
class NearestSurface {
public:
    struct Hit {
        std::uint32_t face = 0;
        std::array<float, 3> weights{};  ///< of the face's corners, sum 1
        Vec3f point{};
    };

    /// False in a build without Embree.
    static bool isAvailable();

    /// `threads`: for building, 0 = one per core. Throws Error(EmptyResult) for a mesh without triangles,
    /// Error(InvalidRequest) in a build without Embree, Error(OutOfMemory), Cancelled.
    explicit NearestSurface(const MeshAsset& mesh, unsigned threads = 0, const RunContext& context = {});
    ~NearestSurface();
    NearestSurface(const NearestSurface&) = delete;
    NearestSurface& operator=(const NearestSurface&) = delete;

    Hit nearest(const Vec3f& point) const;
    /// The same; a face near the nearest one, such as that of a point close by, makes it several times faster.
    Hit nearest(const Vec3f& point, std::uint32_t guess) const;
    /// The nearest point if it is nearer than `radius`; quicker, too.
    std::optional<Hit> nearestWithin(const Vec3f& point, float radius) const;

private:
    struct Scene;
    std::unique_ptr<Scene> m_scene;
};

}  // namespace espalier

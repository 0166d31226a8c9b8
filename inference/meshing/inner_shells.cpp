#include "inference/meshing/inner_shells.h"

#include <embree3/rtcore.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "inference/base/error.h"
#include "inference/meshing/mesh_components.h"
#include "inference/meshing/mesh_geometry.h"
#include "inference/meshing/parallel.h"

namespace espalier {
namespace {

constexpr std::size_t kOutsideRays = 1 << 16;
constexpr std::size_t kSampledFaces = 256;  // of a component that no ray from outside has met yet
constexpr std::size_t kDirections = 64;
constexpr std::size_t kSmallestShell = 4;  // faces: fewer enclose nothing, and a soup can have 100,000 such components

/// The triangles of a mesh, ready for rays. The mesh must outlive it and stay as it is.
class RayScene {
public:
    explicit RayScene(const MeshAsset& mesh) : m_device(rtcNewDevice("set_affinity=0")) {
        if (!m_device) fail();
        m_scene = rtcNewScene(m_device);
        rtcSetSceneFlags(m_scene, RTC_SCENE_FLAG_ROBUST);  // no ray slips through between two triangles
        rtcSetSceneBuildQuality(m_scene, RTC_BUILD_QUALITY_LOW);
        const RTCGeometry geometry = rtcNewGeometry(m_device, RTC_GEOMETRY_TYPE_TRIANGLE);
        // Copied, because Embree reads a few bytes beyond the last vertex.
        if (void* const vertices = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3,
                                                           sizeof(Vec3f), mesh.positions.size()))
            std::copy(mesh.positions.begin(), mesh.positions.end(), static_cast<Vec3f*>(vertices));
        rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, mesh.triangles.data(), 0,
                                   3 * sizeof(std::uint32_t), mesh.triangles.size());
        rtcCommitGeometry(geometry);
        rtcAttachGeometry(m_scene, geometry);
        rtcReleaseGeometry(geometry);
        rtcCommitScene(m_scene);
        if (rtcGetDeviceError(m_device) != RTC_ERROR_NONE) {
            release();
            fail();
        }
    }
    ~RayScene() { release(); }
    RayScene(const RayScene&) = delete;
    RayScene& operator=(const RayScene&) = delete;

    /// The first face that a ray meets, or RTC_INVALID_GEOMETRY_ID.
    std::uint32_t firstFace(const Vec3d& from, const Vec3d& direction) const {
        RTCIntersectContext context;
        rtcInitIntersectContext(&context);
        RTCRayHit hit{};
        hit.ray.org_x = float(from[0]);
        hit.ray.org_y = float(from[1]);
        hit.ray.org_z = float(from[2]);
        hit.ray.dir_x = float(direction[0]);
        hit.ray.dir_y = float(direction[1]);
        hit.ray.dir_z = float(direction[2]);
        hit.ray.tfar = std::numeric_limits<float>::infinity();
        hit.ray.mask = ~0u;
        hit.hit.geomID = RTC_INVALID_GEOMETRY_ID;
        hit.hit.primID = RTC_INVALID_GEOMETRY_ID;
        rtcIntersect1(m_scene, &context, &hit);
        return hit.hit.primID;
    }

private:
    [[noreturn]] static void fail() {
        throw Error(ErrorCode::OutOfMemory, "The search for inner shells got no memory from the ray tracer.",
                    "Close other programs, or turn off the removal of inner shells.");
    }
    void release() {
        rtcReleaseScene(m_scene);
        rtcReleaseDevice(m_device);
    }

    RTCDevice m_device;
    RTCScene m_scene = nullptr;
};

/// Directions spread evenly over the sphere.
std::vector<Vec3d> spiral(std::size_t count) {
    const double turn = std::numbers::pi * (3.0 - std::sqrt(5.0));
    std::vector<Vec3d> directions;
    for (std::size_t i = 0; i < count; ++i) {
        const double z = 1.0 - (2.0 * double(i) + 1.0) / double(count);
        const double r = std::sqrt(1.0 - z * z);
        directions.push_back({r * std::cos(turn * double(i)), r * std::sin(turn * double(i)), z});
    }
    return directions;
}

/// Marks the components that rays from a sphere around the mesh to places within its box meet first.
void lookFromOutside(const MeshAsset& mesh, const RayScene& scene, const MeshComponents& components,
                     std::vector<std::uint8_t>& seen) {
    const Bounds box = bounds(mesh);
    const Vec3d low = toDouble(box.min), size = toDouble(box.max) - low;
    const double radius = length(size);
    std::mt19937 random(1);
    const auto unit = [&] { return random() / 4294967296.0; };
    for (const Vec3d& direction : spiral(kOutsideRays)) {
        Vec3d from, to;
        for (std::size_t a = 0; a < 3; ++a) {
            from[a] = low[a] + 0.5 * size[a] + radius * direction[a];
            to[a] = low[a] + size[a] * unit();
        }
        const auto face = scene.firstFace(from, to - from);
        if (face != RTC_INVALID_GEOMETRY_ID) seen[components.ofFace(face)] = 1;
    }
}

/// Does any ray from this face, on either side, get away?
bool isOpenToOutside(const MeshAsset& mesh, const RayScene& scene, std::uint32_t face, double offset,
                     const std::vector<Vec3d>& directions) {
    const auto& t = mesh.triangles[face];
    const Vec3d normal = unitNormal(mesh.positions[t[0]], mesh.positions[t[1]], mesh.positions[t[2]]);
    Vec3d centre{};
    for (const auto v : t)
        for (std::size_t a = 0; a < 3; ++a)
            centre[a] += mesh.positions[v][a] / 3.0;
    return std::any_of(directions.begin(), directions.end(), [&](const Vec3d& direction) {
        const double side = dot(direction, normal) < 0.0 ? -offset : offset;
        const Vec3d from{centre[0] + side * normal[0], centre[1] + side * normal[1], centre[2] + side * normal[2]};
        return scene.firstFace(from, direction) == RTC_INVALID_GEOMETRY_ID;
    });
}

}  // namespace

bool canFindInnerShells() {
    return true;
}

std::size_t removeInnerShells(MeshAsset& mesh, unsigned threads, const RunContext& context) {
    const MeshComponents components(mesh);
    std::vector<std::uint8_t> seen(components.count());
    for (std::size_t c = 0; c < seen.size(); ++c)
        seen[c] = components.faceCount(c) < kSmallestShell;
    if (std::count(seen.begin(), seen.end(), 0) < 2) return 0;
    const RayScene scene(mesh);
    context.checkpoint();
    lookFromOutside(mesh, scene, components, seen);
    context.checkpoint();

    std::vector<std::vector<std::uint32_t>> faces(components.count());  // of those not seen, evenly drawn
    std::vector<std::size_t> met(components.count());
    for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f) {
        const auto c = components.ofFace(f);
        const std::size_t stride = (components.faceCount(c) + kSampledFaces - 1) / kSampledFaces;
        if (!seen[c] && met[c]++ % stride == 0) faces[c].push_back(f);
    }
    const Bounds box = bounds(mesh);
    const double offset = 1e-5 * length(toDouble(box.max) - toDouble(box.min));
    const auto directions = spiral(kDirections);
    parallelFor(components.count(), threads, context, [&](std::size_t c) {
        const bool open = std::any_of(faces[c].begin(), faces[c].end(), [&](std::uint32_t f) {
            return isOpenToOutside(mesh, scene, f, offset, directions);
        });
        if (open) seen[c] = 1;
    });
    for (auto& mark : seen)
        mark = !mark;
    return dropComponents(mesh, components, seen);
}

}  // namespace espalier

#include "inference/meshing/nearest_surface.h"

#include <embree3/rtcore.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "inference/base/error.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

/// Weights of the corners at the point of the triangle nearest to p (Ericson, Real-Time Collision Detection, 5.1.5).
std::array<float, 3> nearestWeights(const Vec3f& p, const Vec3f& a, const Vec3f& b, const Vec3f& c) {
    const Vec3f ab = b - a, ac = c - a, ap = p - a, bp = p - b, cp = p - c;
    const float d1 = dot(ab, ap), d2 = dot(ac, ap);
    if (d1 <= 0.0f && d2 <= 0.0f) return {1, 0, 0};
    const float d3 = dot(ab, bp), d4 = dot(ac, bp);
    if (d3 >= 0.0f && d4 <= d3) return {0, 1, 0};
    const float vc = d1 * d4 - d3 * d2;
    if (vc <= 0.0f && d1 >= 0.0f && d3 <= 0.0f) {
        const float v = d1 - d3 > 0.0f ? d1 / (d1 - d3) : 0.0f;
        return {1 - v, v, 0};
    }
    const float d5 = dot(ab, cp), d6 = dot(ac, cp);
    if (d6 >= 0.0f && d5 <= d6) return {0, 0, 1};
    const float vb = d5 * d2 - d1 * d6;
    if (vb <= 0.0f && d2 >= 0.0f && d6 <= 0.0f) {
        const float w = d2 - d6 > 0.0f ? d2 / (d2 - d6) : 0.0f;
        return {1 - w, 0, w};
    }
    const float va = d3 * d6 - d5 * d4, alongB = d4 - d3, alongC = d5 - d6;
    if (va <= 0.0f && alongB >= 0.0f && alongC >= 0.0f) {
        const float w = alongB + alongC > 0.0f ? alongB / (alongB + alongC) : 0.0f;
        return {0, 1 - w, w};
    }
    const float sum = va + vb + vc;
    return {va / sum, vb / sum, vc / sum};
}

struct Search {
    const MeshAsset& mesh;
    Vec3f point;
    NearestSurface::Hit hit;
};

bool visitTriangle(RTCPointQueryFunctionArguments* arguments) {
    auto& search = *static_cast<Search*>(arguments->userPtr);
    const auto& corners = search.mesh.triangles[arguments->primID];
    const Vec3f &a = search.mesh.positions[corners[0]], &b = search.mesh.positions[corners[1]],
                &c = search.mesh.positions[corners[2]];
    const auto weights = nearestWeights(search.point, a, b, c);
    const Vec3f nearest = a * weights[0] + b * weights[1] + c * weights[2];
    const float distance = length(nearest - search.point);
    if (!(distance < arguments->query->radius)) return false;
    arguments->query->radius = distance;
    search.hit = {arguments->primID, weights, nearest};
    return true;
}

}  // namespace

struct NearestSurface::Scene {
    const MeshAsset& mesh;
    RTCDevice device;
    RTCScene scene;

    explicit Scene(const MeshAsset& surface)
        : mesh(surface), device(rtcNewDevice(nullptr)), scene(rtcNewScene(device)) {}
    ~Scene() {
        rtcReleaseScene(scene);
        rtcReleaseDevice(device);
    }
};

NearestSurface::NearestSurface(const MeshAsset& mesh) {
    if (mesh.triangles.empty())
        throw Error(ErrorCode::EmptyResult, "The raw mesh has no triangles to take colours from.",
                    "Generate again with another seed.");
    m_scene = std::make_unique<Scene>(mesh);
    const RTCGeometry geometry = rtcNewGeometry(m_scene->device, RTC_GEOMETRY_TYPE_TRIANGLE);
    // Embree reads 16 bytes from the last vertex on, so it gets copies in buffers of its own.
    void* vertices = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, sizeof(Vec3f),
                                             mesh.positions.size());
    void* indices = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3,
                                            sizeof(mesh.triangles[0]), mesh.triangles.size());
    const bool isThere = vertices != nullptr && indices != nullptr;
    if (isThere) {
        std::memcpy(vertices, mesh.positions.data(), mesh.positions.size() * sizeof(Vec3f));
        std::memcpy(indices, mesh.triangles.data(), mesh.triangles.size() * sizeof(mesh.triangles[0]));
        rtcCommitGeometry(geometry);
        rtcAttachGeometry(m_scene->scene, geometry);
    }
    rtcReleaseGeometry(geometry);
    rtcCommitScene(m_scene->scene);
    if (!isThere || rtcGetDeviceError(m_scene->device) != RTC_ERROR_NONE)
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory to search the raw mesh for colours.",
                    "Close other programs, or choose a smaller resolution.");
}

NearestSurface::~NearestSurface() = default;

NearestSurface::Hit NearestSurface::nearest(const Vec3f& point) const {
    Search search{m_scene->mesh, point, {}};
    RTCPointQuery query{point[0], point[1], point[2], 0.0f, std::numeric_limits<float>::infinity()};
    RTCPointQueryContext context;
    rtcInitPointQueryContext(&context);
    rtcPointQuery(m_scene->scene, &query, &context, visitTriangle, &search);
    return search.hit;
}

}  // namespace espalier

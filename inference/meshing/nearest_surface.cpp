#include "inference/meshing/nearest_surface.h"

#include <embree3/rtcore.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

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
    std::optional<NearestSurface::Hit> hit;
};

NearestSurface::Hit nearestOnFace(const MeshAsset& mesh, std::uint32_t face, const Vec3f& point) {
    const auto& corners = mesh.triangles[face];
    const Vec3f &a = mesh.positions[corners[0]], &b = mesh.positions[corners[1]], &c = mesh.positions[corners[2]];
    const auto weights = nearestWeights(point, a, b, c);
    return {face, weights, a * weights[0] + b * weights[1] + c * weights[2]};
}

bool visitTriangle(RTCPointQueryFunctionArguments* arguments) {
    auto& search = *static_cast<Search*>(arguments->userPtr);
    const NearestSurface::Hit hit = nearestOnFace(search.mesh, arguments->primID, search.point);
    const float distance = length(hit.point - search.point);
    if (!(distance < arguments->query->radius)) return false;
    arguments->query->radius = distance;
    search.hit = hit;
    return true;
}

bool goesOn(void* context, double) {
    return !static_cast<const RunContext*>(context)->stopRequested();
}

std::string deviceOptions(unsigned threads) {
    return threads > 0 ? "threads=" + std::to_string(threads) : std::string();
}

}  // namespace

struct NearestSurface::Scene {
    const MeshAsset& mesh;
    RTCDevice device;
    RTCScene scene;

    Scene(const MeshAsset& surface, unsigned threads)
        : mesh(surface), device(rtcNewDevice(deviceOptions(threads).c_str())), scene(rtcNewScene(device)) {}
    ~Scene() {
        rtcReleaseScene(scene);
        rtcReleaseDevice(device);
    }
};

bool NearestSurface::isAvailable() {
    return true;
}

NearestSurface::NearestSurface(const MeshAsset& mesh, unsigned threads, const RunContext& context) {
    if (mesh.triangles.empty())
        throw Error(ErrorCode::EmptyResult, "The raw mesh has no triangles to take colours from.",
                    "Generate again with another seed.");
    m_scene = std::make_unique<Scene>(mesh, threads);
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
    rtcSetSceneProgressMonitorFunction(m_scene->scene, goesOn, const_cast<RunContext*>(&context));
    rtcCommitScene(m_scene->scene);
    rtcSetSceneProgressMonitorFunction(m_scene->scene, nullptr, nullptr);
    context.checkpoint();
    if (!isThere || rtcGetDeviceError(m_scene->device) != RTC_ERROR_NONE)
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory to search the raw mesh for colours.",
                    "Close other programs, or choose a smaller resolution.");
}

NearestSurface::~NearestSurface() = default;

NearestSurface::Hit NearestSurface::nearest(const Vec3f& point) const {
    return nearest(point, 0);
}

NearestSurface::Hit NearestSurface::nearest(const Vec3f& point, std::uint32_t guess) const {
    const Hit known = nearestOnFace(m_scene->mesh, guess, point);
    const float distance = length(known.point - point);
    const float radius = std::isfinite(distance) ? distance : std::numeric_limits<float>::infinity();
    return nearestWithin(point, radius).value_or(known);
}

std::optional<NearestSurface::Hit> NearestSurface::nearestWithin(const Vec3f& point, float radius) const {
    Search search{m_scene->mesh, point, {}};
    RTCPointQuery query{point[0], point[1], point[2], 0.0f, radius};
    RTCPointQueryContext context;
    rtcInitPointQueryContext(&context);
    rtcPointQuery(m_scene->scene, &query, &context, visitTriangle, &search);
    return search.hit;
}

}  // namespace espalier

#include "inference/meshing/tangents.h"

#include <algorithm>
#include <cmath>

#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

Vec3f anyAcross(const Vec3f& normal) {
    return normalized(cross(normal, std::abs(normal[0]) < 0.7f ? Vec3f{1, 0, 0} : Vec3f{0, 1, 0}));
}

}  // namespace

std::vector<std::array<float, 4>> vertexTangents(const MeshAsset& mesh) {
    std::vector<Vec3f> alongU(mesh.positions.size()), alongV(mesh.positions.size());
    for (const auto& t : mesh.triangles) {
        const Vec3f p1 = mesh.positions[t[1]] - mesh.positions[t[0]], p2 = mesh.positions[t[2]] - mesh.positions[t[0]];
        const auto &uv0 = mesh.uvs[t[0]], &uv1 = mesh.uvs[t[1]], &uv2 = mesh.uvs[t[2]];
        const float u1 = uv1[0] - uv0[0], u2 = uv2[0] - uv0[0], v1 = uv1[1] - uv0[1], v2 = uv2[1] - uv0[1];
        const float sign = u1 * v2 - u2 * v1 >= 0.0f ? 1.0f : -1.0f;
        const Vec3f u = normalized((p1 * v2 - p2 * v1) * sign), v = normalized((p2 * u1 - p1 * u2) * sign);
        for (std::size_t k = 0; k < 3; ++k) {
            const Vec3f a = normalized(mesh.positions[t[(k + 1) % 3]] - mesh.positions[t[k]]);
            const Vec3f b = normalized(mesh.positions[t[(k + 2) % 3]] - mesh.positions[t[k]]);
            const float angle = std::acos(std::clamp(dot(a, b), -1.0f, 1.0f));
            alongU[t[k]] = alongU[t[k]] + u * angle;
            alongV[t[k]] = alongV[t[k]] + v * angle;
        }
    }
    std::vector<std::array<float, 4>> tangents(mesh.positions.size());
    for (std::size_t i = 0; i < tangents.size(); ++i) {
        const Vec3f& n = mesh.normals[i];
        const Vec3f across = alongU[i] - n * dot(n, alongU[i]);
        const Vec3f t = length(across) > 1e-6f ? normalized(across) : anyAcross(n);
        tangents[i] = {t[0], t[1], t[2], dot(cross(n, t), alongV[i]) < 0.0f ? -1.0f : 1.0f};
    }
    return tangents;
}

}  // namespace espalier

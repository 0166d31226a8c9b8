#include "inference/meshing/uv_relaxation.h"

#include <algorithm>
#include <cmath>

#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

/// A face laid flat, its middle at the origin.
struct FlatFace {
    std::array<Vec2f, 3> corners;
    float weight;
};

FlatFace layFlat(const MeshAsset& mesh, std::uint32_t face) {
    const auto& [i, j, k] = mesh.triangles[face];
    const Vec3f ab = mesh.positions[j] - mesh.positions[i], ac = mesh.positions[k] - mesh.positions[i];
    const Vec3f along = normalized(ab);
    const Vec2f b{length(ab), 0.0f}, c{dot(ac, along), length(cross(along, ac))};
    const Vec2f middle{(b[0] + c[0]) / 3.0f, c[1] / 3.0f};
    return {
        {Vec2f{-middle[0], -middle[1]}, Vec2f{b[0] - middle[0], -middle[1]}, Vec2f{c[0] - middle[0], c[1] - middle[1]}},
        std::max(0.5f * b[0] * c[1], 1e-20f)};
}

}  // namespace

void relaxChart(UvChart& chart, const MeshAsset& mesh, int rounds) {
    std::vector<FlatFace> faces;
    faces.reserve(chart.faces.size());
    for (const std::uint32_t face : chart.faces)
        faces.push_back(layFlat(mesh, face));
    std::vector<Vec3f> sums(chart.points.size());  // x, y and the weight
    for (int round = 0; round < rounds; ++round) {
        std::fill(sums.begin(), sums.end(), Vec3f{});
        for (std::size_t t = 0; t < faces.size(); ++t) {
            const auto& corners = chart.triangles[t];
            const auto& flat = faces[t].corners;
            Vec2f middle{};
            for (const std::uint32_t point : corners)
                middle = {middle[0] + chart.points[point][0] / 3.0f, middle[1] + chart.points[point][1] / 3.0f};
            float c = 0.0f, s = 0.0f;
            for (std::size_t k = 0; k < 3; ++k) {
                const Vec2f p{chart.points[corners[k]][0] - middle[0], chart.points[corners[k]][1] - middle[1]};
                c += flat[k][0] * p[0] + flat[k][1] * p[1];
                s += flat[k][0] * p[1] - flat[k][1] * p[0];
            }
            const float size = std::hypot(c, s);
            if (size > 0.0f) c /= size, s /= size;
            for (std::size_t k = 0; k < 3; ++k) {
                const Vec2f wanted{middle[0] + c * flat[k][0] - s * flat[k][1],
                                   middle[1] + s * flat[k][0] + c * flat[k][1]};
                sums[corners[k]] = sums[corners[k]] + Vec3f{wanted[0], wanted[1], 1.0f} * faces[t].weight;
            }
        }
        for (std::size_t i = 0; i < sums.size(); ++i)
            if (sums[i][2] > 0.0f) chart.points[i] = {sums[i][0] / sums[i][2], sums[i][1] / sums[i][2]};
    }
}

}  // namespace espalier

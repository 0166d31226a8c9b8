#include "inference/meshing/box_projection.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

/// 0..5: +x, +y, +z, -x, -y, -z.
std::size_t boxSide(const Vec3f& normal) {
    std::size_t axis = 0;
    for (std::size_t a = 1; a < 3; ++a)
        if (std::abs(normal[a]) > std::abs(normal[axis])) axis = a;
    return axis + (normal[axis] < 0.0f ? 3 : 0);
}

}  // namespace

UvChart projectAlong(const MeshAsset& mesh, std::span<const std::uint32_t> faces, const Vec3f& axis) {
    const Vec3f direction = length(axis) > 0.0f ? normalized(axis) : Vec3f{0, 0, 1};
    const Vec3f helper = std::abs(direction[2]) < 0.9f ? Vec3f{0, 0, 1} : Vec3f{0, 1, 0};
    const Vec3f right = normalized(cross(helper, direction));
    const Vec3f up = cross(direction, right);
    UvChart chart;
    std::unordered_map<std::uint32_t, std::uint32_t> places;
    places.reserve(faces.size());
    for (const std::uint32_t face : faces) {
        std::array<std::uint32_t, 3> corners;
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t vertex = mesh.triangles[face][k];
            const auto [place, isNew] = places.try_emplace(vertex, std::uint32_t(chart.points.size()));
            if (isNew) {
                chart.points.push_back({dot(mesh.positions[vertex], right), dot(mesh.positions[vertex], up)});
                chart.sources.push_back(vertex);
            }
            corners[k] = place->second;
        }
        chart.faces.push_back(face);
        chart.triangles.push_back(corners);
    }
    equalizeArea(chart, mesh);
    return chart;
}

std::vector<UvChart> projectOntoBox(const MeshAsset& mesh, std::span<const std::uint32_t> faces,
                                    const TimeLimit& limit) {
    std::array<std::vector<std::uint32_t>, 6> sides;
    for (const std::uint32_t face : faces)
        sides[boxSide(areaNormal(mesh, face))].push_back(face);
    std::vector<UvChart> charts;
    for (std::size_t side = 0; side < sides.size(); ++side) {
        if (sides[side].empty()) continue;
        Vec3f axis{};
        axis[side % 3] = side < 3 ? 1.0f : -1.0f;
        for (UvChart& chart : splitOverlaps(projectAlong(mesh, sides[side], axis), limit))
            charts.push_back(std::move(chart));
    }
    return charts;
}

}  // namespace espalier

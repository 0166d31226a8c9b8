#include "inference/meshing/mesh_components.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "inference/meshing/disjoint_sets.h"
#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/mesh_geometry.h"

namespace espalier {

MeshComponents::MeshComponents(const MeshAsset& mesh) : m_ofFace(mesh.triangles.size()) {
    DisjointSets vertices(mesh.positions.size());
    for (const auto& [a, b, c] : mesh.triangles) {
        vertices.join(a, b);
        vertices.join(b, c);
    }
    constexpr std::uint32_t kNone = ~0u;
    std::vector<std::uint32_t> number(mesh.positions.size(), kNone);
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
        auto& component = number[vertices.root(mesh.triangles[f][0])];
        if (component == kNone) {
            component = std::uint32_t(m_faceCounts.size());
            m_faceCounts.push_back(0);
        }
        m_ofFace[f] = component;
        ++m_faceCounts[component];
    }
}

std::vector<double> MeshComponents::areas(const MeshAsset& mesh) const {
    std::vector<double> result(count());
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
        result[m_ofFace[f]] += 0.5 * length(areaNormal(mesh, mesh.triangles[f]));
    return result;
}

std::vector<double> MeshComponents::diameters(const MeshAsset& mesh) const {
    constexpr float kFar = std::numeric_limits<float>::max();
    std::vector<Bounds> boxes(count(), Bounds{{kFar, kFar, kFar}, {-kFar, -kFar, -kFar}});
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
        Bounds& box = boxes[m_ofFace[f]];
        for (const auto v : mesh.triangles[f])
            for (std::size_t a = 0; a < 3; ++a) {
                box.min[a] = std::min(box.min[a], mesh.positions[v][a]);
                box.max[a] = std::max(box.max[a], mesh.positions[v][a]);
            }
    }
    std::vector<double> result;
    for (const Bounds& box : boxes)
        result.push_back(length(toDouble(box.max) - toDouble(box.min)));
    return result;
}

std::size_t dropComponents(MeshAsset& mesh, const MeshComponents& components, const std::vector<std::uint8_t>& marked) {
    const auto count = std::size_t(std::count_if(marked.begin(), marked.end(), [](auto mark) { return mark != 0; }));
    if (count == 0) return 0;
    std::vector<std::uint8_t> faces(mesh.triangles.size());
    for (std::size_t f = 0; f < faces.size(); ++f)
        faces[f] = marked[components.ofFace(f)];
    dropFaces(mesh, faces);
    return count;
}

std::size_t removeDebris(MeshAsset& mesh, double areaShare, double diameterShare) {
    const MeshComponents components(mesh);
    if (components.count() < 2) return 0;
    const auto areas = components.areas(mesh);
    const auto diameters = components.diameters(mesh);
    const double total = std::accumulate(areas.begin(), areas.end(), 0.0);
    const Bounds box = bounds(mesh);
    const double diagonal = length(toDouble(box.max) - toDouble(box.min));
    std::vector<std::uint8_t> marked(components.count());
    for (std::size_t c = 0; c < marked.size(); ++c)
        marked[c] = areas[c] < areaShare * total && diameters[c] < diameterShare * diagonal;
    marked[std::size_t(std::max_element(areas.begin(), areas.end()) - areas.begin())] = 0;
    return dropComponents(mesh, components, marked);
}

}  // namespace espalier

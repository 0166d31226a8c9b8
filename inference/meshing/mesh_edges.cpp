#include "inference/meshing/mesh_edges.h"

#include <algorithm>

namespace espalier {

MeshEdges::MeshEdges(std::size_t vertexCount, std::span<const std::array<std::uint32_t, 3>> triangles)
    : m_begin(vertexCount + 1), m_sides(3 * triangles.size()) {
    // A counting sort by the smaller vertex leaves buckets of a handful of sides, whatever the mesh's size.
    for (const auto& t : triangles)
        for (std::size_t corner = 0; corner < 3; ++corner)
            ++m_begin[std::min(t[corner], t[(corner + 1) % 3]) + 1];
    for (std::size_t v = 1; v < m_begin.size(); ++v)
        m_begin[v] += m_begin[v - 1];

    std::vector<std::size_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::size_t f = 0; f < triangles.size(); ++f) {
        for (std::size_t corner = 0; corner < 3; ++corner) {
            const std::uint32_t a = triangles[f][corner];
            const std::uint32_t b = triangles[f][(corner + 1) % 3];
            m_sides[next[std::min(a, b)]++] = {std::max(a, b), std::uint32_t(f), a < b};
        }
    }
    for (std::size_t v = 0; v < vertexCount; ++v)
        std::sort(
            m_sides.begin() + std::ptrdiff_t(m_begin[v]), m_sides.begin() + std::ptrdiff_t(m_begin[v + 1]),
            [](const Side& a, const Side& b) { return a.high != b.high ? a.high < b.high : a.triangle < b.triangle; });
}

}  // namespace espalier

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace espalier {

/// The undirected edges of a triangle list in ascending order of (smaller vertex, larger vertex), each with the
/// triangle sides that use it. Sides of an edge are in ascending order of triangle.
class MeshEdges {
public:
    struct Side {
        std::uint32_t high;  ///< the edge's larger vertex
        std::uint32_t triangle;
        bool ascending;  ///< the triangle runs from the smaller to the larger vertex
    };
    struct Edge {
        std::uint32_t low;
        std::uint32_t high;
        std::span<const Side> sides;
    };

    MeshEdges(std::size_t vertexCount, std::span<const std::array<std::uint32_t, 3>> triangles);

    /// Calls visit(const Edge&) for every edge in order.
    template <typename Visit>
    void forEach(Visit&& visit) const {
        for (std::size_t low = 0; low + 1 < m_begin.size(); ++low) {
            for (std::size_t from = m_begin[low], to = from; from < m_begin[low + 1]; from = to) {
                while (to < m_begin[low + 1] && m_sides[to].high == m_sides[from].high)
                    ++to;
                visit(Edge{std::uint32_t(low), m_sides[from].high, {m_sides.data() + from, to - from}});
            }
        }
    }

private:
    std::vector<std::size_t> m_begin;  ///< per smaller vertex, into m_sides
    std::vector<Side> m_sides;
};

}  // namespace espalier

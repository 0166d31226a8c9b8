#include "inference/meshing/hole_filling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "inference/meshing/mesh_edges.h"

namespace espalier {
namespace {

struct BoundaryEdge {
    std::uint32_t low;
    std::uint32_t high;
};

struct Boundary {
    std::vector<BoundaryEdge> edges;        ///< used by one triangle, ascending
    std::vector<std::uint8_t> nonManifold;  ///< per vertex: touches an edge of more than two triangles
};

Boundary findBoundary(const MeshAsset& mesh) {
    Boundary boundary;
    boundary.nonManifold.resize(mesh.positions.size());
    MeshEdges(mesh.positions.size(), mesh.triangles).forEach([&](const MeshEdges::Edge& edge) {
        if (edge.sides.size() == 1) boundary.edges.push_back({edge.low, edge.high});
        if (edge.sides.size() > 2) boundary.nonManifold[edge.low] = boundary.nonManifold[edge.high] = 1;
    });
    return boundary;
}

/// Boundary edges at each vertex, as a list sorted by vertex.
std::vector<std::pair<std::uint32_t, std::uint32_t>> edgesAtVertices(const std::vector<BoundaryEdge>& edges) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
    ends.reserve(2 * edges.size());
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        ends.emplace_back(edges[e].low, e);
        ends.emplace_back(edges[e].high, e);
    }
    std::sort(ends.begin(), ends.end());
    return ends;
}

/// Union-find in which the root of a set is its smallest member.
class Components {
public:
    explicit Components(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0u); }

    std::uint32_t root(std::uint32_t e) {
        while (m_parent[e] != e)
            e = m_parent[e] = m_parent[m_parent[e]];
        return e;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        m_parent[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> m_parent;
};

/// Per boundary edge the smallest edge of its component, and whether that component closes into loops: each end of
/// each of its edges meets another edge of the component.
struct Loops {
    std::vector<std::uint32_t> component;
    std::vector<std::uint8_t> closed;  ///< valid at component roots
};

Loops findLoops(const Boundary& boundary) {
    const auto ends = edgesAtVertices(boundary.edges);
    const auto forEachVertex = [&](auto&& visit) {
        for (std::size_t from = 0, to = 0; from < ends.size(); from = to) {
            while (to < ends.size() && ends[to].first == ends[from].first)
                ++to;
            visit(ends[from].first, from, to);
        }
    };
    Components components(boundary.edges.size());
    forEachVertex([&](std::uint32_t vertex, std::size_t from, std::size_t to) {
        if (to - from == 2 && !boundary.nonManifold[vertex]) components.join(ends[from].second, ends[from + 1].second);
    });
    Loops loops{std::vector<std::uint32_t>(boundary.edges.size()), std::vector<std::uint8_t>(boundary.edges.size(), 1)};
    for (std::uint32_t e = 0; e < boundary.edges.size(); ++e)
        loops.component[e] = components.root(e);
    forEachVertex([&](std::uint32_t, std::size_t from, std::size_t to) {
        for (std::size_t end = from; end < to; ++end) {
            const auto own = loops.component[ends[end].second];
            const auto same = std::count_if(ends.begin() + std::ptrdiff_t(from), ends.begin() + std::ptrdiff_t(to),
                                            [&](const auto& other) { return loops.component[other.second] == own; });
            if (same == 1) loops.closed[own] = 0;
        }
    });
    return loops;
}

float length(const Vec3f& a, const Vec3f& b) {
    const float x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return std::sqrt(x * x + y * y + z * z);
}

void capLoop(MeshAsset& mesh, const std::vector<BoundaryEdge>& edges, std::span<const std::uint32_t> loop) {
    const auto centre = std::uint32_t(mesh.positions.size());
    Vec3f sum{};
    for (const auto e : loop) {
        const Vec3f& high = mesh.positions[edges[e].high];
        const Vec3f& low = mesh.positions[edges[e].low];
        for (std::size_t a = 0; a < 3; ++a)
            sum[a] += (high[a] + low[a]) * 0.5f;
        mesh.triangles.push_back({edges[e].high, edges[e].low, centre});
    }
    for (float& s : sum)
        s /= float(loop.size());
    mesh.positions.push_back(sum);
}

}  // namespace

void fillHoles(MeshAsset& mesh, float maxPerimeter, const RunContext& context) {
    const Boundary boundary = findBoundary(mesh);
    context.checkpoint();
    const Loops loops = findLoops(boundary);
    context.checkpoint();

    std::vector<std::uint32_t> order;  // edges of closed loops, by loop, then by edge
    for (std::uint32_t e = 0; e < boundary.edges.size(); ++e)
        if (loops.closed[loops.component[e]]) order.push_back(e);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return loops.component[a] < loops.component[b]; });

    for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
        float perimeter = 0.0f;
        for (; to < order.size() && loops.component[order[to]] == loops.component[order[from]]; ++to) {
            const BoundaryEdge& edge = boundary.edges[order[to]];
            perimeter += length(mesh.positions[edge.high], mesh.positions[edge.low]);
        }
        if (perimeter < maxPerimeter) capLoop(mesh, boundary.edges, std::span(order).subspan(from, to - from));
    }
}

}  // namespace espalier

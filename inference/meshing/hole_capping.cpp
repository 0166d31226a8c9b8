#include "inference/meshing/hole_capping.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <unordered_set>
#include <vector>

#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/mesh_geometry.h"

namespace espalier {
namespace {

constexpr std::uint32_t kNone = ~0u;
constexpr double kFoldedBack = 1.9;        // 1 - cosine of the bend; 2 is a full fold
constexpr std::size_t kLargestLoop = 128;  // vertices; the work grows with the cube, longer loops are divided first

std::uint64_t edgeKey(std::uint32_t a, std::uint32_t b) {
    return std::uint64_t(std::min(a, b)) << 32 | std::max(a, b);
}

/// A vertex of a loop, and the unit normal beyond the side from it to the next (zero: nothing known there).
struct LoopVertex {
    std::uint32_t vertex;
    Vec3d beyond;
};
using Loop = std::vector<LoopVertex>;

/// The open sides of a mesh: from each vertex to the next along its hole, against the winding of the faces.
struct OpenSides {
    std::vector<std::uint32_t> next;  ///< per vertex, or kNone
    std::vector<std::uint32_t> face;  ///< per vertex, beyond that side
};

OpenSides openSides(const MeshAsset& mesh) {
    OpenSides sides{std::vector(mesh.positions.size(), kNone), std::vector(mesh.positions.size(), kNone)};
    MeshEdges(mesh.positions.size(), mesh.triangles).forEach([&](const MeshEdges::Edge& edge) {
        if (edge.sides.size() != 1) return;
        const auto from = edge.sides[0].ascending ? edge.high : edge.low;
        sides.next[from] = edge.low ^ edge.high ^ from;
        sides.face[from] = edge.sides[0].triangle;
    });
    return sides;
}

/// How bad a covering is: its sharpest bend, then its area.
struct Cost {
    double bend = 0.0;
    double area = 0.0;
    bool operator<(const Cost& other) const { return bend != other.bend ? bend < other.bend : area < other.area; }
};

/// The best triangulation of one loop, by dynamic programming over its stretches from vertex i to vertex j.
class LoopCover {
public:
    LoopCover(const MeshAsset& mesh, const Loop& loop, const std::unordered_set<std::uint64_t>& edges)
        : m_mesh(mesh), m_loop(loop), m_edges(edges), m_count(loop.size()), m_cells(m_count * m_count) {}

    /// Appends the triangles; false when every covering folds back, is flat, or needs an edge that exists.
    bool triangulate(std::vector<std::array<std::uint32_t, 3>>& triangles) {
        for (std::size_t i = 0; i + 1 < m_count; ++i)
            cell(i, i + 1) = {{}, i, m_loop[i].beyond};
        for (std::size_t span = 2; span < m_count; ++span)
            for (std::size_t i = 0; i + span < m_count; ++i)
                solve(i, i + span);
        if (!(cell(0, m_count - 1).cost.bend < kFoldedBack)) return false;
        collect(0, m_count - 1, triangles);
        return true;
    }

private:
    struct Cell {
        Cost cost;
        std::size_t split;
        Vec3d normal;  ///< of the triangle on the stretch's chord, for a single side of the face beyond it
    };
    Cell& cell(std::size_t i, std::size_t j) { return m_cells[i * m_count + j]; }
    const Vec3f& position(std::size_t i) const { return m_mesh.positions[m_loop[i].vertex]; }

    void solve(std::size_t i, std::size_t j) {
        constexpr double kNever = std::numeric_limits<double>::infinity();
        const bool whole = i == 0 && j + 1 == m_count;
        Cell best{{kNever, kNever}, i, {}};
        const bool taken = !whole && m_edges.contains(edgeKey(m_loop[i].vertex, m_loop[j].vertex));
        for (std::size_t k = i + 1; k < j && !taken; ++k) {
            const Cell &left = cell(i, k), &right = cell(k, j);
            Cost cost{std::max(left.cost.bend, right.cost.bend), left.cost.area + right.cost.area};
            if (best.cost < cost || isDegenerate(position(i), position(k), position(j))) continue;
            const Vec3d normal = unitNormal(position(i), position(k), position(j));
            cost.bend = std::max({cost.bend, bend(normal, left.normal), bend(normal, right.normal)});
            if (whole) cost.bend = std::max(cost.bend, bend(normal, m_loop[j].beyond));
            cost.area += length(areaNormal(position(i), position(k), position(j)));
            if (cost < best.cost) best = {cost, k, normal};
        }
        cell(i, j) = best;
    }
    static double bend(const Vec3d& a, const Vec3d& b) {
        return dot(a, a) == 0.0 || dot(b, b) == 0.0 ? 0.0 : 1.0 - dot(a, b);
    }
    void collect(std::size_t i, std::size_t j, std::vector<std::array<std::uint32_t, 3>>& triangles) {
        if (j == i + 1) return;
        const auto k = cell(i, j).split;
        triangles.push_back({m_loop[i].vertex, m_loop[k].vertex, m_loop[j].vertex});
        collect(i, k, triangles);
        collect(k, j, triangles);
    }

    const MeshAsset& m_mesh;
    const Loop& m_loop;
    const std::unordered_set<std::uint64_t>& m_edges;
    std::size_t m_count;
    std::vector<Cell> m_cells;
};

class HoleCapper {
public:
    explicit HoleCapper(MeshAsset& mesh) : m_mesh(mesh), m_sides(openSides(mesh)) {
        // Only edges between two vertices of holes can be in a covering's way.
        const auto open = [&](std::uint32_t v) { return m_sides.next[v] != kNone; };
        for (const auto& t : mesh.triangles)
            for (std::size_t s = 0; s < 3; ++s)
                if (open(t[s]) && open(t[(s + 1) % 3])) m_edges.insert(edgeKey(t[s], t[(s + 1) % 3]));
    }

    HoleChanges run(double maxPerimeter, const RunContext& context) {
        HoleChanges changes;
        std::vector<std::uint8_t> seen(m_sides.next.size());
        for (std::uint32_t start = 0; start < seen.size(); ++start) {
            if (seen[start] || m_sides.next[start] == kNone) continue;
            context.checkpoint();
            Loop loop;
            double perimeter = 0.0;
            for (auto v = start; !seen[v]; v = m_sides.next[v]) {
                seen[v] = 1;
                const auto& t = m_mesh.triangles[m_sides.face[v]];
                loop.push_back({v, unitNormal(m_mesh.positions[t[0]], m_mesh.positions[t[1]], m_mesh.positions[t[2]])});
                perimeter += length(toDouble(m_mesh.positions[m_sides.next[v]]) - toDouble(m_mesh.positions[v]));
            }
            ++(perimeter <= maxPerimeter && loop.size() > 2 && cover(loop) ? changes.filled : changes.left);
        }
        return changes;
    }

private:
    bool cover(const Loop& loop) {
        std::vector<std::array<std::uint32_t, 3>> triangles;
        if (!coverPart(loop, triangles)) return false;
        for (const auto& t : triangles)
            for (std::size_t s = 0; s < 3; ++s)
                m_edges.insert(edgeKey(t[s], t[(s + 1) % 3]));
        m_mesh.triangles.insert(m_mesh.triangles.end(), triangles.begin(), triangles.end());
        return true;
    }

    bool coverPart(const Loop& loop, std::vector<std::array<std::uint32_t, 3>>& triangles) {
        if (loop.size() <= kLargestLoop) return LoopCover(m_mesh, loop, m_edges).triangulate(triangles);
        const auto [i, j] = shortestChord(loop);
        if (j == 0) return false;
        Loop inner(loop.begin() + std::ptrdiff_t(i), loop.begin() + std::ptrdiff_t(j) + 1);
        Loop outer(loop.begin(), loop.begin() + std::ptrdiff_t(i) + 1);
        outer.insert(outer.end(), loop.begin() + std::ptrdiff_t(j), loop.end());
        inner.back().beyond = outer[i].beyond = {};
        return coverPart(inner, triangles) && coverPart(outer, triangles);
    }

    /// Where to divide a long loop: the closest two vertices with at least a quarter of it on either side.
    std::pair<std::size_t, std::size_t> shortestChord(const Loop& loop) const {
        std::pair<std::size_t, std::size_t> best{0, 0};
        double shortest = std::numeric_limits<double>::infinity();
        const std::size_t quarter = loop.size() / 4;
        for (std::size_t i = 0; i + quarter < loop.size(); ++i)
            for (std::size_t j = i + quarter; j < std::min(loop.size(), i + loop.size() - quarter); ++j) {
                const Vec3d d = toDouble(m_mesh.positions[loop[j].vertex]) - toDouble(m_mesh.positions[loop[i].vertex]);
                if (dot(d, d) >= shortest || m_edges.contains(edgeKey(loop[i].vertex, loop[j].vertex))) continue;
                shortest = dot(d, d);
                best = {i, j};
            }
        return best;
    }

    MeshAsset& m_mesh;
    OpenSides m_sides;
    std::unordered_set<std::uint64_t> m_edges;
};

}  // namespace

HoleChanges capHoles(MeshAsset& mesh, double maxPerimeter, const RunContext& context) {
    return HoleCapper(mesh).run(maxPerimeter, context);
}

}  // namespace espalier

#include "inference/meshing/hole_capping.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/mesh_geometry.h"

namespace espalier {
namespace {

constexpr std::uint32_t kNone = ~0u;
constexpr double kFoldedBack = 1.9;        // 1 - cosine of the bend; 2 is a full fold
constexpr double kSquare = 1.0;            // the same for what need not be covered
constexpr std::size_t kLargestLoop = 128;  // vertices; the work grows with the cube, longer loops are divided first
constexpr std::size_t kLongestBay = 12;    // vertices

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

    /// Appends the triangles, that on the side from last to first vertex at first; false when every covering bends by
    /// `mostBend`, is flat, or needs an edge that exists.
    bool triangulate(std::vector<std::array<std::uint32_t, 3>>& triangles, double mostBend = kFoldedBack) {
        for (std::size_t i = 0; i + 1 < m_count; ++i)
            cell(i, i + 1) = {{}, i, m_loop[i].beyond};
        for (std::size_t span = 2; span < m_count; ++span)
            for (std::size_t i = 0; i + span < m_count; ++i)
                solve(i, i + span);
        if (!(cell(0, m_count - 1).cost.bend < mostBend)) return false;
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

using Triangles = std::vector<std::array<std::uint32_t, 3>>;
using EdgeSet = std::unordered_set<std::uint64_t>;

/// Where to divide a long loop: the closest two vertices with at least a quarter of it on either side.
std::pair<std::size_t, std::size_t> shortestChord(const MeshAsset& mesh, const Loop& loop, const EdgeSet& edges) {
    std::pair<std::size_t, std::size_t> best{0, 0};
    double shortest = std::numeric_limits<double>::infinity();
    const std::size_t quarter = loop.size() / 4;
    for (std::size_t i = 0; i + quarter < loop.size(); ++i)
        for (std::size_t j = i + quarter; j < std::min(loop.size(), i + loop.size() - quarter); ++j) {
            const Vec3d d = toDouble(mesh.positions[loop[j].vertex]) - toDouble(mesh.positions[loop[i].vertex]);
            if (dot(d, d) >= shortest || edges.contains(edgeKey(loop[i].vertex, loop[j].vertex))) continue;
            shortest = dot(d, d);
            best = {i, j};
        }
    return best;
}

/// Appends the triangles that cover a loop without any of the edges that exist; false when there are none.
bool coverLoop(const MeshAsset& mesh, const Loop& loop, const EdgeSet& edges, Triangles& triangles) {
    if (loop.size() < 3) return false;
    if (loop.size() <= kLargestLoop) return LoopCover(mesh, loop, edges).triangulate(triangles);
    const auto [i, j] = shortestChord(mesh, loop, edges);
    if (j == 0) return false;
    Loop inner(loop.begin() + std::ptrdiff_t(i), loop.begin() + std::ptrdiff_t(j) + 1);
    Loop outer(loop.begin(), loop.begin() + std::ptrdiff_t(i) + 1);
    outer.insert(outer.end(), loop.begin() + std::ptrdiff_t(j), loop.end());
    inner.back().beyond = outer[i].beyond = {};
    return coverLoop(mesh, inner, edges, triangles) && coverLoop(mesh, outer, edges, triangles);
}

double perimeter(const MeshAsset& mesh, const Loop& loop) {
    double sum = 0.0;
    for (std::size_t i = 0; i < loop.size(); ++i)
        sum += length(toDouble(mesh.positions[loop[(i + 1) % loop.size()].vertex]) -
                      toDouble(mesh.positions[loop[i].vertex]));
    return sum;
}

/// One pass over the holes. What a hole's covering touches is left alone for the rest of the pass, so that the lists of
/// faces at vertices stay right.
class HoleCapper {
public:
    explicit HoleCapper(MeshAsset& mesh)
        : m_mesh(mesh), m_sides(openSides(mesh)), m_touched(mesh.positions.size()), m_gone(mesh.triangles.size()) {
        // Only edges between two vertices of holes can be in a covering's way.
        for (const auto& t : mesh.triangles)
            for (std::size_t s = 0; s < 3; ++s)
                if (isOpen(t[s]) && isOpen(t[(s + 1) % 3])) m_edges.insert(edgeKey(t[s], t[(s + 1) % 3]));
    }

    HoleChanges run(double maxPerimeter, const RunContext& context) {
        HoleChanges changes;
        std::vector<Loop> folded;
        std::vector<std::uint8_t> seen(m_sides.next.size());
        for (std::uint32_t start = 0; start < seen.size(); ++start) {
            if (seen[start] || !isOpen(start)) continue;
            context.checkpoint();
            Loop loop;
            for (auto v = start; !seen[v]; v = m_sides.next[v]) {
                seen[v] = 1;
                loop.push_back({v, faceNormal(m_sides.face[v])});
            }
            if (perimeter(m_mesh, loop) > maxPerimeter) closeBays(loop, maxPerimeter, changes);
            if (perimeter(m_mesh, loop) > maxPerimeter) {
                ++changes.tooLong;
            } else if (Triangles cover; coverLoop(m_mesh, loop, m_edges, cover)) {
                commit(cover);
                ++changes.filled;
            } else {
                folded.push_back(std::move(loop));
            }
        }
        for (Loop& loop : folded) {
            context.checkpoint();
            if (widen(loop, 2.0 * maxPerimeter)) {
                ++changes.filled;
                ++changes.widened;
                continue;
            }
            ++changes.folded;
            if (std::none_of(loop.begin(), loop.end(), [&](const LoopVertex& v) { return m_touched[v.vertex]; }))
                closeBays(loop, maxPerimeter, changes);
        }
        dropFaces(m_mesh, m_gone);
        return changes;
    }

private:
    bool isOpen(std::uint32_t v) const { return m_sides.next[v] != kNone; }
    Vec3d faceNormal(std::uint32_t f) const {
        const auto& t = m_mesh.triangles[f];
        return unitNormal(m_mesh.positions[t[0]], m_mesh.positions[t[1]], m_mesh.positions[t[2]]);
    }

    void commit(const Triangles& cover) {
        for (const auto& t : cover)
            for (std::size_t s = 0; s < 3; ++s) {
                m_edges.insert(edgeKey(t[s], t[(s + 1) % 3]));
                m_touched[t[s]] = 1;
            }
        m_mesh.triangles.insert(m_mesh.triangles.end(), cover.begin(), cover.end());
        m_gone.resize(m_mesh.triangles.size());
    }

    /// Covers stretches of a hole between vertices that lie near each other, and shortens the hole by them: so narrow
    /// slits close from their ends, and ragged rims get smooth.
    void closeBays(Loop& loop, double maxPerimeter, HoleChanges& changes) {
        constexpr int kRounds = 2;
        for (int round = 0; round < kRounds; ++round) {
            const std::size_t before = loop.size();
            for (std::size_t i = 0; i < loop.size(); ++i)
                while (closeBay(loop, i, maxPerimeter)) {
                    ++changes.bays;
                    i -= std::min(i, kLongestBay);  // the next one may reach around it
                }
            if (loop.size() == before) break;
            std::rotate(loop.begin(), loop.begin() + std::ptrdiff_t(loop.size() / 2), loop.end());
        }
    }

    /// The longest stretch from vertex `first` on that is worth it and can be covered.
    bool closeBay(Loop& loop, std::size_t first, double maxPerimeter) {
        constexpr double kNarrow = 0.5;  // a chord's share of its stretch
        constexpr int kTries = 3;
        const Vec3d origin = position(loop[first]);
        std::vector<std::size_t> ends;
        double stretch = 0.0;
        Vec3d area{}, beyond{};
        for (std::size_t n = 1; n < kLongestBay && first + n < loop.size() && n + 2 < loop.size(); ++n) {
            const LoopVertex &from = loop[first + n - 1], &to = loop[first + n];
            const Vec3d chord = position(to) - origin;
            stretch += length(position(to) - position(from));
            if (stretch + length(chord) > maxPerimeter) break;
            area = area + cross(position(from) - origin, chord);
            beyond = beyond + from.beyond;
            // What lies on the other side of the chord is no bay but a piece of the surface.
            if (length(chord) <= kNarrow * stretch && dot(area, beyond) > 0.0) ends.push_back(first + n);
        }
        for (int n = 0; n < kTries && !ends.empty(); ++n, ends.pop_back()) {
            if (m_edges.contains(edgeKey(loop[first].vertex, loop[ends.back()].vertex))) continue;
            const auto begin = loop.begin() + std::ptrdiff_t(first), end = loop.begin() + std::ptrdiff_t(ends.back());
            Loop bay(begin, end + 1);
            bay.back().beyond = {};
            Triangles cover;
            if (!LoopCover(m_mesh, bay, m_edges).triangulate(cover, kSquare)) continue;
            commit(cover);
            const auto& [a, b, c] = cover.front();
            begin->beyond = unitNormal(m_mesh.positions[a], m_mesh.positions[b], m_mesh.positions[c]);
            loop.erase(begin + 1, end);
            return true;
        }
        return false;
    }
    Vec3d position(const LoopVertex& v) const { return toDouble(m_mesh.positions[v.vertex]); }

    /// Takes rings of faces around a hole away until what is left can be covered; otherwise changes nothing.
    bool widen(const Loop& hole, double maxPerimeter) {
        constexpr int kRings = 3;
        if (m_around.empty()) listFacesAround();
        std::unordered_set<std::uint32_t> faces, vertices;
        for (const LoopVertex& v : hole)
            vertices.insert(v.vertex);
        auto holeVertices = vertices;
        for (int ring = 0; ring < kRings; ++ring) {
            std::vector<std::uint32_t> pending(vertices.begin(), vertices.end());
            while (!pending.empty()) {
                const auto v = pending.back();
                pending.pop_back();
                for (const auto f : around(v)) {
                    faces.insert(f);
                    for (const auto n : m_mesh.triangles[f]) {
                        if (m_touched[n]) return false;
                        vertices.insert(n);
                        if (!isOpen(n) || holeVertices.contains(n)) continue;
                        // Another hole would meet this one in a single vertex, so both become one.
                        for (auto w = n; holeVertices.insert(w).second; w = m_sides.next[w])
                            pending.push_back(w);
                        if (holeVertices.size() > kLargestLoop) return false;
                    }
                }
            }
            const auto rim = rimOf(faces);
            if (!rim || perimeter(m_mesh, *rim) > maxPerimeter) return false;
            Triangles cover;
            if (!coverLoop(m_mesh, *rim, edgesBetween(*rim, faces), cover)) continue;
            for (const auto f : faces)
                m_gone[f] = 1;
            for (const auto v : vertices)
                m_touched[v] = 1;
            commit(cover);
            return true;
        }
        return false;
    }

    /// The one loop around a hole and the faces at it; nothing when they leave several, or none.
    std::optional<Loop> rimOf(const std::unordered_set<std::uint32_t>& faces) const {
        std::unordered_map<std::uint32_t, LoopVertex> next;  // from -> to, and the normal beyond
        for (const auto f : faces) {
            const auto& t = m_mesh.triangles[f];
            for (std::size_t s = 0; s < 3; ++s) {
                const auto from = t[s], to = t[(s + 1) % 3];
                const auto beyond = faceAlong(to, from);
                if (beyond == kNone || faces.contains(beyond)) continue;
                if (!next.emplace(from, LoopVertex{to, faceNormal(beyond)}).second) return {};
            }
        }
        if (next.empty()) return {};
        Loop rim;
        const auto start = std::min_element(next.begin(), next.end(), [](const auto& a, const auto& b) {
                               return a.first < b.first;  // not the hash table's order: results must repeat
                           })->first;
        auto v = start;
        do {
            const auto step = next.find(v);
            if (step == next.end() || rim.size() == next.size()) return {};
            rim.push_back({v, step->second.beyond});
            v = step->second.vertex;
        } while (v != start);
        return rim.size() == next.size() ? std::optional(rim) : std::nullopt;
    }

    EdgeSet edgesBetween(const Loop& rim, const std::unordered_set<std::uint32_t>& without) const {
        std::unordered_set<std::uint32_t> vertices;
        for (const LoopVertex& v : rim)
            vertices.insert(v.vertex);
        EdgeSet edges;
        for (const auto v : vertices)
            for (const auto f : around(v))
                if (!without.contains(f))
                    for (const auto other : m_mesh.triangles[f])
                        if (other != v && vertices.contains(other)) edges.insert(edgeKey(v, other));
        return edges;
    }

    /// The face that runs along the edge from `from` to `to`, or kNone.
    std::uint32_t faceAlong(std::uint32_t from, std::uint32_t to) const {
        for (const auto f : around(from))
            for (std::size_t s = 0; s < 3; ++s)
                if (m_mesh.triangles[f][s] == from && m_mesh.triangles[f][(s + 1) % 3] == to) return f;
        return kNone;
    }
    std::span<const std::uint32_t> around(std::uint32_t v) const {
        return std::span(m_around).subspan(m_begin[v], m_begin[v + 1] - m_begin[v]);
    }
    void listFacesAround() {
        m_begin.assign(m_mesh.positions.size() + 1, 0);
        for (const auto& t : m_mesh.triangles)
            for (const auto v : t)
                ++m_begin[v + 1];
        for (std::size_t v = 1; v < m_begin.size(); ++v)
            m_begin[v] += m_begin[v - 1];
        m_around.resize(3 * m_mesh.triangles.size());
        auto next = m_begin;
        for (std::uint32_t f = 0; f < m_mesh.triangles.size(); ++f)
            for (const auto v : m_mesh.triangles[f])
                m_around[next[v]++] = f;
    }

    MeshAsset& m_mesh;
    OpenSides m_sides;
    EdgeSet m_edges;
    std::vector<std::uint8_t> m_touched;  ///< per vertex
    std::vector<std::uint8_t> m_gone;     ///< per face
    std::vector<std::size_t> m_begin;     ///< per vertex, into m_around; made for the first hole that needs it
    std::vector<std::uint32_t> m_around;
};

}  // namespace

HoleChanges capHoles(MeshAsset& mesh, double maxPerimeter, const RunContext& context) {
    constexpr int kPasses = 4;
    HoleChanges changes;
    for (int pass = 0; pass < kPasses; ++pass) {
        const HoleChanges now = HoleCapper(mesh).run(maxPerimeter, context);
        changes = {changes.filled + now.filled, changes.widened + now.widened, changes.bays + now.bays, now.tooLong,
                   now.folded};
        if (now.widened == 0 || now.folded == 0) break;
    }
    return changes;
}

}  // namespace espalier

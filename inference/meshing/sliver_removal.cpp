#include "inference/meshing/sliver_removal.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/mesh_geometry.h"

namespace espalier {
namespace {

using Triangle = std::array<std::uint32_t, 3>;

bool contains(const Triangle& t, std::uint32_t v) {
    return t[0] == v || t[1] == v || t[2] == v;
}

/// One sweep over the slivers. Whatever a change touches is left alone for the rest of the sweep, so that the lists of
/// faces at vertices stay right.
class SliverSweep {
public:
    explicit SliverSweep(MeshAsset& mesh)
        : m_mesh(mesh),
          m_begin(mesh.positions.size() + 1),
          m_faces(3 * mesh.triangles.size()),
          m_touched(mesh.positions.size()),
          m_gone(mesh.triangles.size()) {
        for (const auto& t : mesh.triangles)
            for (const auto v : t)
                ++m_begin[v + 1];
        for (std::size_t v = 1; v < m_begin.size(); ++v)
            m_begin[v] += m_begin[v - 1];
        auto next = m_begin;
        for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f)
            for (const auto v : mesh.triangles[f])
                m_faces[next[v]++] = f;
    }

    /// Returns whether anything changed.
    bool run(std::span<const std::uint32_t> slivers, const RunContext& context) {
        bool changed = false;
        for (std::size_t i = 0; i < slivers.size(); ++i) {
            if (i % 4096 == 0) context.checkpoint();
            if (!isFree(slivers[i])) continue;
            changed |= remove(slivers[i]);
        }
        dropFaces(m_mesh, m_gone);
        return changed;
    }

private:
    std::span<const std::uint32_t> around(std::uint32_t v) const {
        return std::span(m_faces).subspan(m_begin[v], m_begin[v + 1] - m_begin[v]);
    }
    bool isFree(std::uint32_t f) const {
        constexpr std::size_t kCrowded = 512;  // faces at a vertex beyond which looking around it costs too much
        return std::all_of(m_mesh.triangles[f].begin(), m_mesh.triangles[f].end(),
                           [&](auto v) { return !m_touched[v] && around(v).size() <= kCrowded; });
    }
    double squaredLength(std::uint32_t a, std::uint32_t b) const {
        const Vec3d d = toDouble(m_mesh.positions[b]) - toDouble(m_mesh.positions[a]);
        return dot(d, d);
    }

    bool remove(std::uint32_t f) {
        const Triangle t = m_mesh.triangles[f];
        std::array<std::uint32_t, 3> sides{0, 1, 2};  // ascending by length
        const auto lengthOf = [&](auto s) { return squaredLength(t[s], t[(s + 1) % 3]); };
        std::sort(sides.begin(), sides.end(), [&](auto a, auto b) { return lengthOf(a) < lengthOf(b); });
        const auto a = t[sides[0]], b = t[(sides[0] + 1) % 3];
        const bool needle = lengthOf(sides[0]) <= 1e-6 * lengthOf(sides[2]);
        if (needle && (collapse(a, b) || collapse(b, a))) return true;
        return flip(f, sides[2]) || collapse(a, b) || collapse(b, a);
    }

    /// The face that runs along the edge from `from` to `to`.
    std::optional<std::uint32_t> faceAlong(std::uint32_t from, std::uint32_t to) const {
        for (const auto f : around(from))
            for (std::size_t s = 0; s < 3; ++s)
                if (m_mesh.triangles[f][s] == from && m_mesh.triangles[f][(s + 1) % 3] == to) return f;
        return {};
    }

    /// Joins the vertex opposite to a sliver's longest side with the tip of the face beyond it.
    bool flip(std::uint32_t f, std::uint32_t side) {
        const Triangle t = m_mesh.triangles[f];
        const auto p = t[side], q = t[(side + 1) % 3], b = t[(side + 2) % 3];
        const auto g = faceAlong(q, p);
        if (!g || !isFree(*g)) return false;
        const Triangle& beyond = m_mesh.triangles[*g];
        const auto d = beyond[0] ^ beyond[1] ^ beyond[2] ^ p ^ q;
        const Triangle first{p, d, b}, second{d, q, b};
        if (d == b || isDegenerate(m_mesh, first) || isDegenerate(m_mesh, second)) return false;
        for (const auto other : around(b))
            if (contains(m_mesh.triangles[other], d)) return false;
        m_mesh.triangles[f] = first;
        m_mesh.triangles[*g] = second;
        for (const auto v : {p, q, b, d})
            m_touched[v] = 1;
        return true;
    }

    /// Neighbours of v, ascending, each once per face that has both.
    std::vector<std::uint32_t> neighbours(std::uint32_t v) const {
        std::vector<std::uint32_t> result;
        for (const auto f : around(v))
            for (const auto n : m_mesh.triangles[f])
                if (n != v) result.push_back(n);
        std::sort(result.begin(), result.end());
        return result;
    }
    static bool isOpen(const std::vector<std::uint32_t>& neighbours) {
        for (std::size_t i = 0; i < neighbours.size(); i += 2)
            if (i + 1 == neighbours.size() || neighbours[i] != neighbours[i + 1]) return true;
        return false;
    }

    /// The rule that keeps a surface a surface: the two ends have only the tips of their common faces in common.
    bool canCollapse(std::uint32_t gone, std::uint32_t kept) const {
        auto atGone = neighbours(gone), atKept = neighbours(kept);
        std::size_t shared = 0;
        for (const auto f : around(gone))
            shared += contains(m_mesh.triangles[f], kept);
        if (shared == 0 || shared > 2 || (shared == 2 && isOpen(atGone) && isOpen(atKept))) return false;
        atGone.erase(std::unique(atGone.begin(), atGone.end()), atGone.end());
        atKept.erase(std::unique(atKept.begin(), atKept.end()), atKept.end());
        std::vector<std::uint32_t> common;
        std::set_intersection(atGone.begin(), atGone.end(), atKept.begin(), atKept.end(), std::back_inserter(common));
        if (common.size() != shared) return false;
        // A tetrahedron would become two equal faces, a lone triangle an edge.
        return std::min(atGone.size(), atKept.size()) > 2 && around(gone).size() + around(kept).size() > 6;
    }

    bool collapse(std::uint32_t gone, std::uint32_t kept) {
        for (const auto f : around(gone))
            if (!isFree(f)) return false;
        for (const auto f : around(kept))
            if (!isFree(f)) return false;
        if (!canCollapse(gone, kept)) return false;
        const auto moved = [&](Triangle t) {
            std::replace(t.begin(), t.end(), gone, kept);
            return t;
        };
        for (const auto f : around(gone)) {
            const Triangle& t = m_mesh.triangles[f];
            if (contains(t, kept) || isDegenerate(m_mesh, t)) continue;
            if (dot(areaNormal(m_mesh, t), areaNormal(m_mesh, moved(t))) <= 0.0) return false;  // would fold over
        }
        for (const auto v : {gone, kept})
            for (const auto f : around(v))
                for (const auto n : m_mesh.triangles[f])
                    m_touched[n] = 1;
        for (const auto f : around(gone)) {
            if (contains(m_mesh.triangles[f], kept)) m_gone[f] = 1;
            m_mesh.triangles[f] = moved(m_mesh.triangles[f]);
        }
        return true;
    }

    MeshAsset& m_mesh;
    std::vector<std::size_t> m_begin;  ///< per vertex, into m_faces
    std::vector<std::uint32_t> m_faces;
    std::vector<std::uint8_t> m_touched;  ///< per vertex
    std::vector<std::uint8_t> m_gone;     ///< per face
};

std::vector<std::uint32_t> findSlivers(const MeshAsset& mesh) {
    std::vector<std::uint32_t> slivers;
    for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f)
        if (isDegenerate(mesh, mesh.triangles[f])) slivers.push_back(f);
    return slivers;
}

}  // namespace

SliverChanges removeSlivers(MeshAsset& mesh, const RunContext& context) {
    constexpr int kSweeps = 16;
    SliverChanges changes;
    auto slivers = findSlivers(mesh);
    changes.removed = slivers.size();
    for (int sweep = 0; sweep < kSweeps && !slivers.empty(); ++sweep) {
        const bool changed = SliverSweep(mesh).run(slivers, context);
        slivers = findSlivers(mesh);
        if (!changed) break;
    }
    if (slivers.empty()) return changes;
    std::vector<std::uint8_t> marked(mesh.triangles.size());
    for (const auto f : slivers)
        marked[f] = 1;
    changes.dropped = dropFaces(mesh, marked);
    return changes;
}

}  // namespace espalier

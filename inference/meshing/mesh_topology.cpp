#include "inference/meshing/mesh_topology.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numbers>
#include <unordered_map>
#include <utility>
#include <vector>

#include "inference/meshing/disjoint_sets.h"
#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/mesh_components.h"
#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/mesh_geometry.h"

namespace espalier {
namespace {

using Triangle = std::array<std::uint32_t, 3>;
constexpr std::uint32_t kNone = ~0u;

std::uint32_t cornerAt(const Triangle& t, std::uint32_t vertex) {
    return t[0] == vertex ? 0 : t[1] == vertex ? 1 : 2;
}

/// The corner at which the side between two vertices begins.
std::uint32_t sideBetween(const Triangle& t, std::uint32_t a, std::uint32_t b) {
    for (std::uint32_t s = 0; s < 2; ++s)
        if ((t[s] == a && t[s + 1] == b) || (t[s] == b && t[s + 1] == a)) return s;
    return 2;
}

/// Which faces continue each other across which sides, decided edge by edge so that all can be wound alike.
class FacePairing {
public:
    explicit FacePairing(const MeshAsset& mesh)
        : m_mesh(mesh), m_mates(mesh.triangles.size(), {kNone, kNone, kNone}), m_sets(mesh.triangles.size()) {}

    /// Plain edges first: they tell how the faces around the others are wound.
    void pairAll(TopologyChanges& changes, const RunContext& context) {
        const MeshEdges edges(m_mesh.positions.size(), m_mesh.triangles);
        context.checkpoint();
        edges.forEach([&](const MeshEdges::Edge& edge) {
            if (edge.sides.size() == 2 && !pair(edge, edge.sides[0], edge.sides[1])) ++changes.cutEdges;
        });
        context.checkpoint();
        edges.forEach([&](const MeshEdges::Edge& edge) {
            if (edge.sides.size() <= 2) return;
            ++changes.nonManifoldEdges;
            pairAround(edge);
        });
    }

    /// The face across side `side` of face `f`, or kNone.
    std::uint32_t mate(std::uint32_t f, std::uint32_t side) const { return m_mates[f][side]; }
    bool isTurned(std::uint32_t f) {
        m_sets.root(f);
        return m_sets.isOpposite(f);
    }

private:
    bool pair(const MeshEdges::Edge& edge, const MeshEdges::Side& a, const MeshEdges::Side& b) {
        if (!m_sets.join(a.triangle, b.triangle, a.ascending == b.ascending)) return false;
        m_mates[a.triangle][sideBetween(m_mesh.triangles[a.triangle], edge.low, edge.high)] = b.triangle;
        m_mates[b.triangle][sideBetween(m_mesh.triangles[b.triangle], edge.low, edge.high)] = a.triangle;
        return true;
    }

    struct Wing {
        double angle;
        MeshEdges::Side side;
    };

    /// The faces at an edge, ascending by angle around it.
    std::vector<Wing> wingsOf(const MeshEdges::Edge& edge) const {
        const Vec3d origin = toDouble(m_mesh.positions[edge.low]);
        const Vec3d axis = toDouble(m_mesh.positions[edge.high]) - origin;
        const Vec3d away = std::abs(axis[0]) < std::abs(axis[1]) ? Vec3d{1, 0, 0} : Vec3d{0, 1, 0};
        const double axisLength = length(axis);
        const Vec3d x = cross(axis, away), y = cross(axis, x);
        std::vector<Wing> wings;
        for (const auto& side : edge.sides) {
            const Triangle& t = m_mesh.triangles[side.triangle];
            const auto tip = t[(sideBetween(t, edge.low, edge.high) + 2) % 3];
            const Vec3d out = toDouble(m_mesh.positions[tip]) - origin;
            wings.push_back({std::atan2(dot(out, y), dot(out, x) * axisLength), side});
        }
        std::stable_sort(wings.begin(), wings.end(), [](const Wing& a, const Wing& b) { return a.angle < b.angle; });
        return wings;
    }

    /// How well two wings continue each other: first whether the winding allows it, then how flat they lie.
    double merit(const Wing& a, const Wing& b) {
        const auto f = a.side.triangle, g = b.side.triangle;
        const bool opposite = a.side.ascending == b.side.ascending;
        if (!m_sets.agree(f, g, opposite)) return -10.0;
        const double gap = std::abs(a.angle - b.angle);
        const double flatness = std::min(gap, 2.0 * std::numbers::pi - gap) / std::numbers::pi;
        return (m_sets.root(f) == m_sets.root(g) ? 1.0 : 0.0) + 0.5 * flatness;
    }

    /// Every way to pair neighbours in angle starts at some wing; an odd one is left over before it.
    void pairAround(const MeshEdges::Edge& edge) {
        constexpr std::size_t kExhaustive = 16;  // beyond it the first way is taken
        const auto wings = wingsOf(edge);
        const std::size_t count = wings.size();
        const std::size_t ways = count > kExhaustive ? 1 : count % 2 ? count : 2;
        const auto wing = [&](std::size_t i) -> const Wing& { return wings[i % count]; };
        std::size_t best = 0;
        double bestMerit = -1e30;
        for (std::size_t start = 0; start < ways; ++start) {
            double sum = 0.0;
            for (std::size_t i = 0; i + 1 < count; i += 2)
                sum += merit(wing(start + i), wing(start + i + 1));
            if (sum > bestMerit) {
                bestMerit = sum;
                best = start;
            }
        }
        for (std::size_t i = 0; i + 1 < count; i += 2)
            pair(edge, wing(best + i).side, wing(best + i + 1).side);
    }

    const MeshAsset& m_mesh;
    std::vector<std::array<std::uint32_t, 3>> m_mates;
    SignedSets m_sets;
};

/// Gives every fan of paired faces its own vertex; the first fan at a vertex keeps it.
std::size_t separateFans(MeshAsset& mesh, const FacePairing& pairing) {
    DisjointSets corners(3 * mesh.triangles.size());
    for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f) {
        for (std::uint32_t s = 0; s < 3; ++s) {
            const auto g = pairing.mate(f, s);
            if (g == kNone || g < f) continue;
            for (const auto c : {s, (s + 1) % 3})
                corners.join(3 * f + c, 3 * g + cornerAt(mesh.triangles[g], mesh.triangles[f][c]));
        }
    }
    const std::size_t before = mesh.positions.size();
    std::vector<std::uint32_t> owner(before, kNone);
    std::vector<std::uint32_t> target(3 * mesh.triangles.size(), kNone);  // valid at roots, each met before its members
    for (std::uint32_t corner = 0; corner < target.size(); ++corner) {
        const auto root = corners.root(corner);
        if (target[root] != kNone) continue;
        const auto v = mesh.triangles[corner / 3][corner % 3];
        target[root] = owner[v] == kNone ? v : copyVertex(mesh, v);
        owner[v] = root;
    }
    for (std::uint32_t corner = 0; corner < target.size(); ++corner)
        mesh.triangles[corner / 3][corner % 3] = target[corners.root(corner)];
    return mesh.positions.size() - before;
}

/// Faces that share the edge low-high without being one surface there get a vertex of their own in its middle.
struct EdgeSplit {
    std::uint32_t low, high;
    std::vector<std::uint32_t> faces;
};

/// One fan can pass the same two vertices twice. All passages but the first must be told apart by another vertex.
std::vector<EdgeSplit> coincidentEdges(const MeshAsset& mesh, const FacePairing& pairing) {
    std::vector<EdgeSplit> splits;
    MeshEdges(mesh.positions.size(), mesh.triangles).forEach([&](const MeshEdges::Edge& edge) {
        if (edge.sides.size() == 1) return;
        const auto mateOf = [&](std::uint32_t f) {
            return pairing.mate(f, sideBetween(mesh.triangles[f], edge.low, edge.high));
        };
        bool first = true;
        for (const auto& side : edge.sides) {
            const auto f = side.triangle, g = mateOf(f);
            if (g != kNone && g < f) continue;
            if (!std::exchange(first, false))
                splits.push_back({edge.low, edge.high, g == kNone ? std::vector{f} : std::vector{f, g}});
        }
    });
    return splits;
}

std::size_t splitEdges(MeshAsset& mesh, const std::vector<EdgeSplit>& splits) {
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> pieces;  // of faces that were split before
    for (const EdgeSplit& split : splits) {
        const auto middle = middleVertex(mesh, split.low, split.high);
        for (const auto face : split.faces) {
            auto& parts = pieces.try_emplace(face, 1, face).first->second;
            const auto part = *std::find_if(parts.begin(), parts.end(), [&](std::uint32_t p) {
                const Triangle& t = mesh.triangles[p];
                return std::count(t.begin(), t.end(), split.low) && std::count(t.begin(), t.end(), split.high);
            });
            Triangle& t = mesh.triangles[part];
            const auto side = sideBetween(t, split.low, split.high);
            Triangle rest = t;
            t[(side + 1) % 3] = middle;
            rest[side] = middle;
            parts.push_back(std::uint32_t(mesh.triangles.size()));
            mesh.triangles.push_back(rest);
        }
    }
    return splits.size();
}

}  // namespace

std::size_t weldVertices(MeshAsset& mesh) {
    // Open addressing: a general hash map costs more than the rest of the cleaning.
    const std::size_t capacity = std::bit_ceil(2 * mesh.positions.size() + 1);
    std::vector<std::uint32_t> slots(capacity, kNone), target(mesh.positions.size());
    std::size_t joined = 0;
    for (std::uint32_t v = 0; v < mesh.positions.size(); ++v) {
        std::uint64_t hash = 0;
        for (const float x : mesh.positions[v])
            hash = (hash ^ std::bit_cast<std::uint32_t>(x + 0.0f)) * 0x9e3779b97f4a7c15ull;  // + 0 unites both zeros
        hash ^= hash >> 29;
        std::size_t slot = hash & (capacity - 1);
        while (slots[slot] != kNone && mesh.positions[slots[slot]] != mesh.positions[v])
            slot = (slot + 1) & (capacity - 1);
        if (slots[slot] == kNone)
            slots[slot] = v;
        else
            ++joined;
        target[v] = slots[slot];
    }
    if (joined)
        for (auto& t : mesh.triangles)
            for (auto& v : t)
                v = target[v];
    return joined;
}

TopologyChanges makeManifold(MeshAsset& mesh, const RunContext& context) {
    TopologyChanges changes;
    changes.duplicateFaces = dropRepeatedFaces(mesh);
    context.checkpoint();
    FacePairing pairing(mesh);
    pairing.pairAll(changes, context);
    context.checkpoint();
    changes.newVertices = separateFans(mesh, pairing);
    context.checkpoint();
    const auto splits = coincidentEdges(mesh, pairing);
    context.checkpoint();
    for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f)
        if (pairing.isTurned(f)) std::swap(mesh.triangles[f][1], mesh.triangles[f][2]);
    changes.newVertices += splitEdges(mesh, splits);
    return changes;
}

void faceOutward(MeshAsset& mesh, const RunContext& context) {
    const MeshComponents components(mesh);
    context.checkpoint();
    std::vector<Vec3d> centres(components.count());
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
        for (const auto v : mesh.triangles[f])
            for (std::size_t a = 0; a < 3; ++a)
                centres[components.ofFace(f)][a] +=
                    mesh.positions[v][a] / (3.0 * double(components.faceCount(components.ofFace(f))));
    std::vector<double> volumes(components.count());
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
        const Triangle& t = mesh.triangles[f];
        const auto c = components.ofFace(f);
        volumes[c] += dot(toDouble(mesh.positions[t[0]]) - centres[c], areaNormal(mesh, t));
    }
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
        if (volumes[components.ofFace(f)] < 0.0) std::swap(mesh.triangles[f][1], mesh.triangles[f][2]);
}

}  // namespace espalier

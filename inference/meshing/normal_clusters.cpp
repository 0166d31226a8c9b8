#include "inference/meshing/normal_clusters.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <queue>
#include <tuple>

#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

constexpr std::size_t kCheckpointMask = 0xffff;
constexpr std::uint32_t kUnassigned = 0xffffffffu;
constexpr int kRounds = 3;
/// Of the root of the surface's area: what is smaller is detail.
constexpr float kDetail = 0.02f;
constexpr int kSmoothings = 6;
/// A small cluster may lean this far from the one that it joins (75 degrees).
constexpr float kJoinCosine = 0.26f;
/// Of a small cluster's area.
constexpr double kTiny = 0.01;

struct Candidate {
    float cost;
    std::uint32_t face;
    std::uint32_t cluster;
    bool operator>(const Candidate& other) const {
        return std::tie(cost, face, cluster) > std::tie(other.cost, other.face, other.cluster);
    }
};
using CandidateQueue = std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>>;

/// Variational shape approximation (Cohen-Steiner et al. 2004) with a limit to the angle: clusters grow together from
/// the middles of those of the round before, which rounds them off.
class Clustering {
public:
    Clustering(const MeshAsset& mesh, const std::vector<std::array<std::uint32_t, 3>>& neighbours,
               const NormalClusterOptions& options, const RunContext& context)
        : m_mesh(mesh),
          m_neighbours(neighbours),
          m_options(options),
          m_context(context),
          m_minCosine(cosineOf(options.coneDegrees)),
          m_cluster(mesh.triangles.size(), kUnassigned) {
        for (std::uint32_t face = 0; face < mesh.triangles.size(); ++face) {
            m_faces.push_back({areaNormal(mesh, face), middle(face), 0.5f * length(areaNormal(mesh, face))});
            m_area += m_faces.back().area;
        }
        m_reach = options.reach * float(std::sqrt(std::max(m_area, 1e-30)));
        smoothNormals();
    }

    std::vector<std::vector<std::uint32_t>> run() {
        growTheRest();
        for (int round = 0; round < kRounds; ++round) {
            growTogether();
            growTheRest();
        }
        joinSmall();
        std::vector<std::vector<std::uint32_t>> groups(m_clusters.size());
        for (std::uint32_t face = 0; face < m_cluster.size(); ++face)
            groups[m_cluster[face]].push_back(face);
        std::erase_if(groups, [](const auto& group) { return group.empty(); });
        return groups;
    }

private:
    struct Face {
        Vec3f normal;  ///< unit, of the surface without its finest detail; zero without area
        Vec3f middle;
        float area;
    };
    struct Cluster {
        Vec3f normal{};  ///< sum weighted by area
        Vec3f middle{};  ///< likewise
        double area = 0.0;
        std::size_t faces = 0;
    };

    static float cosineOf(float degrees) { return std::cos(degrees * std::numbers::pi_v<float> / 180.0f); }

    Vec3f middle(std::uint32_t face) const {
        const auto& [a, b, c] = m_mesh.triangles[face];
        return (m_mesh.positions[a] + m_mesh.positions[b] + m_mesh.positions[c]) * (1.0f / 3.0f);
    }

    void checkpoint() {
        if ((++m_steps & kCheckpointMask) == 0) m_context.checkpoint();
    }

    /// A single face that a decoder left askew is no reason for a chart: neighbours nearer than the detail's size
    /// count.
    void smoothNormals() {
        const float detail = kDetail * float(std::sqrt(std::max(m_area, 1e-30)));
        std::vector<Vec3f> next(m_faces.size());
        for (int round = 0; round < kSmoothings; ++round) {
            for (std::size_t face = 0; face < m_faces.size(); ++face) {
                checkpoint();
                next[face] = m_faces[face].normal;
                for (const std::uint32_t other : m_neighbours[face]) {
                    if (other == kNoFace) continue;
                    const float nearness = 1.0f - length(m_faces[other].middle - m_faces[face].middle) / detail;
                    if (nearness > 0.0f) next[face] = next[face] + m_faces[other].normal * nearness;
                }
            }
            for (std::size_t face = 0; face < m_faces.size(); ++face)
                m_faces[face].normal = next[face];
        }
        for (Face& face : m_faces)
            face.normal = normalized(face.normal);
    }

    void add(std::uint32_t face, std::uint32_t id) {
        checkpoint();
        m_cluster[face] = id;
        Cluster& cluster = m_clusters[id];
        cluster.normal = cluster.normal + m_faces[face].normal * m_faces[face].area;
        cluster.middle = cluster.middle + m_faces[face].middle * m_faces[face].area;
        cluster.area += m_faces[face].area;
        ++cluster.faces;
    }

    /// Pushes the free neighbours of `face` that are near `center` and face about along `normal` (unit; zero: any).
    void pushNeighbours(std::uint32_t face, std::uint32_t id, const Vec3f& normal, const Vec3f& center,
                        CandidateQueue& open) const {
        for (const std::uint32_t next : m_neighbours[face]) {
            if (next == kNoFace || m_cluster[next] != kUnassigned) continue;
            // A cluster that closes to a ring would waste the square inside it.
            const float distance = length(m_faces[next].middle - center) / m_reach;
            const float cosine = dot(m_faces[next].normal, normal);
            const bool fits = cosine >= m_minCosine || m_faces[next].normal == Vec3f{} || normal == Vec3f{};
            if (fits && distance < 1.0f) open.push({1.0f - cosine + distance * distance, next, id});
        }
    }

    /// Clusters of their own for the faces that have none, one after another.
    void growTheRest() {
        for (std::uint32_t seed = 0; seed < m_cluster.size(); ++seed) {
            if (m_cluster[seed] != kUnassigned) continue;
            const auto id = std::uint32_t(m_clusters.size());
            m_clusters.emplace_back();
            CandidateQueue open;
            open.push({0.0f, seed, id});
            while (!open.empty() && m_clusters[id].faces < m_options.maxFaces) {
                const std::uint32_t face = open.top().face;
                open.pop();
                const Vec3f mean = normalized(m_clusters[id].normal);
                const bool fits = face == seed || dot(m_faces[face].normal, mean) >= m_minCosine || mean == Vec3f{} ||
                                  m_faces[face].normal == Vec3f{};
                if (m_cluster[face] != kUnassigned || !fits) continue;
                add(face, id);
                pushNeighbours(face, id, normalized(m_clusters[id].normal), m_faces[seed].middle, open);
            }
        }
    }

    /// Frees all faces and grows the large clusters anew, all at once, each from its middle.
    void growTogether() {
        std::vector<std::uint32_t> seeds(m_clusters.size(), kUnassigned);
        std::vector<Cluster> former = std::move(m_clusters);
        for (Cluster& cluster : former) {
            cluster.middle = cluster.middle * (1.0f / float(std::max(cluster.area, 1e-30)));
            cluster.normal = normalized(cluster.normal);
        }
        for (std::uint32_t face = 0; face < m_faces.size(); ++face) {
            const std::uint32_t id = m_cluster[face];
            if (former[id].area < m_options.smallestAreaShare * m_area) continue;
            const auto distance = [&](std::uint32_t f) { return length(m_faces[f].middle - former[id].middle); };
            if (seeds[id] == kUnassigned || distance(face) < distance(seeds[id])) seeds[id] = face;
        }
        std::fill(m_cluster.begin(), m_cluster.end(), kUnassigned);
        m_clusters.clear();
        CandidateQueue open;
        std::vector<std::uint32_t> formerOf;
        for (std::uint32_t id = 0; id < seeds.size(); ++id) {
            if (seeds[id] == kUnassigned) continue;
            open.push({-1.0f, seeds[id], std::uint32_t(formerOf.size())});
            formerOf.push_back(id);
        }
        m_clusters.resize(formerOf.size());
        while (!open.empty()) {
            const auto [cost, face, id] = open.top();
            open.pop();
            if (m_cluster[face] != kUnassigned || m_clusters[id].faces >= m_options.maxFaces) continue;
            add(face, id);
            pushNeighbours(face, id, former[formerOf[id]].normal, former[formerOf[id]].middle, open);
        }
    }

    /// Small clusters go to the neighbour with the longest common border that faces about the same way; tiny ones,
    /// whose stretch nobody sees, to any.
    void joinSmall() {
        std::vector<std::vector<std::uint32_t>> members(m_clusters.size());
        for (std::uint32_t face = 0; face < m_cluster.size(); ++face)
            members[m_cluster[face]].push_back(face);
        const double small = m_options.smallestAreaShare * m_area;
        for (int round = 0; round < kRounds; ++round) {
            for (std::uint32_t id = 0; id < m_clusters.size(); ++id) {
                const double area = m_clusters[id].area;
                if (members[id].empty() || area > small) continue;
                const std::uint32_t target = bestNeighbour(id, members, area < kTiny * small ? -1.0f : kJoinCosine);
                if (target == kUnassigned) continue;
                for (const std::uint32_t face : members[id])
                    add(face, target);
                members[target].insert(members[target].end(), members[id].begin(), members[id].end());
                members[id].clear();
                m_clusters[id] = {};
            }
        }
    }

    std::uint32_t bestNeighbour(std::uint32_t id, const std::vector<std::vector<std::uint32_t>>& members,
                                float minCosine) const {
        std::map<std::uint32_t, float> borders;
        for (const std::uint32_t face : members[id]) {
            for (std::size_t k = 0; k < 3; ++k) {
                const std::uint32_t other = m_neighbours[face][k];
                if (other == kNoFace || m_cluster[other] == id) continue;
                const auto& corners = m_mesh.triangles[face];
                borders[m_cluster[other]] +=
                    length(m_mesh.positions[corners[k]] - m_mesh.positions[corners[(k + 1) % 3]]);
            }
        }
        std::uint32_t best = kUnassigned;
        float longest = -1.0f;
        for (const auto& [other, border] : borders) {
            const Vec3f &a = m_clusters[id].normal, &b = m_clusters[other].normal;
            const bool room = members[other].size() + members[id].size() <= m_options.maxFaces;
            if (!room || border <= longest || dot(a, b) < minCosine * length(a) * length(b)) continue;
            longest = border;
            best = other;
        }
        return best;
    }

    const MeshAsset& m_mesh;
    const std::vector<std::array<std::uint32_t, 3>>& m_neighbours;
    const NormalClusterOptions& m_options;
    const RunContext& m_context;
    float m_minCosine;
    float m_reach = 0.0f;
    double m_area = 0.0;
    std::vector<Face> m_faces;
    std::vector<std::uint32_t> m_cluster;  ///< per face
    std::vector<Cluster> m_clusters;
    std::size_t m_steps = 0;
};

}  // namespace

std::vector<std::array<std::uint32_t, 3>> faceNeighbours(const MeshAsset& mesh, const RunContext& context) {
    std::vector<std::array<std::uint32_t, 3>> neighbours(mesh.triangles.size(), {kNoFace, kNoFace, kNoFace});
    const MeshEdges edges(mesh.positions.size(), mesh.triangles);
    const auto sideOf = [&](std::uint32_t face, std::uint32_t from) {
        const auto& corners = mesh.triangles[face];
        return std::size_t(std::find(corners.begin(), corners.end(), from) - corners.begin());
    };
    std::size_t visited = 0;
    edges.forEach([&](const MeshEdges::Edge& edge) {
        if ((++visited & kCheckpointMask) == 0) context.checkpoint();
        if (edge.sides.size() != 2 || edge.low == edge.high) return;
        const MeshEdges::Side &a = edge.sides[0], &b = edge.sides[1];
        if (a.ascending == b.ascending || a.triangle == b.triangle) return;
        neighbours[a.triangle][sideOf(a.triangle, a.ascending ? edge.low : edge.high)] = b.triangle;
        neighbours[b.triangle][sideOf(b.triangle, b.ascending ? edge.low : edge.high)] = a.triangle;
    });
    return neighbours;
}

std::vector<std::vector<std::uint32_t>> normalClusters(const MeshAsset& mesh,
                                                       const std::vector<std::array<std::uint32_t, 3>>& neighbours,
                                                       const NormalClusterOptions& options, const RunContext& context) {
    return Clustering(mesh, neighbours, options, context).run();
}

}  // namespace espalier

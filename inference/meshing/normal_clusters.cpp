#include "inference/meshing/normal_clusters.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <queue>

#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

constexpr std::size_t kCheckpointMask = 0xffff;
constexpr std::uint32_t kUnassigned = 0xffffffffu;

struct Candidate {
    float cost;
    std::uint32_t face;
    bool operator>(const Candidate& other) const { return cost != other.cost ? cost > other.cost : face > other.face; }
};

/// Grows clusters one after another, the face that fits best first.
class Growth {
public:
    Growth(const MeshAsset& mesh, const std::vector<std::array<std::uint32_t, 3>>& neighbours,
           const NormalClusterOptions& options)
        : m_mesh(mesh),
          m_neighbours(neighbours),
          m_options(options),
          m_minCosine(std::cos(options.coneDegrees * std::numbers::pi_v<float> / 180.0f)),
          m_cluster(mesh.triangles.size(), kUnassigned) {
        double area = 0.0;
        for (std::size_t face = 0; face < mesh.triangles.size(); ++face)
            area += 0.5 * length(areaNormal(mesh, face));
        m_reach = options.reach * float(std::sqrt(std::max(area, 1e-30)));
    }

    void run(const RunContext& context) {
        for (std::uint32_t face = 0; face < m_cluster.size(); ++face) {
            if (m_cluster[face] == kUnassigned) growFrom(face, context);
        }
    }

    /// Small clusters go to the neighbour with the longest common border that faces about the same way.
    void joinSmall(const RunContext& context) {
        float total = 0.0f;
        for (const Vec3f& sum : m_sums)
            total += length(sum);
        std::vector<std::vector<std::uint32_t>> members(m_sums.size());
        for (std::uint32_t face = 0; face < m_cluster.size(); ++face)
            members[m_cluster[face]].push_back(face);
        for (std::uint32_t small = 0; small < m_sums.size(); ++small) {
            if ((small & kCheckpointMask) == 0) context.checkpoint();
            if (length(m_sums[small]) > total * m_options.smallestAreaShare) continue;
            const std::uint32_t target = bestNeighbour(small, members);
            if (target == kUnassigned) continue;
            for (const std::uint32_t face : members[small])
                m_cluster[face] = target;
            members[target].insert(members[target].end(), members[small].begin(), members[small].end());
            members[small].clear();
            m_sums[target] = m_sums[target] + m_sums[small];
        }
    }

    std::vector<std::vector<std::uint32_t>> groups() const {
        std::vector<std::vector<std::uint32_t>> all(m_sums.size());
        for (std::uint32_t face = 0; face < m_cluster.size(); ++face)
            all[m_cluster[face]].push_back(face);
        std::erase_if(all, [](const auto& group) { return group.empty(); });
        return all;
    }

private:
    void growFrom(std::uint32_t seed, const RunContext& context) {
        const auto id = std::uint32_t(m_sums.size());
        Vec3f sum{};
        std::size_t size = 0;
        std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> open;
        open.push({0.0f, seed});
        while (!open.empty() && size < m_options.maxFaces) {
            const std::uint32_t face = open.top().face;
            open.pop();
            if (m_cluster[face] != kUnassigned) continue;
            const Vec3f normal = areaNormal(m_mesh, face);
            if (size > 0 && !fits(normal, sum)) continue;
            m_cluster[face] = id;
            sum = sum + normal;
            if ((++m_done & kCheckpointMask) == 0) context.checkpoint();
            ++size;
            for (const std::uint32_t next : m_neighbours[face]) {
                if (next == kNoFace || m_cluster[next] != kUnassigned) continue;
                // Near faces first, and none too far: a cluster that closes to a ring would waste the square inside it.
                const float distance = length(middle(next) - middle(seed)) / m_reach;
                const float cosine = dot(normalized(areaNormal(m_mesh, next)), normalized(sum));
                if (distance < 1.0f) open.push({1.0f - cosine + 0.3f * distance, next});
            }
        }
        m_sums.push_back(sum);
    }

    Vec3f middle(std::uint32_t face) const {
        const auto& [a, b, c] = m_mesh.triangles[face];
        return (m_mesh.positions[a] + m_mesh.positions[b] + m_mesh.positions[c]) * (1.0f / 3.0f);
    }

    /// A face without area faces every way.
    bool fits(const Vec3f& normal, const Vec3f& sum) const {
        return dot(normal, sum) >= m_minCosine * length(normal) * length(sum);
    }

    std::uint32_t bestNeighbour(std::uint32_t id, const std::vector<std::vector<std::uint32_t>>& members) const {
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
            const bool room = members[other].size() + members[id].size() <= m_options.maxFaces;
            if (room && border > longest && fits(m_sums[id], m_sums[other])) {
                longest = border;
                best = other;
            }
        }
        return best;
    }

    const MeshAsset& m_mesh;
    const std::vector<std::array<std::uint32_t, 3>>& m_neighbours;
    const NormalClusterOptions& m_options;
    float m_minCosine;
    float m_reach;
    std::vector<std::uint32_t> m_cluster;  ///< per face
    std::vector<Vec3f> m_sums;             ///< area-weighted normals, per cluster
    std::size_t m_done = 0;
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
    Growth growth(mesh, neighbours, options);
    growth.run(context);
    growth.joinSmall(context);
    return growth.groups();
}

}  // namespace espalier

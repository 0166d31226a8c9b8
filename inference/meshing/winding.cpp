#include "inference/meshing/winding.h"

#include <cstddef>
#include <limits>
#include <utility>

#include "inference/meshing/mesh_edges.h"

namespace espalier {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kCheckpointMask = 0xffff;

/// A neighbour across one side, and whether it runs along the shared edge in the same direction (then one must turn).
struct Neighbour {
    std::uint32_t triangle = kNone;
    bool sameDirection = false;
};

/// Up to three manifold neighbours per triangle, in no particular order.
std::vector<std::array<Neighbour, 3>> manifoldNeighbours(std::size_t vertexCount,
                                                         std::span<const std::array<std::uint32_t, 3>> triangles) {
    std::vector<std::array<Neighbour, 3>> neighbours(triangles.size());
    const auto add = [&](std::uint32_t from, Neighbour to) {
        for (auto& slot : neighbours[from])
            if (slot.triangle == kNone) {
                slot = to;
                return;
            }
    };
    MeshEdges(vertexCount, triangles).forEach([&](const MeshEdges::Edge& edge) {
        if (edge.sides.size() != 2) return;
        const auto& a = edge.sides[0];
        const auto& b = edge.sides[1];
        add(a.triangle, {b.triangle, a.ascending == b.ascending});
        add(b.triangle, {a.triangle, a.ascending == b.ascending});
    });
    return neighbours;
}

/// Six times the volume that the piece encloses with the point `centre`.
double signedVolume(std::span<const Vec3f> positions, std::span<const std::array<std::uint32_t, 3>> triangles,
                    std::span<const std::uint32_t> piece, const std::array<double, 3>& centre) {
    double volume = 0.0;
    for (const auto f : piece) {
        double p[3][3];
        for (std::size_t corner = 0; corner < 3; ++corner)
            for (std::size_t a = 0; a < 3; ++a)
                p[corner][a] = positions[triangles[f][corner]][a] - centre[a];
        volume += p[0][0] * (p[1][1] * p[2][2] - p[1][2] * p[2][1]) +
                  p[0][1] * (p[1][2] * p[2][0] - p[1][0] * p[2][2]) + p[0][2] * (p[1][0] * p[2][1] - p[1][1] * p[2][0]);
    }
    return volume;
}

std::array<double, 3> centreOf(std::span<const Vec3f> positions,
                               std::span<const std::array<std::uint32_t, 3>> triangles,
                               std::span<const std::uint32_t> piece) {
    std::array<double, 3> sum{};
    for (const auto f : piece)
        for (const auto v : triangles[f])
            for (std::size_t a = 0; a < 3; ++a)
                sum[a] += positions[v][a];
    for (double& s : sum)
        s /= 3.0 * double(piece.size());
    return sum;
}

}  // namespace

void unifyWinding(std::span<const Vec3f> positions, std::vector<std::array<std::uint32_t, 3>>& triangles,
                  const RunContext& context) {
    const auto neighbours = manifoldNeighbours(positions.size(), triangles);
    context.checkpoint();

    std::vector<std::uint8_t> seen(triangles.size());
    std::vector<std::uint8_t> turned(triangles.size());
    std::vector<std::uint32_t> piece;  // triangles of one piece, in breadth-first order
    std::size_t visited = 0;
    for (std::uint32_t seed = 0; seed < triangles.size(); ++seed) {
        if (seen[seed]) continue;
        piece.assign(1, seed);
        seen[seed] = 1;
        for (std::size_t next = 0; next < piece.size(); ++next) {
            if ((visited++ & kCheckpointMask) == 0) context.checkpoint();
            const auto f = piece[next];
            for (const auto& n : neighbours[f]) {
                if (n.triangle == kNone || seen[n.triangle]) continue;
                seen[n.triangle] = 1;
                turned[n.triangle] = std::uint8_t(turned[f] ^ std::uint8_t(n.sameDirection));
                piece.push_back(n.triangle);
            }
        }
        for (const auto f : piece)
            if (turned[f]) std::swap(triangles[f][1], triangles[f][2]);
        if (signedVolume(positions, triangles, piece, centreOf(positions, triangles, piece)) < 0.0)
            for (const auto f : piece)
                std::swap(triangles[f][1], triangles[f][2]);
    }
}

}  // namespace espalier

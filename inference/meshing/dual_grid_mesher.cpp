#include "inference/meshing/dual_grid_mesher.h"

#include <cmath>
#include <cstddef>

#include "inference/base/error.h"

namespace espalier {
namespace {

using Quad = std::array<std::uint32_t, 4>;

/// The four voxels around the lattice edge along each axis, as offsets from the voxel that holds the flag.
constexpr std::array<std::array<VoxelCoord, 4>, 3> kEdgeNeighbours{{
    {{{0, 0, 0}, {0, 0, 1}, {0, 1, 1}, {0, 1, 0}}},
    {{{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {0, 0, 1}}},
    {{{0, 0, 0}, {0, 1, 0}, {1, 1, 0}, {1, 0, 0}}},
}};

constexpr std::size_t kCheckpointMask = 0xffff;

Vec3f operator-(const Vec3f& a, const Vec3f& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

Vec3f cross(const Vec3f& a, const Vec3f& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// The reference's rule without split weights. It reads columns 1..3 of the six indices of a split where the second
/// triangle's (3..5) were meant, so it compares |n|^2 of the first triangle with 0: the first diagonal wins unless that
/// triangle is degenerate. Kept, because the faces must be the reference's.
bool firstDiagonalByNormals(const Quad& q, const std::vector<Vec3f>& p) {
    const Vec3f n0 = cross(p[q[1]] - p[q[0]], p[q[2]] - p[q[0]]);
    const Vec3f n1 = cross(p[q[2]] - p[q[1]], p[q[0]] - p[q[1]]);
    return std::abs(n0[0] * n1[0] + n0[1] * n1[1] + n0[2] * n1[2]) > 0.0f;
}

bool findQuad(const VoxelIndex& index, const VoxelCoord& c, int axis, Quad& quad) {
    for (std::size_t corner = 0; corner < 4; ++corner) {
        const auto& d = kEdgeNeighbours[std::size_t(axis)][corner];
        const auto row = index.find(c[0] + d[0], c[1] + d[1], c[2] + d[2]);
        if (row == VoxelIndex::kMissing) return false;
        quad[corner] = std::uint32_t(row);
    }
    return true;
}

}  // namespace

MeshAsset meshDualGrid(const DualGridView& grid, const RunContext& context) {
    const std::size_t count = grid.coords.size();
    if (grid.dualVertices.size() != count || grid.intersected.size() != count ||
        (!grid.splitWeights.empty() && grid.splitWeights.size() != count))
        throw Error(ErrorCode::Internal, "The parts of a dual grid differ in length.");

    MeshAsset mesh;
    mesh.positions.resize(count);
    const float voxelSize = 1.0f / float(grid.resolution);
    for (std::size_t v = 0; v < count; ++v)
        for (std::size_t a = 0; a < 3; ++a)
            mesh.positions[v][a] = (float(grid.coords[v][a]) + grid.dualVertices[v][a]) * voxelSize - 0.5f;

    context.checkpoint();
    const VoxelIndex index(grid.coords);
    mesh.triangles.reserve(2 * count);
    for (std::size_t v = 0; v < count; ++v) {
        if ((v & kCheckpointMask) == 0) context.checkpoint();
        for (int axis = 0; axis < 3; ++axis) {
            Quad q;
            if (!grid.intersected[v][std::size_t(axis)] || !findQuad(index, grid.coords[v], axis, q)) continue;
            const auto& w = grid.splitWeights;
            const bool first =
                w.empty() ? firstDiagonalByNormals(q, mesh.positions) : w[q[0]] * w[q[2]] > w[q[1]] * w[q[3]];
            if (first) {
                mesh.triangles.push_back({q[0], q[1], q[2]});
                mesh.triangles.push_back({q[0], q[2], q[3]});
            } else {
                mesh.triangles.push_back({q[0], q[1], q[3]});
                mesh.triangles.push_back({q[3], q[1], q[2]});
            }
        }
    }
    return mesh;
}

}  // namespace espalier

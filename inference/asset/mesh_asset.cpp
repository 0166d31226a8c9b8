#include "inference/asset/mesh_asset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier {
namespace {

/// Disjoint sets of vertices, with path halving.
class VertexSets {
public:
    explicit VertexSets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0u); }

    std::uint32_t root(std::uint32_t v) {
        while (m_parent[v] != v)
            v = m_parent[v] = m_parent[m_parent[v]];
        return v;
    }
    void join(std::uint32_t a, std::uint32_t b) { m_parent[root(a)] = root(b); }

private:
    std::vector<std::uint32_t> m_parent;
};

std::size_t countComponents(const MeshAsset& mesh) {
    VertexSets sets(mesh.vertexCount());
    std::vector<bool> referenced(mesh.vertexCount());
    for (const auto& [a, b, c] : mesh.triangles) {
        sets.join(a, b);
        sets.join(b, c);
        referenced[a] = referenced[b] = referenced[c] = true;
    }
    std::size_t count = 0;
    for (std::uint32_t v = 0; v < mesh.vertexCount(); ++v)
        count += referenced[v] && sets.root(v) == v;
    return count;
}

/// Every side of every triangle as one number, the smaller vertex in the upper half; equal numbers are one edge.
std::vector<std::uint64_t> sortedEdges(const MeshAsset& mesh) {
    std::vector<std::uint64_t> edges;
    edges.reserve(mesh.triangleCount() * 3);
    for (const auto& triangle : mesh.triangles) {
        for (int i = 0; i < 3; ++i) {
            const auto [low, high] = std::minmax(triangle[i], triangle[(i + 1) % 3]);
            if (low != high) edges.push_back(std::uint64_t(low) << 32 | high);
        }
    }
    std::sort(edges.begin(), edges.end());
    return edges;
}

void countEdges(const MeshAsset& mesh, MeshStatistics& result) {
    const auto edges = sortedEdges(mesh);
    for (auto run = edges.begin(); run != edges.end();) {
        const auto next = std::find_if(run, edges.end(), [&](std::uint64_t edge) { return edge != *run; });
        result.boundaryEdges += next - run == 1;
        result.nonManifoldEdges += next - run > 2;
        run = next;
    }
}

}  // namespace

Bounds bounds(const MeshAsset& mesh) {
    if (mesh.positions.empty()) return {};
    Bounds box{mesh.positions.front(), mesh.positions.front()};
    for (const auto& p : mesh.positions) {
        for (int axis = 0; axis < 3; ++axis) {
            box.min[axis] = std::min(box.min[axis], p[axis]);
            box.max[axis] = std::max(box.max[axis], p[axis]);
        }
    }
    return box;
}

MeshStatistics statistics(const MeshAsset& mesh) {
    MeshStatistics result;
    result.triangles = mesh.triangleCount();
    result.vertices = mesh.vertexCount();
    result.components = countComponents(mesh);
    countEdges(mesh, result);
    result.watertight = result.triangles > 0 && result.boundaryEdges == 0 && result.nonManifoldEdges == 0;
    result.box = bounds(mesh);
    return result;
}

std::vector<Vec3f> vertexNormals(const std::vector<Vec3f>& positions,
                                 const std::vector<std::array<std::uint32_t, 3>>& triangles) {
    std::vector<Vec3f> normals(positions.size());
    for (const auto& triangle : triangles) {
        const auto& [a, b, c] = triangle;
        Vec3f u, v;
        for (int axis = 0; axis < 3; ++axis) {
            u[axis] = positions[b][axis] - positions[a][axis];
            v[axis] = positions[c][axis] - positions[a][axis];
        }
        // The cross product is twice the area long, which is the weight wanted.
        const Vec3f n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
        for (const auto vertex : triangle)
            for (int axis = 0; axis < 3; ++axis)
                normals[vertex][axis] += n[axis];
    }
    for (auto& n : normals) {
        const double length = std::sqrt(double(n[0]) * n[0] + double(n[1]) * n[1] + double(n[2]) * n[2]);
        if (length > 0.0)
            for (auto& part : n)
                part = float(part / length);
        else
            n = {0.0f, 0.0f, 1.0f};
    }
    return normals;
}

}  // namespace espalier

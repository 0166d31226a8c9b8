#include "viewer/mesh_geometry.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace espalier {

namespace {

double surfaceArea(const MeshAsset& mesh) {
    double area = 0;
    for (const auto& [a, b, c] : mesh.triangles) {
        double ab[3];
        double ac[3];
        for (int axis = 0; axis < 3; ++axis) {
            ab[axis] = mesh.positions[b][axis] - mesh.positions[a][axis];
            ac[axis] = mesh.positions[c][axis] - mesh.positions[a][axis];
        }
        area += 0.5 *
                std::hypot(ab[1] * ac[2] - ab[2] * ac[1], ab[2] * ac[0] - ab[0] * ac[2], ab[0] * ac[1] - ab[1] * ac[0]);
    }
    return area;
}

std::uint64_t cellKey(const Vec3f& position, float cellSize) {
    std::uint64_t key = 0;
    for (const float value : position) {
        key = key << 21 | (std::uint64_t(std::int64_t(std::floor(value / cellSize))) & 0x1fffff);
    }
    return key;
}

/// Sums of the values that fall into one cluster.
struct Cluster {
    float position[3]{};
    float color[4]{};
    float metallicRoughness[2]{};
    float count = 0;
};

void accumulate(const MeshAsset& mesh, std::size_t vertex, Cluster& cluster) {
    for (int i = 0; i < 3; ++i)
        cluster.position[i] += mesh.positions[vertex][i];
    if (!mesh.colors.empty()) {
        for (int i = 0; i < 4; ++i)
            cluster.color[i] += mesh.colors[vertex][i];
    }
    if (!mesh.metallicRoughness.empty()) {
        for (int i = 0; i < 2; ++i)
            cluster.metallicRoughness[i] += mesh.metallicRoughness[vertex][i];
    }
    cluster.count += 1;
}

void appendMean(const Cluster& cluster, const MeshAsset& source, MeshAsset& target) {
    const float scale = 1 / cluster.count;
    target.positions.push_back({cluster.position[0] * scale, cluster.position[1] * scale, cluster.position[2] * scale});
    if (!source.colors.empty()) {
        auto& color = target.colors.emplace_back();
        for (int i = 0; i < 4; ++i)
            color[i] = std::uint8_t(std::lround(cluster.color[i] * scale));
    }
    if (!source.metallicRoughness.empty()) {
        target.metallicRoughness.push_back(
            {cluster.metallicRoughness[0] * scale, cluster.metallicRoughness[1] * scale});
    }
}

/// A copy of at most `maxTriangles` (within a tenth). The cell size comes from the area: a clustered surface has about
/// three triangles per cell face it crosses.
MeshAsset simplify(const MeshAsset& mesh, std::size_t maxTriangles) {
    auto cellSize = float(std::sqrt(3 * surfaceArea(mesh) / double(maxTriangles)));
    cellSize = std::max(cellSize, 1e-5f);
    MeshAsset coarse = clusterVertices(mesh, cellSize);
    while (coarse.triangleCount() > maxTriangles + maxTriangles / 10) {
        cellSize *= 1.2f;
        coarse = clusterVertices(mesh, cellSize);
    }
    return coarse;
}

std::vector<DisplayVertex> packVertices(const MeshAsset& mesh, const std::vector<Vec3f>& normals) {
    std::vector<DisplayVertex> vertices(mesh.vertexCount());
    for (std::size_t i = 0; i < vertices.size(); ++i) {
        const auto [metallic, roughness] =
            mesh.metallicRoughness.empty() ? std::array<float, 2>{0, kClayRoughness} : mesh.metallicRoughness[i];
        DisplayVertex& vertex = vertices[i];
        vertex = {mesh.positions[i],
                  packNormal(normals[i]),
                  packColor(mesh.colors.empty() ? kClayColor : mesh.colors[i]),
                  {packUnit(metallic), packUnit(roughness), 255, 0}};
        if (!mesh.uvs.empty()) vertex.uv = {mesh.uvs[i][0], 1 - mesh.uvs[i][1]};
        if (!mesh.tangents.empty()) vertex.tangent = packTangent(mesh.tangents[i]);
    }
    return vertices;
}

/// The texel in which a vertex lies.
const std::uint8_t* texelAt(const ImageBuffer& image, const std::array<float, 2>& uv) {
    const auto place = [](float share, int size) { return std::clamp(int(share * float(size)), 0, size - 1); };
    return image.at(place(uv[0], image.width), place(1 - uv[1], image.height));
}

DisplayShape pack(const MeshAsset& mesh, bool simplified) {
    std::vector<std::uint32_t> indices;
    indices.reserve(mesh.triangleCount() * 3);
    for (const auto& triangle : mesh.triangles)
        indices.insert(indices.end(), triangle.begin(), triangle.end());
    const bool hasNormals = mesh.normals.size() == mesh.vertexCount();
    DisplayShape shape =
        makeDisplayShape(packVertices(mesh, hasNormals ? mesh.normals : vertexNormals(mesh.positions, mesh.triangles)),
                         indices, simplified);
    shape.hasUvs = !mesh.uvs.empty();
    shape.textures = mesh.textures;
    return shape;
}

}  // namespace

MeshAsset clusterVertices(const MeshAsset& mesh, float cellSize) {
    std::unordered_map<std::uint64_t, std::uint32_t> clusterOfCell;
    std::vector<std::uint32_t> clusterOfVertex(mesh.vertexCount());
    std::vector<Cluster> clusters;
    for (std::size_t i = 0; i < mesh.vertexCount(); ++i) {
        const auto [entry, isNew] =
            clusterOfCell.try_emplace(cellKey(mesh.positions[i], cellSize), std::uint32_t(clusters.size()));
        if (isNew) clusters.emplace_back();
        clusterOfVertex[i] = entry->second;
        accumulate(mesh, i, clusters[entry->second]);
    }
    MeshAsset coarse;
    for (const Cluster& cluster : clusters)
        appendMean(cluster, mesh, coarse);
    for (const auto& [a, b, c] : mesh.triangles) {
        const std::array<std::uint32_t, 3> joined{clusterOfVertex[a], clusterOfVertex[b], clusterOfVertex[c]};
        if (joined[0] != joined[1] && joined[1] != joined[2] && joined[2] != joined[0]) {
            coarse.triangles.push_back(joined);
        }
    }
    return coarse;
}

MeshAsset withSampledColors(const MeshAsset& mesh) {
    MeshAsset sampled = mesh;
    const ImageBuffer& color = mesh.textures->baseColor;
    const ImageBuffer& surface = mesh.textures->metallicRoughness;
    sampled.colors.resize(mesh.vertexCount());
    if (!surface.empty()) sampled.metallicRoughness.resize(mesh.vertexCount());
    for (std::size_t i = 0; i < mesh.vertexCount(); ++i) {
        const std::uint8_t* c = texelAt(color, mesh.uvs[i]);
        sampled.colors[i] = {c[0], c[1], c[2], 255};
        if (surface.empty()) continue;
        const std::uint8_t* s = texelAt(surface, mesh.uvs[i]);
        sampled.metallicRoughness[i] = {float(s[2]) / 255, float(s[1]) / 255};
    }
    return sampled;
}

DisplayShape buildMeshShape(const MeshAsset& mesh, std::size_t maxTriangles) {
    const MeshAsset sampled = mesh.textures ? withSampledColors(mesh) : MeshAsset();
    const MeshAsset& colored = mesh.textures ? sampled : mesh;
    const bool fits = mesh.triangleCount() <= maxTriangles;
    DisplayShape shape = fits ? pack(colored, false) : pack(simplify(colored, maxTriangles), true);
    shape.sourceTriangles = mesh.triangleCount();
    return shape;
}

}  // namespace espalier

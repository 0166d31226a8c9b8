#include "viewer/voxel_geometry.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

/// Finer clouds are joined first: the occupancy bits of 512^3 cells take 16 MB.
constexpr int kMaxResolution = 512;
/// Share of the rounded normal against the face's own: soft, and still readable as voxels.
constexpr float kRounding = 0.6f;
constexpr float kOcclusionPerNeighbour = 0.2f;

class Occupancy {
public:
    explicit Occupancy(const VoxelCloud& cloud)
        : m_resolution(cloud.resolution), m_bits(std::size_t(m_resolution) * m_resolution * m_resolution) {
        for (const auto& cell : cloud.cells)
            m_bits[index(cell[0], cell[1], cell[2])] = true;
    }

    bool at(int x, int y, int z) const {
        const auto inside = [this](int v) { return v >= 0 && v < m_resolution; };
        return inside(x) && inside(y) && inside(z) && m_bits[index(x, y, z)];
    }

private:
    std::size_t index(int x, int y, int z) const {
        return (std::size_t(x) * m_resolution + std::size_t(y)) * m_resolution + std::size_t(z);
    }

    int m_resolution;
    std::vector<bool> m_bits;
};

/// Points from the occupied among the eight cells around a grid corner to the empty ones: the normal of the surface
/// that would round the corner. Zero where they balance.
Vec3f cornerNormal(const Occupancy& occupancy, const std::array<int, 3>& corner) {
    Vec3f sum{};
    for (int i = 0; i < 8; ++i) {
        const int dx = i & 1 ? 0 : -1;
        const int dy = i & 2 ? 0 : -1;
        const int dz = i & 4 ? 0 : -1;
        if (!occupancy.at(corner[0] + dx, corner[1] + dy, corner[2] + dz)) continue;
        sum[0] -= dx ? -1.0f : 1.0f;
        sum[1] -= dy ? -1.0f : 1.0f;
        sum[2] -= dz ? -1.0f : 1.0f;
    }
    const float length = std::hypot(sum[0], sum[1], sum[2]);
    if (length > 0) {
        for (float& value : sum)
            value /= length;
    }
    return sum;
}

Vec3f blend(const Vec3f& face, const Vec3f& rounded) {
    Vec3f normal{};
    for (int i = 0; i < 3; ++i)
        normal[i] = face[i] * (1 - kRounding) + rounded[i] * kRounding;
    const float length = std::hypot(normal[0], normal[1], normal[2]);
    for (float& value : normal)
        value /= length;
    return normal;
}

/// One face: the axis it is perpendicular to, and which side of the cell.
struct Face {
    int axis;
    int side;  ///< 0 = low, 1 = high
};

class FaceWriter {
public:
    FaceWriter(const VoxelCloud& cloud, std::size_t maxTriangles)
        : m_cloud(cloud), m_occupancy(cloud), m_maxFaces(maxTriangles / 2) {}

    /// False once there are more faces than allowed.
    bool writeAll() {
        for (std::size_t i = 0; i < m_cloud.cells.size(); ++i) {
            for (const Face face : {Face{0, 0}, Face{0, 1}, Face{1, 0}, Face{1, 1}, Face{2, 0}, Face{2, 1}}) {
                writeFace(i, face);
            }
            if (m_vertices.size() > m_maxFaces * 4) return false;
        }
        return true;
    }

    DisplayShape shape(bool simplified) const { return makeDisplayShape(m_vertices, m_indices, simplified); }

private:
    void writeFace(std::size_t cellIndex, Face face) {
        const auto& c = m_cloud.cells[cellIndex];
        std::array<int, 3> outside{c[0], c[1], c[2]};
        outside[face.axis] += face.side ? 1 : -1;
        if (m_occupancy.at(outside[0], outside[1], outside[2])) return;

        const auto first = std::uint32_t(m_vertices.size());
        for (int corner = 0; corner < 4; ++corner)
            writeCorner(cellIndex, outside, face, corner & 1, corner >> 1);
        // Counter-clockwise from outside: the two in-plane axes follow `axis` cyclically.
        const std::array<std::uint32_t, 6> order =
            face.side ? std::array<std::uint32_t, 6>{0, 1, 3, 0, 3, 2} : std::array<std::uint32_t, 6>{0, 3, 1, 0, 2, 3};
        for (const std::uint32_t i : order)
            m_indices.push_back(first + i);
    }

    void writeCorner(std::size_t cellIndex, const std::array<int, 3>& outside, Face face, int u, int v) {
        const int uAxis = (face.axis + 1) % 3;
        const int vAxis = (face.axis + 2) % 3;
        const auto& c = m_cloud.cells[cellIndex];
        std::array<int, 3> corner{c[0], c[1], c[2]};
        corner[face.axis] += face.side;
        corner[uAxis] += u;
        corner[vAxis] += v;

        Vec3f position{};
        for (int i = 0; i < 3; ++i)
            position[i] = float(corner[i]) / float(m_cloud.resolution) - 0.5f;
        Vec3f faceNormal{};
        faceNormal[face.axis] = face.side ? 1.0f : -1.0f;
        const auto color = m_cloud.colors.empty() ? kClayColor : opaque(m_cloud.colors[cellIndex]);
        const float openness = 1 - kOcclusionPerNeighbour * float(neighboursAbove(outside, uAxis, u, vAxis, v));
        m_vertices.push_back({position,
                              packNormal(blend(faceNormal, cornerNormal(m_occupancy, corner))),
                              packColor(color),
                              {0, packUnit(kClayRoughness), packUnit(openness), 0}});
    }

    /// How many of the three cells that touch the corner in the layer outside the face are occupied.
    int neighboursAbove(const std::array<int, 3>& outside, int uAxis, int u, int vAxis, int v) const {
        int count = 0;
        for (int i = 1; i < 4; ++i) {
            std::array<int, 3> cell = outside;
            if (i & 1) cell[uAxis] += u ? 1 : -1;
            if (i & 2) cell[vAxis] += v ? 1 : -1;
            count += m_occupancy.at(cell[0], cell[1], cell[2]);
        }
        return count;
    }

    static std::array<std::uint8_t, 4> opaque(const std::array<std::uint8_t, 3>& rgb) {
        return {rgb[0], rgb[1], rgb[2], 255};
    }

    const VoxelCloud& m_cloud;
    Occupancy m_occupancy;
    std::size_t m_maxFaces;
    std::vector<DisplayVertex> m_vertices;
    std::vector<std::uint32_t> m_indices;
};

/// Only cells inside the grid, and colours only when there is one for each cell.
VoxelCloud cleaned(const VoxelCloud& cloud) {
    VoxelCloud clean{cloud.resolution, {}, {}};
    const bool colored = cloud.colors.size() == cloud.cells.size();
    for (std::size_t i = 0; i < cloud.cells.size(); ++i) {
        if (std::ranges::any_of(cloud.cells[i], [&](int v) { return v >= cloud.resolution; })) continue;
        clean.cells.push_back(cloud.cells[i]);
        if (colored) clean.colors.push_back(cloud.colors[i]);
    }
    return clean;
}

/// Joins 2x2x2 cells; the first of them gives the colour.
VoxelCloud halved(const VoxelCloud& cloud) {
    VoxelCloud half{(cloud.resolution + 1) / 2, {}, {}};
    std::vector<bool> seen(std::size_t(half.resolution) * half.resolution * half.resolution);
    for (std::size_t i = 0; i < cloud.cells.size(); ++i) {
        const auto& c = cloud.cells[i];
        const std::array<std::uint16_t, 3> cell{std::uint16_t(c[0] / 2), std::uint16_t(c[1] / 2),
                                                std::uint16_t(c[2] / 2)};
        const std::size_t index =
            (std::size_t(cell[0]) * half.resolution + cell[1]) * std::size_t(half.resolution) + cell[2];
        if (seen[index]) continue;
        seen[index] = true;
        half.cells.push_back(cell);
        if (!cloud.colors.empty()) half.colors.push_back(cloud.colors[i]);
    }
    return half;
}

}  // namespace

DisplayShape buildVoxelShape(const VoxelCloud& source, std::size_t maxTriangles) {
    VoxelCloud cloud = cleaned(source);
    while (cloud.resolution > kMaxResolution)
        cloud = halved(cloud);
    for (;;) {
        FaceWriter writer(cloud, maxTriangles);
        if (writer.writeAll() || cloud.resolution <= 1) return writer.shape(cloud.resolution != source.resolution);
        cloud = halved(cloud);
    }
}

}  // namespace espalier

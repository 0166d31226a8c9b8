#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <utility>

#include "tests/meshing/sphere_grid.h"

namespace espalier {

/// A closed sphere of the given centre and radius, about 6 * grid * grid faces, each vertex coloured by its index.
inline MeshAsset sphereMesh(int grid, float radius, const Vec3f& centre = {}) {
    const SphereGrid source(grid, 0.4 * grid + 0.2);
    MeshAsset mesh = meshDualGrid(source.view());
    const float scale = radius / (0.4f + 0.2f / float(grid));
    for (auto& p : mesh.positions)
        for (std::size_t a = 0; a < 3; ++a)
            p[a] = p[a] * scale + centre[a];
    return mesh;
}

inline void append(MeshAsset& mesh, const MeshAsset& other) {
    const auto first = std::uint32_t(mesh.positions.size());
    mesh.positions.insert(mesh.positions.end(), other.positions.begin(), other.positions.end());
    for (const auto& [a, b, c] : other.triangles)
        mesh.triangles.push_back({first + a, first + b, first + c});
}

/// A closed box between two corners.
inline MeshAsset boxMesh(const Vec3f& low, const Vec3f& high) {
    MeshAsset mesh;
    for (std::uint32_t v = 0; v < 8; ++v)
        mesh.positions.push_back({v & 1 ? high[0] : low[0], v & 2 ? high[1] : low[1], v & 4 ? high[2] : low[2]});
    mesh.triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                      {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
    return mesh;
}

/// A flat square of size 1 with `cells` x `cells` x 2 faces.
inline MeshAsset planeMesh(std::uint32_t cells) {
    MeshAsset mesh;
    for (std::uint32_t y = 0; y <= cells; ++y)
        for (std::uint32_t x = 0; x <= cells; ++x)
            mesh.positions.push_back({float(x) / float(cells) - 0.5f, float(y) / float(cells) - 0.5f, 0.0f});
    for (std::uint32_t y = 0; y < cells; ++y)
        for (std::uint32_t x = 0; x < cells; ++x) {
            const std::uint32_t v = y * (cells + 1) + x;
            mesh.triangles.push_back({v, v + 1, v + cells + 1});
            mesh.triangles.push_back({v + 1, v + cells + 2, v + cells + 1});
        }
    return mesh;
}

/// A strip with a half twist: no winding suits all of it.
inline MeshAsset moebiusStrip(std::uint32_t segments) {
    MeshAsset mesh;
    for (std::uint32_t s = 0; s < segments; ++s) {
        const double turn = 2.0 * std::numbers::pi * s / segments;
        for (const double across : {-0.1, 0.1}) {
            const double r = 0.4 + across * std::cos(turn / 2);
            mesh.positions.push_back(
                {float(r * std::cos(turn)), float(r * std::sin(turn)), float(across * std::sin(turn / 2))});
        }
    }
    for (std::uint32_t s = 0; s < segments; ++s) {
        const std::uint32_t a = 2 * s, b = 2 * s + 1;
        const bool last = s + 1 == segments;
        const std::uint32_t c = last ? 1 : a + 2, d = last ? 0 : b + 2;  // the twist
        mesh.triangles.push_back({a, c, b});
        mesh.triangles.push_back({b, c, d});
    }
    return mesh;
}

inline void turnSomeFaces(MeshAsset& mesh) {
    std::mt19937 random(3);
    for (auto& t : mesh.triangles)
        if (random() % 6 == 0) std::swap(t[1], t[2]);
}

/// Six times the enclosed volume, positive when faces look outward.
inline double signedVolume(const MeshAsset& mesh) {
    double volume = 0.0;
    for (const auto& t : mesh.triangles) {
        const auto &a = mesh.positions[t[0]], &b = mesh.positions[t[1]], &c = mesh.positions[t[2]];
        volume += double(a[0]) * (double(b[1]) * c[2] - double(b[2]) * c[1]) +
                  double(a[1]) * (double(b[2]) * c[0] - double(b[0]) * c[2]) +
                  double(a[2]) * (double(b[0]) * c[1] - double(b[1]) * c[0]);
    }
    return volume;
}

}  // namespace espalier

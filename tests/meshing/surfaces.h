#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <random>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// A closed torus-shaped or, with a pole at each end, sphere-shaped grid of rows x columns quads, wound outward.
inline MeshAsset torus(double ring, double tube, int rows, int columns) {
    MeshAsset mesh;
    constexpr double kTurn = 2.0 * std::numbers::pi;
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c) {
            const double u = kTurn * r / rows, v = kTurn * c / columns;
            const double out = ring + tube * std::cos(v);
            mesh.positions.push_back({float(out * std::cos(u)), float(out * std::sin(u)), float(tube * std::sin(v))});
            const auto at = [&](int i, int j) { return std::uint32_t((i % rows) * columns + j % columns); };
            mesh.triangles.push_back({at(r, c), at(r + 1, c), at(r + 1, c + 1)});
            mesh.triangles.push_back({at(r, c), at(r + 1, c + 1), at(r, c + 1)});
        }
    }
    mesh.normals = vertexNormals(mesh.positions, mesh.triangles);
    return mesh;
}

/// A cube of n x n quads a side blown up to a sphere whose radius is radiusAt(direction).
inline MeshAsset sphere(int n, const std::function<double(const Vec3f&)>& radiusAt) {
    MeshAsset mesh;
    std::vector<std::uint32_t> vertexOf(std::size_t((n + 1) * (n + 1) * (n + 1)), 0xffffffffu);
    const auto vertex = [&](int x, int y, int z) {
        std::uint32_t& index = vertexOf[std::size_t((z * (n + 1) + y) * (n + 1) + x)];
        if (index == 0xffffffffu) {
            index = std::uint32_t(mesh.positions.size());
            const auto spread = [&](int i) { return std::tan((2.0 * i / n - 1.0) * std::numbers::pi / 4); };
            const double p[3]{spread(x), spread(y), spread(z)};
            const double size = std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
            const Vec3f direction{float(p[0] / size), float(p[1] / size), float(p[2] / size)};
            const double radius = radiusAt(direction);
            mesh.positions.push_back(
                {float(direction[0] * radius), float(direction[1] * radius), float(direction[2] * radius)});
        }
        return index;
    };
    const auto corner = [&](int axis, int side, int i, int j) {
        int at[3];
        at[axis] = side * n;
        at[(axis + 1) % 3] = i;
        at[(axis + 2) % 3] = j;
        return vertex(at[0], at[1], at[2]);
    };
    for (int axis = 0; axis < 3; ++axis)
        for (int side = 0; side < 2; ++side)
            for (int i = 0; i < n; ++i)
                for (int j = 0; j < n; ++j) {
                    const std::uint32_t a = corner(axis, side, i, j), b = corner(axis, side, i + 1, j);
                    const std::uint32_t c = corner(axis, side, i + 1, j + 1), d = corner(axis, side, i, j + 1);
                    if (side == 1) {
                        mesh.triangles.push_back({a, b, c});
                        mesh.triangles.push_back({a, c, d});
                    } else {
                        mesh.triangles.push_back({a, c, b});
                        mesh.triangles.push_back({a, d, c});
                    }
                }
    mesh.normals = vertexNormals(mesh.positions, mesh.triangles);
    return mesh;
}

/// Triangles between random vertices of a cube: edges of many faces, faces through faces.
inline MeshAsset triangleSoup(int vertices, int triangles) {
    std::mt19937 random(7);
    MeshAsset mesh;
    const auto coordinate = [&] { return float(random() % 10000) / 10000.0f - 0.5f; };
    for (int i = 0; i < vertices; ++i)
        mesh.positions.push_back({coordinate(), coordinate(), coordinate()});
    while (int(mesh.triangles.size()) < triangles) {
        const auto index = [&] { return std::uint32_t(random() % std::uint32_t(vertices)); };
        const std::array<std::uint32_t, 3> t{index(), index(), index()};
        if (t[0] != t[1] && t[1] != t[2] && t[2] != t[0]) mesh.triangles.push_back(t);
    }
    return mesh;
}

/// Single triangles far smaller than the space between them.
inline MeshAsset confetti(int count) {
    std::mt19937 random(11);
    MeshAsset mesh;
    const auto coordinate = [&] { return float(random() % 10000) / 10000.0f - 0.5f; };
    for (int i = 0; i < count; ++i) {
        const Vec3f p{coordinate(), coordinate(), coordinate()};
        const auto first = std::uint32_t(mesh.positions.size());
        for (int k = 0; k < 3; ++k)
            mesh.positions.push_back(
                {p[0] + 0.002f * coordinate(), p[1] + 0.002f * coordinate(), p[2] + 0.002f * coordinate()});
        mesh.triangles.push_back({first, first + 1, first + 2});
    }
    return mesh;
}

}  // namespace espalier

#pragma once

#include <cmath>
#include <numbers>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// A closed box with its own colour at each corner. Corner i has x, y, z at the far end where bits 0, 1, 2 of i are
/// set.
inline MeshAsset box(const Vec3f& min, const Vec3f& max) {
    MeshAsset mesh;
    for (unsigned i = 0; i < 8; ++i) {
        mesh.positions.push_back({i & 1 ? max[0] : min[0], i & 2 ? max[1] : min[1], i & 4 ? max[2] : min[2]});
        mesh.colors.push_back({std::uint8_t(10 + 30 * i), std::uint8_t(255 - 31 * i), std::uint8_t(7 * i), 255});
    }
    mesh.triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                      {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
    mesh.normals = vertexNormals(mesh.positions, mesh.triangles);
    mesh.metallicRoughness.assign(8, {0.25f, 0.75f});
    return mesh;
}

/// A box that no turn or mirror image of itself resembles: its extents and its distance from the origin differ per
/// side.
inline MeshAsset asymmetricBox() {
    return box({-0.125f, -0.5f, -0.3f}, {0.4f, 0.2f, 0.45f});
}

/// A closed sphere of radius 0.5 with 2 * rings * (rings - 1) * 2 triangles and smoothly changing colours.
inline MeshAsset sphere(unsigned rings) {
    MeshAsset mesh;
    const unsigned segments = 2 * rings;
    const auto add = [&mesh](double polar, double turn) {
        const Vec3f n{float(std::sin(polar) * std::cos(turn)), float(std::sin(polar) * std::sin(turn)),
                      float(std::cos(polar))};
        mesh.positions.push_back({n[0] / 2, n[1] / 2, n[2] / 2});
        mesh.normals.push_back(n);
        mesh.colors.push_back(
            {std::uint8_t(127 + 120 * n[0]), std::uint8_t(127 + 120 * n[1]), std::uint8_t(127 + 120 * n[2]), 255});
        return std::uint32_t(mesh.positions.size() - 1);
    };
    const auto north = add(0.0, 0.0);
    for (unsigned r = 1; r < rings; ++r)
        for (unsigned s = 0; s < segments; ++s)
            add(std::numbers::pi * r / rings, 2 * std::numbers::pi * s / segments);
    const auto south = add(std::numbers::pi, 0.0);
    const auto at = [segments](unsigned r, unsigned s) { return 1 + (r - 1) * segments + s % segments; };
    for (unsigned s = 0; s < segments; ++s) {
        mesh.triangles.push_back({north, at(1, s), at(1, s + 1)});
        for (unsigned r = 1; r + 1 < rings; ++r) {
            mesh.triangles.push_back({at(r, s), at(r + 1, s), at(r, s + 1)});
            mesh.triangles.push_back({at(r, s + 1), at(r + 1, s), at(r + 1, s + 1)});
        }
        mesh.triangles.push_back({south, at(rings - 1, s + 1), at(rings - 1, s)});
    }
    return mesh;
}

}  // namespace espalier

#pragma once

#include <algorithm>
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

/// What texturedSphere() shows at a place of its textures: everything changes smoothly, nothing is symmetric.
inline std::array<std::uint8_t, 4> analyticColor(double u, double v) {
    return {std::uint8_t(40 + 200 * u), std::uint8_t(30 + 190 * v), std::uint8_t(220 - 120 * u - 80 * v), 255};
}

/// A sphere of radius 0.5 with a seam, as globes have it, and textures of width x width / 2 by analyticColor();
/// roughness grows with v, metallic with u, and its normal map is flat.
inline MeshAsset texturedSphere(unsigned rings, int width = 256) {
    MeshAsset mesh;
    const unsigned segments = 2 * rings;
    for (unsigned r = 0; r <= rings; ++r) {
        for (unsigned s = 0; s <= segments; ++s) {
            // The last column lies exactly where the first does.
            const double polar = std::numbers::pi * r / rings, turn = 2 * std::numbers::pi * (s % segments) / segments;
            const double out = r % rings == 0 ? 0.0 : std::sin(polar);  // a pole is one place
            const Vec3f n{float(out * std::cos(turn)), float(out * std::sin(turn)), float(std::cos(polar))};
            mesh.positions.push_back({n[0] / 2, n[1] / 2, n[2] / 2});
            mesh.normals.push_back(n);
            mesh.tangents.push_back({float(-std::sin(turn)), float(std::cos(turn)), 0.0f, 1.0f});
            mesh.uvs.push_back({float(s) / float(segments), 1.0f - float(r) / float(rings)});
        }
    }
    const auto at = [segments](unsigned r, unsigned s) { return r * (segments + 1) + s; };
    for (unsigned r = 0; r < rings; ++r) {
        for (unsigned s = 0; s < segments; ++s) {
            if (r > 0) mesh.triangles.push_back({at(r, s), at(r + 1, s), at(r, s + 1)});
            if (r + 1 < rings) mesh.triangles.push_back({at(r, s + 1), at(r + 1, s), at(r + 1, s + 1)});
        }
    }
    PbrTextures textures;
    const int height = width / 2;
    textures.baseColor = ImageBuffer(width, height, 4);
    textures.metallicRoughness = textures.normal = ImageBuffer(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double u = (x + 0.5) / width, v = 1.0 - (y + 0.5) / height;
            const auto color = analyticColor(u, v);
            std::copy(color.begin(), color.end(), textures.baseColor.at(x, y));
            const std::array<std::uint8_t, 3> surface{0, std::uint8_t(20 + 200 * v), std::uint8_t(10 + 200 * u)};
            std::copy(surface.begin(), surface.end(), textures.metallicRoughness.at(x, y));
            constexpr std::array<std::uint8_t, 3> kFlat{128, 128, 255};
            std::copy(kFlat.begin(), kFlat.end(), textures.normal.at(x, y));
        }
    }
    mesh.textures = std::make_shared<PbrTextures>(std::move(textures));
    return mesh;
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

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "inference/asset/image_buffer.h"

namespace espalier {

using Vec3f = std::array<float, 3>;

/// The baked surface of a mesh, as glTF understands it. All pictures cover the same UV square.
struct PbrTextures {
    ImageBuffer baseColor;          ///< RGBA, sRGB
    ImageBuffer metallicRoughness;  ///< RGB: roughness in G, metallic in B, both linear
    ImageBuffer normal;             ///< RGB: tangent space, green along growing v; empty = none
    bool translucent = false;       ///< the alpha of the base colour counts; otherwise the surface is opaque
};

/// A finished triangle mesh in plain buffers. Model space: z up, the object within about [-0.5, 0.5]^3, the camera of
/// the picture looks along +y. Writers turn it into each format's own axes.
struct MeshAsset {
    std::vector<Vec3f> positions;
    std::vector<Vec3f> normals;                           ///< unit, one per position; empty = none
    std::vector<std::array<std::uint32_t, 3>> triangles;  ///< indices into positions

    /// sRGB base colour with alpha, one per position; empty = none (drawn as neutral clay).
    std::vector<std::array<std::uint8_t, 4>> colors;
    /// Metallic and roughness 0..1, one pair per position; empty = none.
    std::vector<std::array<float, 2>> metallicRoughness;

    /// Places in the textures, one per position; (0, 0) is the lower left corner, v grows upwards. Empty = none.
    std::vector<std::array<float, 2>> uvs;
    /// Unit, along growing u; w = +1 or -1, so that cross(normal, tangent) * w goes along growing v. Empty = none.
    std::vector<std::array<float, 4>> tangents;
    /// Stand in for colors and metallicRoughness; need uvs. Null = none.
    std::shared_ptr<const PbrTextures> textures;

    std::size_t vertexCount() const { return positions.size(); }
    std::size_t triangleCount() const { return triangles.size(); }
};

using MeshAssetPtr = std::shared_ptr<const MeshAsset>;

struct Bounds {
    Vec3f min{};
    Vec3f max{};
};

/// Bounds of the positions; all zero for an empty mesh.
Bounds bounds(const MeshAsset& mesh);

struct MeshStatistics {
    std::size_t triangles = 0;
    std::size_t vertices = 0;
    std::size_t components = 0;        ///< connected through shared vertices, unreferenced vertices not counted
    std::size_t boundaryEdges = 0;     ///< edges of one face
    std::size_t nonManifoldEdges = 0;  ///< edges of more than two faces
    bool watertight = false;           ///< no boundary and no non-manifold edge, at least one face
    Bounds box;
};

MeshStatistics statistics(const MeshAsset& mesh);

/// Area-weighted vertex normals from the triangles' winding. Vertices of no triangle get (0, 0, 1).
std::vector<Vec3f> vertexNormals(const std::vector<Vec3f>& positions,
                                 const std::vector<std::array<std::uint32_t, 3>>& triangles);

}  // namespace espalier

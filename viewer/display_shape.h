#pragma once

#include <QByteArray>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "viewer/orbit_camera.h"

namespace espalier {

/// One vertex as the shaders read it (ShapeEntity declares the attributes). Integers are normalised by OpenGL.
struct DisplayVertex {
    Vec3f position;
    std::array<std::int16_t, 4> normal;
    std::array<std::uint16_t, 4> color;   ///< linear: sixteen bits, so that dark colours keep their steps
    std::array<std::uint8_t, 4> surface;  ///< metallic, roughness, openness (255 = nothing occludes), 0
    std::array<float, 2> uv = {};         ///< v grows downwards, as the rows of the textures do
    std::array<std::int16_t, 4> tangent = {};
};
static_assert(sizeof(DisplayVertex) == 48);

/// A shape ready for the graphics card: what the builders make off the GUI thread and the scene swaps in.
struct DisplayShape {
    QByteArray vertices;  ///< DisplayVertex each
    QByteArray indices;   ///< uint32, three per triangle
    Bounds box;
    bool simplified = false;  ///< coarser than the shape it stands for
    bool hasUvs = false;
    std::shared_ptr<const PbrTextures> textures;  ///< stand in for color and surface; null = none
    std::size_t sourceTriangles = 0;              ///< of the shape it stands for; 0 = not known

    std::size_t triangleCount() const { return std::size_t(indices.size()) / (3 * sizeof(std::uint32_t)); }
};

using DisplayShapePtr = std::shared_ptr<const DisplayShape>;

/// Colour of shapes without colours, sRGB.
inline constexpr std::array<std::uint8_t, 4> kClayColor{178, 175, 171, 255};
inline constexpr float kClayRoughness = 0.75f;

float linearFromSrgb(std::uint8_t value);
std::array<std::uint16_t, 4> packColor(const std::array<std::uint8_t, 4>& srgb);
std::array<std::int16_t, 4> packNormal(const Vec3f& unit);
std::array<std::int16_t, 4> packTangent(const std::array<float, 4>& tangent);  ///< unit, and the sign of the bitangent
std::uint8_t packUnit(float value);                                            ///< 0..1 -> 0..255, clamped

/// Copies the vectors and computes the box.
DisplayShape makeDisplayShape(const std::vector<DisplayVertex>& vertices, const std::vector<std::uint32_t>& indices,
                              bool simplified);

/// The nearest point where the ray meets a triangle, from either side. A linear search: for clicks, not for moves.
std::optional<QVector3D> pick(const DisplayShape& shape, const Ray& ray);

}  // namespace espalier

#include "viewer/display_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace espalier {

namespace {

template <typename T>
QByteArray toBytes(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), qsizetype(values.size() * sizeof(T))};
}

QVector3D toVector(const Vec3f& v) {
    return {v[0], v[1], v[2]};
}

/// Moeller and Trumbore; the distance along the ray.
std::optional<float> hitDistance(const Ray& ray, const QVector3D& a, const QVector3D& b, const QVector3D& c) {
    const QVector3D ab = b - a;
    const QVector3D ac = c - a;
    const QVector3D p = QVector3D::crossProduct(ray.direction, ac);
    const float determinant = QVector3D::dotProduct(ab, p);
    if (std::abs(determinant) < std::numeric_limits<float>::min()) return {};
    const QVector3D toOrigin = ray.origin - a;
    const float u = QVector3D::dotProduct(toOrigin, p) / determinant;
    const QVector3D q = QVector3D::crossProduct(toOrigin, ab);
    const float v = QVector3D::dotProduct(ray.direction, q) / determinant;
    const float t = QVector3D::dotProduct(ac, q) / determinant;
    if (u < 0 || v < 0 || u + v > 1 || t <= 0) return {};
    return t;
}

}  // namespace

float linearFromSrgb(std::uint8_t value) {
    const float c = float(value) / 255;
    return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
}

std::array<std::uint16_t, 4> packColor(const std::array<std::uint8_t, 4>& srgb) {
    static const auto table = [] {
        std::array<std::uint16_t, 256> values;
        for (int i = 0; i < 256; ++i)
            values[i] = std::uint16_t(std::lround(linearFromSrgb(std::uint8_t(i)) * 65535));
        return values;
    }();
    return {table[srgb[0]], table[srgb[1]], table[srgb[2]], std::uint16_t(srgb[3] * 257)};
}

std::array<std::int16_t, 4> packNormal(const Vec3f& unit) {
    return packTangent({unit[0], unit[1], unit[2], 0});
}

std::array<std::int16_t, 4> packTangent(const std::array<float, 4>& tangent) {
    const auto pack = [](float value) { return std::int16_t(std::lround(std::clamp(value, -1.0f, 1.0f) * 32767)); };
    return {pack(tangent[0]), pack(tangent[1]), pack(tangent[2]), pack(tangent[3])};
}

std::uint8_t packUnit(float value) {
    return std::uint8_t(std::lround(std::clamp(value, 0.0f, 1.0f) * 255));
}

DisplayShape makeDisplayShape(const std::vector<DisplayVertex>& vertices, const std::vector<std::uint32_t>& indices,
                              bool simplified) {
    DisplayShape shape{toBytes(vertices), toBytes(indices), {}, simplified, false, nullptr};
    if (!vertices.empty()) shape.box = {vertices[0].position, vertices[0].position};
    for (const DisplayVertex& vertex : vertices) {
        for (int axis = 0; axis < 3; ++axis) {
            shape.box.min[axis] = std::min(shape.box.min[axis], vertex.position[axis]);
            shape.box.max[axis] = std::max(shape.box.max[axis], vertex.position[axis]);
        }
    }
    return shape;
}

std::optional<QVector3D> pick(const DisplayShape& shape, const Ray& ray) {
    const auto* vertices = reinterpret_cast<const DisplayVertex*>(shape.vertices.constData());
    const auto* indices = reinterpret_cast<const std::uint32_t*>(shape.indices.constData());
    std::optional<float> nearest;
    for (std::size_t i = 0; i < shape.triangleCount(); ++i, indices += 3) {
        const auto distance =
            hitDistance(ray, toVector(vertices[indices[0]].position), toVector(vertices[indices[1]].position),
                        toVector(vertices[indices[2]].position));
        if (distance && (!nearest || *distance < *nearest)) nearest = distance;
    }
    if (!nearest) return {};
    return ray.origin + ray.direction * *nearest;
}

}  // namespace espalier

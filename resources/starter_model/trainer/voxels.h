#pragma once

#include "resources/starter_model/trainer/scene.h"

// Flexible dual grid of an object; host and device, as scene.h.

namespace espalier::starter {

/// Tokens are cells of a grid of 32^3, voxels of 256^3, over [-0.5, 0.5]^3.
constexpr int kTokenGrid = 32;
constexpr int kVoxelsPerToken = 8;
constexpr int kVoxelGrid = kTokenGrid * kVoxelsPerToken;
/// Cells whose middle is farther from the surface are empty; more than half a diagonal, since distances are bounds.
constexpr float kCellReach = 0.05f;

/// One voxel that the surface passes.
struct SurfaceVoxel {
    float vertex[3];      ///< within the voxel, 0..1
    float crossed[3];     ///< 1 where the edge along the axis that ends in the far corner is crossed
    float attributes[6];  ///< base colour, metallic, roughness, alpha, each 0..1
};

ESPALIER_BOTH Vec cellMiddle(int cell) {
    constexpr float kCell = 1.0f / kTokenGrid;
    const int x = cell / (kTokenGrid * kTokenGrid), y = cell / kTokenGrid % kTokenGrid, z = cell % kTokenGrid;
    return {(static_cast<float>(x) + 0.5f) * kCell - 0.5f, (static_cast<float>(y) + 0.5f) * kCell - 0.5f,
            (static_cast<float>(z) + 0.5f) * kCell - 0.5f};
}

ESPALIER_BOTH Vec voxelCorner(int x, int y, int z) {
    constexpr float kVoxel = 1.0f / kVoxelGrid;
    return {static_cast<float>(x) * kVoxel - 0.5f, static_cast<float>(y) * kVoxel - 0.5f,
            static_cast<float>(z) * kVoxel - 0.5f};
}

constexpr int kVoxelsPerCell = kVoxelsPerToken * kVoxelsPerToken * kVoxelsPerToken;
constexpr int kCornersPerAxis = kVoxelsPerToken + 1;
constexpr int kCornersPerCell = kCornersPerAxis * kCornersPerAxis * kCornersPerAxis;

struct VoxelPlace {
    int x, y, z;
};
ESPALIER_BOTH VoxelPlace voxelPlace(int cell, int voxel) {
    const int x = cell / (kTokenGrid * kTokenGrid), y = cell / kTokenGrid % kTokenGrid, z = cell % kTokenGrid;
    return {x * kVoxelsPerToken + voxel / 64, y * kVoxelsPerToken + voxel / 8 % 8, z * kVoxelsPerToken + voxel % 8};
}
ESPALIER_BOTH Vec cellCorner(int cell, int corner) {
    const VoxelPlace first = voxelPlace(cell, 0);
    return voxelCorner(first.x + corner / 81, first.y + corner / 9 % 9, first.z + corner % 9);
}
/// The distances at a voxel's 8 corners, x in the lowest bit, of those of its cell. False when all have one sign.
ESPALIER_BOTH bool gatherCorners(const float* cellDistances, int voxel, float* corners) {
    const int first = voxel / 64 * 81 + voxel / 8 % 8 * 9 + voxel % 8;
    int inside = 0;
    for (int k = 0; k < 8; ++k) {
        corners[k] = cellDistances[first + (k & 1) * 81 + (k >> 1 & 1) * 9 + (k >> 2 & 1)];
        inside += corners[k] < 0.0f;
    }
    return inside != 0 && inside != 8;
}

/// Minimises the squared distances to the tangent planes at the crossed edges, held near the crossings' mean.
/// `corners`: distances at the 8 corners, x in the lowest bit. False when the surface does not pass.
ESPALIER_BOTH bool dualVertex(const Primitive* program, int count, const float* corners, Vec base, SurfaceVoxel* out) {
    constexpr float kVoxel = 1.0f / kVoxelGrid;
    constexpr float kHold = 0.1f;
    float points[12][3];
    float mean[3] = {0, 0, 0};
    int crossings = 0;
    for (int axis = 0; axis < 3; ++axis) {
        const int along = 1 << axis, first = 1 << (axis + 1) % 3, second = 1 << (axis + 2) % 3;
        for (int edge = 0; edge < 4; ++edge) {
            const int a = (edge & 1 ? first : 0) | (edge & 2 ? second : 0), b = a | along;
            if ((corners[a] < 0.0f) == (corners[b] < 0.0f)) continue;
            float* point = points[crossings++];
            for (int i = 0; i < 3; ++i)
                point[i] = static_cast<float>(a >> i & 1);
            point[axis] = corners[a] / (corners[a] - corners[b]);
            for (int i = 0; i < 3; ++i)
                mean[i] += point[i];
        }
    }
    if (crossings == 0) return false;
    float a[6] = {kHold, 0, 0, kHold, 0, kHold};  // xx xy xz yy yz zz
    float b[3] = {0, 0, 0};
    for (float& m : mean)
        m /= static_cast<float>(crossings);
    for (int i = 0; i < crossings; ++i) {
        const Vec at = base + Vec{points[i][0], points[i][1], points[i][2]} * kVoxel;
        const Vec n = surfaceNormal(program, count, at, 0.1f * kVoxel);
        const float offset =
            n.x * (points[i][0] - mean[0]) + n.y * (points[i][1] - mean[1]) + n.z * (points[i][2] - mean[2]);
        a[0] += n.x * n.x, a[1] += n.x * n.y, a[2] += n.x * n.z, a[3] += n.y * n.y, a[4] += n.y * n.z,
            a[5] += n.z * n.z;
        b[0] += n.x * offset, b[1] += n.y * offset, b[2] += n.z * offset;
    }
    const float c00 = a[3] * a[5] - a[4] * a[4], c01 = a[2] * a[4] - a[1] * a[5], c02 = a[1] * a[4] - a[2] * a[3];
    const float c11 = a[0] * a[5] - a[2] * a[2], c12 = a[1] * a[2] - a[0] * a[4], c22 = a[0] * a[3] - a[1] * a[1];
    const float inverse = 1.0f / (a[0] * c00 + a[1] * c01 + a[2] * c02);
    out->vertex[0] = clamped(mean[0] + (c00 * b[0] + c01 * b[1] + c02 * b[2]) * inverse, 0.0f, 1.0f);
    out->vertex[1] = clamped(mean[1] + (c01 * b[0] + c11 * b[1] + c12 * b[2]) * inverse, 0.0f, 1.0f);
    out->vertex[2] = clamped(mean[2] + (c02 * b[0] + c12 * b[1] + c22 * b[2]) * inverse, 0.0f, 1.0f);
    const bool farInside = corners[7] < 0.0f;
    out->crossed[0] = (corners[6] < 0.0f) != farInside;
    out->crossed[1] = (corners[5] < 0.0f) != farInside;
    out->crossed[2] = (corners[3] < 0.0f) != farInside;
    const Vec at = base + Vec{out->vertex[0], out->vertex[1], out->vertex[2]} * kVoxel;
    const Material m = materialAt(program, count, at);
    const float attributes[6] = {m.colour.x, m.colour.y, m.colour.z, m.metallic, m.roughness, 1.0f};
    for (int i = 0; i < 6; ++i)
        out->attributes[i] = attributes[i];
    return true;
}

}  // namespace espalier::starter

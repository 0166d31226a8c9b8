#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace espalier {

/// Cosines and sines of a rotary position embedding. Interleaved: [N, headDim / 2], pair i is (x[2i], x[2i + 1]).
/// Half-split: [N, headDim], pair i is (x[i], x[i + headDim / 2]), the two halves alike.
struct RopeTable {
    at::Tensor cos;
    at::Tensor sin;

    bool defined() const { return cos.defined(); }
};

/// Table of the 3D interleaved embedding of the flow transformers: headDim / 2 / 3 frequencies freq[0] / freq[1]^(j /
/// n) per axis, axes one after another, pairs left over are not rotated. positions [N, 3] integer voxel indices.
RopeTable ropeTable3d(const at::Tensor& positions, std::int64_t headDim, std::array<double, 2> freq = {1.0, 10000.0});

/// Rotates x [N, heads, D] by an interleaved table.
at::Tensor applyRopeInterleaved(const at::Tensor& x, const RopeTable& table);

/// Rotates x [N, heads, D] by a half-split table.
at::Tensor applyRopeHalfSplit(const at::Tensor& x, const RopeTable& table);

/// Table of DINOv3's axial embedding for rows x columns patches in row-major order: patch centres in [-1, 1], (y, x).
RopeTable ropeTableDino(std::int64_t rows, std::int64_t columns, std::int64_t headDim, double theta,
                        const c10::Device& device);

}  // namespace espalier

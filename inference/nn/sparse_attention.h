#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/nn/attention.h"
#include "inference/nn/forward_context.h"
#include "inference/tensor/sparse_tensor.h"

namespace espalier {

/// How tokens are grouped for attention: every window attends within itself. Windows may overlap; then each token takes
/// its result from one of them. Windows are sorted by length, so that those of equal length go through attention as one
/// batch.
struct TokenWindows {
    at::Tensor order;  ///< [M] int64: tokens, window after window; undefined: all T tokens in their own order
    at::Tensor place;  ///< [T] int64: where in `order` each token takes its result from; undefined as `order`
    std::vector<std::int64_t> offsets;  ///< where each window begins in `order`, and M

    std::size_t count() const { return offsets.size() - 1; }
};

/// Curves through the voxels of a grid of 1,024^3; the transposed ones swap x and y.
enum class SpaceFillingCurve { ZOrder, ZOrderTransposed, Hilbert, HilbertTransposed };

/// Place on the curve (30 bits) of the voxel (x, y, z), of which the low ten bits count.
std::int64_t curvePlace(std::int32_t x, std::int32_t y, std::int32_t z, SpaceFillingCurve curve);

/// One window per batch element.
TokenWindows wholeElements(const CoordSet& set);

/// Cubes of `size` voxels per axis; voxel + `shift`, on each axis, decides the cube.
TokenWindows cubeWindows(const CoordSet& set, std::int64_t size, std::int64_t shift);

/// Pieces of a curve: the voxels of each batch element, shifted by `shiftVoxels` on each axis, sorted along the curve
/// and cut into as many equal parts as parts of `size` would need, beginning at `shiftSequence`; a window is the `size`
/// tokens around a part's middle, the sequence closed to a ring. An element of at most `size` tokens is one window.
TokenWindows curveWindows(const CoordSet& set, std::int64_t size, SpaceFillingCurve curve, std::int64_t shiftSequence,
                          std::int64_t shiftVoxels);

/// Softmax attention within each window; q, k, v [M, H, D] in the order of `windows`. On the CPU one call of
/// at::scaled_dot_product_attention for each distinct length, on a card one for windows of any length; scores are never
/// written out. Returns [M, H, D].
at::Tensor windowAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const TokenWindows& windows,
                           const ForwardContext& context = {});

/// Self-attention within windows. x [T, C] -> [T, C]. The index tensors of `windows` may lie elsewhere than x.
at::Tensor attendWithin(const SelfAttention& attention, const at::Tensor& x, const TokenWindows& windows,
                        const ForwardContext& context = {});

/// The same windows with their index tensors on `device`.
TokenWindows onDevice(TokenWindows windows, c10::Device device);

}  // namespace espalier

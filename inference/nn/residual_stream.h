#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/nn/norm.h"

namespace espalier {

/// The residual stream of a transformer, x [T, C], which layers read through a norm and add to. What is added waits for
/// the next norm, so that on a card one pass over memory does both; on the processor it is added at once. A copy shares
/// the tensor: clone() before two go different ways. Where autograd follows, every sum is a tensor of its own.
class ResidualStream {
public:
    /// `x` is written to. Norms answer in `normType`. `offsets`: rows of each batch element, as in CoordSet; a gate,
    /// scale or shift has one row per batch element, or a single one for all.
    ResidualStream(at::Tensor x, std::vector<std::int64_t> offsets, at::ScalarType normType);

    /// x += gate * h; h [T, C] or [1, C], gate [B, C] or [1, C] float32, undefined = 1.
    void add(at::Tensor h, at::Tensor gate = {});

    /// norm(x) [T, C]
    at::Tensor norm(const LayerNorm& norm) { return normAs(norm, m_normType); }
    at::Tensor normAs(const LayerNorm& norm, at::ScalarType type);
    /// norm(x) * (1 + scale) + shift, the norm without weights.
    at::Tensor modulatedNorm(double eps, const at::Tensor& scale, const at::Tensor& shift);

    /// x with everything added; the stream's own tensor, which the next add() changes.
    const at::Tensor& sum();

    ResidualStream clone();
    /// `count` copies of a stream of one batch element, one after another: as many batch elements, which share gates,
    /// scales and shifts.
    ResidualStream repeated(std::int64_t count);

    const std::vector<std::int64_t>& offsets() const { return m_offsets; }

private:
    /// In training: x [T, C] beside which forRows() broadcasts, and one row of `values` [B, C] or [1, C] for each of
    /// its rows.
    at::Tensor inSegments(const at::Tensor& x) const;
    at::Tensor forRows(const at::Tensor& values);

    /// On a card: adds what waits and writes the norm to `out`, if that is defined.
    void resolve(const LayerNorm& norm, const at::Tensor& scale, const at::Tensor& shift, const at::Tensor& out);

    at::Tensor m_x;
    std::vector<std::int64_t> m_offsets;
    at::ScalarType m_normType;
    bool m_isTrained;
    std::int64_t m_segmentLength = 0;  ///< in training, 0 = they differ
    at::Tensor m_membership;           ///< in training with segments of different lengths: [T, B], one-hot
    at::Tensor m_waiting;              ///< not added yet, undefined = nothing
    at::Tensor m_gate;
};

}  // namespace espalier

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/nn/forward_context.h"
#include "inference/tensor/sparse_ops.h"
#include "inference/tensor/sparse_tensor.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// Sparse 3D convolution with stride 1 on unchanged coordinates (submanifold), kernel 3 or 1.
/// out[p] = bias + sum over k of weight[:, k0, k1, k2, :] x[p + (k0 - 1, k1 - 1, k2 - 1)], existing voxels only.
class SparseConv3d {
public:
    SparseConv3d() = default;
    /// Reads weight [out, k, k, k, in], in the scope's compute type, and bias [out].
    SparseConv3d(const WeightScope& scope, std::int64_t in, std::int64_t out, std::int64_t kernel = 3);
    SparseConv3d(at::Tensor weight, at::Tensor bias);

    /// x.feats [N, in] of the weight's dtype -> [N, out]. Uses the neighbour map kept with x.set. Throws
    /// Error(Internal) when the number of channels differs from the weight, Cancelled between chunks.
    SparseTensor operator()(const SparseTensor& x, const ForwardContext& context = {}) const;

    /// channelToSpace() of the result. On a card nothing is computed for children that do not exist.
    SparseTensor toChildren(const SparseTensor& x, const ChildMap& children, const ForwardContext& context = {}) const;

    /// The result plus channelToSpace(coarse), every channel of which is repeated in place: [a b] -> [a a b b].
    SparseTensor plusCoarse(const SparseTensor& x, const SparseTensor& coarse, const ChildMap& children,
                            const ForwardContext& context = {}) const;

    std::int64_t inChannels() const { return m_inChannels; }
    std::int64_t outChannels() const { return m_outChannels; }

private:
    bool isTrained(const SparseTensor& x) const;
    bool isForKernel(const SparseTensor& x) const;
    void check(const SparseTensor& x) const;
    at::Tensor convolveOnCpu(const SparseTensor& x, const ForwardContext& context) const;
    at::Tensor convolve(const SparseTensor& x, const ForwardContext& context) const;  ///< any device and dtype

    at::Tensor m_weight;  ///< [k^3, in, out]; on the CPU contiguous, on a card a view of [out, k^3, in]
    at::Tensor m_bias;    ///< float32
    std::int64_t m_inChannels = 0;
    std::int64_t m_outChannels = 0;
};

}  // namespace espalier

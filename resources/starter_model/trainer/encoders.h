#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "inference/models/model_config.h"
#include "inference/nn/dense_conv3d.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "inference/nn/sparse_conv.h"
#include "inference/tensor/sparse_ops.h"
#include "inference/tensor/weight_scope.h"

// The halves of the autoencoders that only training needs, of the layers of the decoders they face.

namespace espalier::starter {

/// A normal distribution over latents.
struct LatentCode {
    at::Tensor mean, logVariance;

    at::Tensor sample() const;
    at::Tensor divergence() const;  ///< from the standard normal, mean per number
};

/// Occupancy [B, 1, D, D, D] -> latents [B, latentChannels, D / s, D / s, D / s], s = config.scale().
class StructureEncoder {
public:
    StructureEncoder(const StructureDecoderConfig& decoder, const WeightScope& scope);
    LatentCode operator()(const at::Tensor& occupancy) const;

private:
    struct ResBlock {
        LayerNorm norm1, norm2;
        DenseConv3d conv1, conv2;
        ResBlock(const WeightScope& scope, std::int64_t channels);
        at::Tensor operator()(const at::Tensor& x) const;
    };
    struct Stage {
        ResBlock block;
        std::vector<DenseConv3d> down;  ///< none on the last stage
    };
    DenseConv3d m_input;
    std::vector<Stage> m_stages;
    LayerNorm m_norm;
    DenseConv3d m_output;
};

/// Features of surface voxels [M, in] -> latents [N, latentChannels] of tokens. The way past each space-to-channel
/// block is a learned projection: repeated means, as the decoders have, would leave one number per voxel.
class SparseEncoder {
public:
    SparseEncoder(const SparseUnetConfig& decoder, std::int64_t in, const WeightScope& scope);
    /// `children`: the subdivisions from tokens to voxels, coarse first.
    LatentCode operator()(const at::Tensor& voxelFeatures, const std::vector<ChildMapPtr>& children) const;

private:
    struct ConvNeXt {
        SparseConv3d conv;
        LayerNorm norm;
        Linear mlp0, mlp2;
        ConvNeXt(const WeightScope& scope, std::int64_t channels);
        SparseTensor operator()(const SparseTensor& x) const;
    };
    struct Level {
        ConvNeXt block;
        std::vector<Linear> merge;  ///< of 8 children; none on the coarsest level
    };
    at::ScalarType m_type;
    Linear m_input, m_output;
    std::vector<Level> m_levels;  ///< fine first
};

}  // namespace espalier::starter

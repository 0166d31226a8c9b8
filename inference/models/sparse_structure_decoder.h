#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/models/model_config.h"
#include "inference/nn/dense_conv3d.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/norm.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// Decodes the structure latent into occupancy logits (SparseStructureDecoder). Convolutions between the first and the
/// last layer run in the scope's compute type, all else in float32.
class SparseStructureDecoder {
public:
    SparseStructureDecoder(const StructureDecoderConfig& config, const WeightScope& scope);

    const StructureDecoderConfig& config() const { return m_config; }

    /// z [B, latentChannels, R, R, R] -> logits [B, outChannels, R s, R s, R s], s = config().scale(). Occupied where >
    /// 0. Taps: input_layer, middle_block, blocks.N.
    at::Tensor forward(const at::Tensor& z, const ForwardContext& context = {}) const;

private:
    struct ResBlock {
        LayerNorm norm1, norm2;
        DenseConv3d conv1, conv2;
        ResBlock(const WeightScope& scope, std::int64_t channels);
        at::Tensor operator()(const at::Tensor& x, const ForwardContext& context) const;
    };
    struct Stage {
        std::vector<ResBlock> resBlocks;
        std::vector<DenseConv3d> upsample;  ///< none on the last stage
    };

    StructureDecoderConfig m_config;
    DenseConv3d input_layer;
    std::vector<ResBlock> middle_block;
    std::vector<Stage> m_stages;
    LayerNorm out_layer_norm;  ///< one of the two, by norm_type
    GroupNorm out_group_norm;
    DenseConv3d out_conv;
};

/// Occupied voxels as coordinates [N, 4] int32 (batch, i, j, k), lexicographic, of logits [B, 1, D, D, D]. With
/// `resolution` smaller than D the grid is max-pooled to it first (D must be a multiple).
at::Tensor occupiedCoords(const at::Tensor& logits, std::int64_t resolution);

}  // namespace espalier

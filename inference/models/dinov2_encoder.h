#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// Sizes of a DINOv2 vision transformer; all of them follow from the weights' shapes.
struct DinoV2Config {
    std::int64_t channels = 0;
    std::int64_t hiddenChannels = 0;  ///< of the MLP
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t patchSize = 0;
    std::int64_t positions = 0;  ///< of the grid that the position embedding was trained on, per axis
    std::int64_t registerTokens = 0;

    /// Throws Error(CheckpointCorrupt) when `scope` does not hold such a network.
    static DinoV2Config fromWeights(const WeightScope& scope);
};

/// The DINOv2 vision transformer as TRELLIS uses it (dinov2_vitl14_reg). The layers' matrix products run in the scope's
/// compute type, all else and the residual stream in float32.
class DinoV2Encoder {
public:
    DinoV2Encoder(const DinoV2Config& config, const WeightScope& scope);

    /// From the published state dict, .pth or .safetensors.
    static DinoV2Encoder load(const std::filesystem::path& file, const Placement& placement);

    const DinoV2Config& config() const { return m_config; }

    /// pixelValues [B, 3, H, W] float32, normalised; H and W multiples of the patch size. Returns the condition
    /// [B, 1 + registers + patches, channels]: the last block's output after a layer norm without weights (eps 1e-5);
    /// the checkpoint's own last norm is not applied. Taps: tokens, blocks.N, x_prenorm, x_norm.
    at::Tensor forward(const at::Tensor& pixelValues, const ForwardContext& context = {}) const;

private:
    struct Layer {
        LayerNorm norm1, norm2;
        Linear qkv, proj, fc1, fc2;
        at::Tensor ls1, ls2;  ///< [1, C]
    };

    at::Tensor embed(const at::Tensor& pixelValues) const;
    at::Tensor positionsFor(std::int64_t rows, std::int64_t columns) const;
    at::Tensor attend(const Layer& layer, const at::Tensor& x, const std::vector<std::int64_t>& offsets,
                      const ForwardContext& context) const;

    DinoV2Config m_config;
    at::ScalarType m_computeType;
    at::Tensor cls_token, pos_embed, register_tokens;
    at::Tensor patch_weight, patch_bias;
    std::vector<Layer> m_layers;
    LayerNorm norm;  ///< only for the tap
};

}  // namespace espalier

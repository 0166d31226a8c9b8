#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "inference/models/model_config.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "inference/nn/rope.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// The DINOv3 vision transformer as TRELLIS.2 uses it. Reads the Hugging Face layout
/// ("layer.0.attention.q_proj.weight") and timm's ("blocks.0.attn.qkv.weight") of the same weights. The layers' matrix
/// products run in the scope's compute type, all else and the residual stream in float32.
class DinoV3Encoder {
public:
    /// `scope` is the root of the checkpoint; its keys tell the layout.
    DinoV3Encoder(const DinoV3Config& config, const WeightScope& scope);

    /// From a folder with config.json and model.safetensors. A timm config.json ("architecture":
    /// "vit_large_patch16_dinov3") tells the head size; the other sizes come from the weights' shapes.
    static DinoV3Encoder load(const std::filesystem::path& folder, const Placement& placement);

    /// Sizes for a timm checkpoint. Throws Error(CheckpointCorrupt) for an architecture that is not a dinov3 one.
    static DinoV3Config timmConfig(const std::string& architecture, const WeightScope& scope);

    const DinoV3Config& config() const { return m_config; }

    /// pixelValues [B, 3, H, W] float32, normalised; H and W multiples of the patch size.
    /// Returns the condition [B, 1 + registers + patches, hidden]: last hidden state after a layer norm without weights
    /// (eps 1e-5); the checkpoint's own last norm is not applied. Taps: embeddings, rope_cos, rope_sin,
    /// layer.N.{norm1,attention,layer_scale1,norm2,mlp,layer_scale2}, layer.N.
    at::Tensor forward(const at::Tensor& pixelValues, const ForwardContext& context = {}) const;

private:
    struct Layer {
        LayerNorm norm1, norm2;
        Linear qkv;  ///< query, key and value rows one after another
        Linear o_proj;
        at::Tensor layer_scale1, layer_scale2;  ///< [1, C]
        Linear gate_proj, up_proj, down_proj;
    };

    void readHuggingFace(const WeightScope& scope);
    void readTimm(const WeightScope& scope);
    at::Tensor embed(const at::Tensor& pixelValues) const;
    at::Tensor attend(const Layer& layer, const at::Tensor& x, const std::vector<std::int64_t>& offsets,
                      const RopeTable& rope, const ForwardContext& context) const;
    at::Tensor feedForwardOf(const Layer& layer, const at::Tensor& x, const ForwardContext& context) const;

    DinoV3Config m_config;
    at::ScalarType m_computeType;
    at::Tensor cls_token, register_tokens;
    at::Tensor patch_weight, patch_bias;
    std::vector<Layer> m_layers;
};

/// 8-bit RGB [H, W, 3] -> [1, 3, H, W] float32: divided by 255, ImageNet mean and deviation taken out.
at::Tensor imageNetPixelValues(const at::Tensor& rgb);

}  // namespace espalier

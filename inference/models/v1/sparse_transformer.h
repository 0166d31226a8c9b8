#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "inference/base/json_config.h"
#include "inference/nn/attention.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/residual_stream.h"
#include "inference/nn/sparse_attention.h"
#include "inference/tensor/sparse_tensor.h"
#include "inference/tensor/weight_scope.h"

namespace espalier::v1 {

/// How the blocks of a decoder group their tokens; each but Full alternates from block to block.
enum class AttentionMode {
    Full,           ///< "full": all tokens
    Swin,           ///< "swin": cubes, every second time shifted by half
    ShiftWindow,    ///< "shift_window": pieces of the z-order curve, every second time of shifted voxels
    ShiftSequence,  ///< "shift_sequence": pieces, every second time shifted by half
    ShiftOrder,     ///< "shift_order": pieces of four curves in turn
};

/// The arguments that all decoders of structured latents share.
struct SparseTransformerConfig {
    std::int64_t resolution = 0;  ///< of the latent's voxels, per axis
    std::int64_t modelChannels = 0;
    std::int64_t latentChannels = 0;
    std::int64_t numBlocks = 0;
    std::int64_t numHeads = 0;
    double mlpRatio = 4.0;
    AttentionMode mode = AttentionMode::Swin;
    std::int64_t windowSize = 8;  ///< voxels per axis, or tokens on a curve
    bool qkRmsNorm = false;

    static SparseTransformerConfig parse(const JsonConfig& args);
};

/// The transformer of the first TRELLIS' decoders (SparseTransformerBase). Blocks compute in the scope's compute type;
/// input layer, norms and positions in float32.
class SparseTransformer {
public:
    SparseTransformer(const SparseTransformerConfig& config, const WeightScope& scope);

    const SparseTransformerConfig& config() const { return m_config; }

    /// latent [N, latentChannels] -> [N, modelChannels] float32. Taps: blocks.N.attn, blocks.N.
    SparseTensor forward(const SparseTensor& latent, const ForwardContext& context = {}) const;

private:
    struct Block {
        LayerNorm norm1, norm2;
        SelfAttention attn;
        Linear mlp0, mlp2;

        Block(const WeightScope& scope, const SparseTransformerConfig& config);
        void operator()(ResidualStream& x, const TokenWindows& windows, const ForwardContext& context) const;
    };

    /// The groupings that blocks take in turn.
    std::vector<TokenWindows> windowsFor(const CoordSet& set) const;

    SparseTransformerConfig m_config;
    at::ScalarType m_computeType;
    c10::Device m_device;
    Linear input_layer;
    std::vector<Block> blocks;
};

}  // namespace espalier::v1

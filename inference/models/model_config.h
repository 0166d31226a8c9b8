#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "inference/base/json_config.h"

namespace espalier {

/// A model's JSON file {"name": class, "args": {...}}.
struct ModelFile {
    std::string className;
    JsonConfig args;

    /// Throws as JsonConfig::read, and Error(CheckpointCorrupt) when name or args are missing.
    static ModelFile read(const std::filesystem::path& json);

    /// Throws Error(CheckpointCorrupt) naming the file, the class found and the classes that would do.
    void requireClass(std::initializer_list<const char*> names) const;
};

/// Arguments of SparseStructureFlowModel and SLatFlowModel, which both generations of TRELLIS call so.
struct FlowConfig {
    std::int64_t resolution = 0;
    std::int64_t inChannels = 0;
    std::int64_t outChannels = 0;
    std::int64_t modelChannels = 0;
    std::int64_t condChannels = 0;
    std::int64_t numBlocks = 0;
    std::int64_t numHeads = 0;
    double mlpRatio = 4.0;
    bool rope = false;  ///< pe_mode "rope", else "ape"
    std::array<double, 2> ropeFreq{1.0, 10000.0};
    bool shareMod = false;
    bool qkRmsNorm = false;
    bool qkRmsNormCross = false;
    bool modulationOffset = true;  ///< with shared modulation each block adds its own; the first TRELLIS does not

    // Of the first TRELLIS.
    std::int64_t patchSize = 1;                 ///< dense model: voxels per axis that make one token
    std::vector<std::int64_t> ioBlockChannels;  ///< sparse model: of its convolutional stages, each halving the grid
    std::int64_t numIoResBlocks = 2;            ///< per stage and side
    bool skipConnections = true;                ///< from the stages before the transformer to those after it

    /// Of TRELLIS.2.
    static FlowConfig parse(const JsonConfig& args);
    /// Of the first TRELLIS, dense or sparse.
    static FlowConfig parseV1(const JsonConfig& args);
    std::int64_t patchVolume() const { return patchSize * patchSize * patchSize; }
};

/// norm_type: of the output layer only; the reference's residual blocks use layer norm whatever it says.
enum class VolumeNorm { Layer, Group };

/// Arguments of SparseStructureDecoder.
struct StructureDecoderConfig {
    std::int64_t outChannels = 0;
    std::int64_t latentChannels = 0;
    std::int64_t numResBlocks = 0;
    std::int64_t numResBlocksMiddle = 2;
    std::vector<std::int64_t> channels;
    VolumeNorm norm = VolumeNorm::Layer;

    static StructureDecoderConfig parse(const JsonConfig& args);
    /// How many times finer the decoded grid is than the latent's.
    std::int64_t scale() const { return std::int64_t{1} << (channels.size() - 1); }
};

/// Arguments of SparseUnetVaeDecoder and FlexiDualGridVaeDecoder.
struct SparseUnetConfig {
    std::int64_t resolution = 0;  ///< dual grid decoder only; the grid really decoded follows from tokens and levels
    std::int64_t outChannels = 0;
    std::int64_t latentChannels = 0;
    std::vector<std::int64_t> modelChannels;
    std::vector<std::int64_t> numBlocks;
    std::vector<double> mlpRatio;  ///< of the ConvNeXt blocks, per level
    bool predSubdiv = true;
    double voxelMargin = 0.5;  ///< dual grid decoder only

    /// `className` decides between the two classes. Block types other than SparseConvNeXtBlock3d and
    /// SparseResBlockC2S3d are refused by name.
    static SparseUnetConfig parse(const std::string& className, const JsonConfig& args);
    std::int64_t upLevels() const { return static_cast<std::int64_t>(modelChannels.size()) - 1; }
};

/// What config.json of a DINOv3 encoder says (Hugging Face names).
struct DinoV3Config {
    std::int64_t hiddenSize = 384;
    std::int64_t intermediateSize = 1536;
    std::int64_t numLayers = 12;
    std::int64_t numHeads = 6;
    std::int64_t patchSize = 16;
    std::int64_t numChannels = 3;
    std::int64_t numRegisterTokens = 0;
    double layerNormEps = 1e-5;
    double ropeTheta = 100.0;
    bool gatedMlp = false;
    bool siluActivation = false;  ///< hidden_act "silu", else "gelu" (erf)
    bool queryBias = true;
    bool keyBias = false;
    bool valueBias = true;
    bool projBias = true;
    bool mlpBias = true;

    /// A Hugging Face configuration, model_type "dinov3_vit".
    static DinoV3Config parse(const JsonConfig& config);
};

}  // namespace espalier

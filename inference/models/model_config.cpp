#include "inference/models/model_config.h"

#include <algorithm>
#include <initializer_list>

#include "inference/models/model_args.h"

namespace espalier {

namespace {

std::string joined(std::initializer_list<const char*> names) {
    std::string text;
    for (const char* name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

/// Weights are computed in float32 on the CPU whatever they are stored in; the name must still be one that is known.
void checkDtype(const JsonConfig& args) {
    constexpr std::array<const char*, 8> kNames{"f16", "fp16", "float16", "bf16", "bfloat16", "f32", "fp32", "float32"};
    const auto dtype = args.get<std::string>("dtype", "float32");
    if (std::find(kNames.begin(), kNames.end(), dtype) == kNames.end())
        args.complain("dtype", "is \"" + dtype + "\", which Espalier does not know");
}

}  // namespace

void refuseUnknown(const JsonConfig& args, std::initializer_list<const char*> known) {
    for (const auto& [key, value] : args.json().items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            args.complain(key, "is an option that Espalier does not know");
}

std::int64_t positive(const JsonConfig& args, const std::string& key) {
    const auto value = args.get<std::int64_t>(key);
    if (value <= 0) args.complain(key, "must be positive");
    return value;
}

std::vector<std::int64_t> positiveList(const JsonConfig& args, const std::string& key, std::int64_t least) {
    auto list = args.get<std::vector<std::int64_t>>(key);
    if (list.empty()) args.complain(key, "is empty");
    for (const std::int64_t value : list)
        if (value < least) args.complain(key, "has an entry below " + std::to_string(least));
    return list;
}

void requireAbsolutePositions(const JsonConfig& args) {
    const auto mode = args.get<std::string>("pe_mode", "ape");
    if (mode != "ape") args.complain("pe_mode", "is \"" + mode + "\", where TRELLIS only computes \"ape\"");
}

std::int64_t headsOf(const JsonConfig& args, std::int64_t channels, std::int64_t unit) {
    const auto headChannels = args.get<std::int64_t>("num_head_channels", 64);
    const std::int64_t heads = args.has("num_heads") ? positive(args, "num_heads")
                               : headChannels > 0    ? channels / headChannels
                                                     : 0;
    if (heads < 1 || channels % heads != 0 || (channels / heads) % unit != 0)
        args.complain("num_heads", unit == 1 ? "does not divide model_channels"
                                             : "does not divide model_channels into heads of an even size");
    return heads;
}

double mlpRatioOf(const JsonConfig& args) {
    const auto ratio = args.get<double>("mlp_ratio", 4.0);
    if (!(ratio > 0.0)) args.complain("mlp_ratio", "must be positive");
    return ratio;
}

ModelFile ModelFile::read(const std::filesystem::path& json) {
    const JsonConfig config = JsonConfig::read(json);
    return {config.get<std::string>("name"), config.object("args")};
}

void ModelFile::requireClass(std::initializer_list<const char*> names) const {
    for (const char* name : names)
        if (className == name) return;
    throw Error(ErrorCode::CheckpointCorrupt,
                args.file().string() + " describes a " + className + " where " + joined(names) + " is needed.",
                "Check that pipeline.json names the right files, or download the model again.");
}

FlowConfig FlowConfig::parse(const JsonConfig& args) {
    refuseUnknown(args, {"resolution", "in_channels", "model_channels", "cond_channels", "out_channels", "num_blocks",
                         "num_heads", "num_head_channels", "mlp_ratio", "pe_mode", "rope_freq", "dtype",
                         "use_checkpoint", "share_mod", "initialization", "qk_rms_norm", "qk_rms_norm_cross"});
    checkDtype(args);
    FlowConfig config;
    config.resolution = positive(args, "resolution");
    config.inChannels = positive(args, "in_channels");
    config.outChannels = positive(args, "out_channels");
    config.modelChannels = positive(args, "model_channels");
    config.condChannels = positive(args, "cond_channels");
    config.numBlocks = positive(args, "num_blocks");
    config.numHeads = headsOf(args, config.modelChannels, /*unit=*/2);
    config.mlpRatio = mlpRatioOf(args);
    const auto mode = args.get<std::string>("pe_mode", "ape");
    if (mode != "rope" && mode != "ape") args.complain("pe_mode", "is \"" + mode + "\", neither \"rope\" nor \"ape\"");
    config.rope = mode == "rope";
    config.ropeFreq = args.get<std::array<double, 2>>("rope_freq", {1.0, 10000.0});
    config.shareMod = args.get<bool>("share_mod", false);
    config.qkRmsNorm = args.get<bool>("qk_rms_norm", false);
    config.qkRmsNormCross = args.get<bool>("qk_rms_norm_cross", false);
    return config;
}

FlowConfig FlowConfig::parseV1(const JsonConfig& args) {
    refuseUnknown(args, {"resolution", "in_channels", "model_channels", "cond_channels", "out_channels", "num_blocks",
                         "num_heads", "num_head_channels", "mlp_ratio", "patch_size", "num_io_res_blocks",
                         "io_block_channels", "pe_mode", "use_fp16", "use_checkpoint", "use_skip_connection",
                         "share_mod", "qk_rms_norm", "qk_rms_norm_cross"});
    FlowConfig config;
    config.resolution = positive(args, "resolution");
    config.inChannels = positive(args, "in_channels");
    config.outChannels = positive(args, "out_channels");
    config.modelChannels = positive(args, "model_channels");
    config.condChannels = positive(args, "cond_channels");
    config.numBlocks = positive(args, "num_blocks");
    config.numHeads = headsOf(args, config.modelChannels, /*unit=*/1);
    config.mlpRatio = mlpRatioOf(args);
    requireAbsolutePositions(args);
    config.shareMod = args.get<bool>("share_mod", false);
    config.modulationOffset = false;
    config.qkRmsNorm = args.get<bool>("qk_rms_norm", false);
    config.qkRmsNormCross = args.get<bool>("qk_rms_norm_cross", false);
    config.patchSize = args.get<std::int64_t>("patch_size", 2);
    if (config.patchSize < 1) args.complain("patch_size", "must be positive");
    config.numIoResBlocks = args.get<std::int64_t>("num_io_res_blocks", 2);
    if (config.numIoResBlocks < 1) args.complain("num_io_res_blocks", "must be positive");
    if (args.has("io_block_channels")) config.ioBlockChannels = positiveList(args, "io_block_channels", 1);
    config.skipConnections = args.get<bool>("use_skip_connection", true);
    if (config.ioBlockChannels.empty()) return config;
    if (config.patchSize != std::int64_t{1} << config.ioBlockChannels.size())
        args.complain("patch_size", "is not 2 to the number of io_block_channels");
    if (config.shareMod) args.complain("share_mod", "does not go together with io_block_channels");
    return config;
}

StructureDecoderConfig StructureDecoderConfig::parse(const JsonConfig& args) {
    refuseUnknown(args, {"out_channels", "latent_channels", "num_res_blocks", "num_res_blocks_middle", "channels",
                         "norm_type", "use_fp16"});
    StructureDecoderConfig config;
    config.outChannels = positive(args, "out_channels");
    config.latentChannels = positive(args, "latent_channels");
    config.numResBlocks = positive(args, "num_res_blocks");
    config.numResBlocksMiddle = args.get<std::int64_t>("num_res_blocks_middle", 2);
    config.channels = positiveList(args, "channels", 1);
    const auto norm = args.get<std::string>("norm_type", "layer");
    if (norm != "layer" && norm != "group")
        args.complain("norm_type", "is \"" + norm + "\", neither \"layer\" nor \"group\"");
    config.norm = norm == "group" ? VolumeNorm::Group : VolumeNorm::Layer;
    constexpr std::int64_t kGroups = 32;
    if (config.norm == VolumeNorm::Group && config.channels.back() % kGroups != 0)
        args.complain("channels", "does not end with a multiple of 32, which norm_type \"group\" needs");
    return config;
}

SparseUnetConfig SparseUnetConfig::parse(const std::string& className, const JsonConfig& args) {
    const bool dualGrid = className == "FlexiDualGridVaeDecoder";
    if (dualGrid)
        refuseUnknown(args, {"resolution", "model_channels", "latent_channels", "num_blocks", "block_type",
                             "up_block_type", "block_args", "voxel_margin", "use_fp16"});
    else
        refuseUnknown(args, {"out_channels", "model_channels", "latent_channels", "num_blocks", "block_type",
                             "up_block_type", "block_args", "use_fp16", "pred_subdiv"});
    SparseUnetConfig config;
    config.resolution = dualGrid ? positive(args, "resolution") : 0;
    config.outChannels = dualGrid ? 7 : positive(args, "out_channels");
    config.latentChannels = positive(args, "latent_channels");
    config.modelChannels = positiveList(args, "model_channels", 1);
    config.numBlocks = positiveList(args, "num_blocks", 0);
    config.predSubdiv = dualGrid || args.get<bool>("pred_subdiv", true);
    config.voxelMargin = args.get<double>("voxel_margin", 0.5);

    const std::size_t levels = config.modelChannels.size();
    const auto blockTypes = args.get<std::vector<std::string>>("block_type");
    const auto upTypes = args.get<std::vector<std::string>>("up_block_type");
    const auto blockArgs = args.get<std::vector<nlohmann::json>>("block_args");
    if (config.numBlocks.size() != levels) args.complain("num_blocks", "has not one entry per level");
    if (blockTypes.size() < levels) args.complain("block_type", "has not one entry per level");
    if (upTypes.size() + 1 < levels) args.complain("up_block_type", "has not one entry between two levels");
    if (blockArgs.size() < levels) args.complain("block_args", "has not one entry per level");
    for (std::size_t i = 0; i < levels; ++i) {
        if (config.numBlocks[i] > 0 && blockTypes[i] != "SparseConvNeXtBlock3d")
            args.complain("block_type", "names a " + blockTypes[i] + ", a block that Espalier does not know");
        if (i + 1 < levels && upTypes[i] != "SparseResBlockC2S3d")
            args.complain("up_block_type", "names a " + upTypes[i] + ", a block that Espalier does not know");
        const JsonConfig block(args.file(), blockArgs[i], "args.block_args." + std::to_string(i) + ".");
        refuseUnknown(block, {"use_checkpoint", "mlp_ratio"});
        config.mlpRatio.push_back(block.get<double>("mlp_ratio", 4.0));
        const auto& channels = config.modelChannels;
        if (i + 1 < levels && (channels[i] % 8 != 0 || channels[i + 1] % (channels[i] / 8) != 0))
            args.complain("model_channels", "cannot be split into 8 children between levels " + std::to_string(i) +
                                                " and " + std::to_string(i + 1));
    }
    return config;
}

DinoV3Config DinoV3Config::parse(const JsonConfig& json) {
    const auto type = json.get<std::string>("model_type");
    if (type != "dinov3_vit") json.complain("model_type", "is \"" + type + "\" where \"dinov3_vit\" is needed");
    DinoV3Config config;
    config.hiddenSize = json.get<std::int64_t>("hidden_size", config.hiddenSize);
    config.intermediateSize = json.get<std::int64_t>("intermediate_size", config.intermediateSize);
    config.numLayers = json.get<std::int64_t>("num_hidden_layers", config.numLayers);
    config.numHeads = json.get<std::int64_t>("num_attention_heads", config.numHeads);
    config.patchSize = json.get<std::int64_t>("patch_size", config.patchSize);
    config.numChannels = json.get<std::int64_t>("num_channels", config.numChannels);
    config.numRegisterTokens = json.get<std::int64_t>("num_register_tokens", config.numRegisterTokens);
    config.layerNormEps = json.get<double>("layer_norm_eps", config.layerNormEps);
    config.ropeTheta = json.get<double>("rope_theta", config.ropeTheta);
    config.gatedMlp = json.get<bool>("use_gated_mlp", config.gatedMlp);
    config.queryBias = json.get<bool>("query_bias", config.queryBias);
    config.keyBias = json.get<bool>("key_bias", config.keyBias);
    config.valueBias = json.get<bool>("value_bias", config.valueBias);
    config.projBias = json.get<bool>("proj_bias", config.projBias);
    config.mlpBias = json.get<bool>("mlp_bias", config.mlpBias);
    const auto activation = json.get<std::string>("hidden_act", "gelu");
    if (activation != "gelu" && activation != "silu")
        json.complain("hidden_act", "is \"" + activation + "\", neither \"gelu\" nor \"silu\"");
    config.siluActivation = activation == "silu";
    if (config.numHeads < 1 || config.hiddenSize % config.numHeads != 0 || config.hiddenSize / config.numHeads % 4 != 0)
        json.complain("num_attention_heads", "does not divide hidden_size into heads of a multiple of 4");
    if (config.numChannels != 3) json.complain("num_channels", "is not 3");
    if (config.patchSize < 1) json.complain("patch_size", "must be positive");
    return config;
}

}  // namespace espalier

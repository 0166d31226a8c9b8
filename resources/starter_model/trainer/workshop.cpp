#include "resources/starter_model/trainer/workshop.h"

#include <ATen/ATen.h>

#include <fstream>

#include "inference/base/error.h"
#include "inference/tensor/safetensors.h"

namespace espalier::starter {

namespace {

using nlohmann::json;

/// Models by the trainer's name: the published class, the published file, the name in pipeline.json.
struct PublishedModel {
    const char* network;
    const char* className;
    const char* file;
    const char* inPipeline;
};
constexpr std::array kModels{
    PublishedModel{"structure_decoder", "SparseStructureDecoder", "ss_dec_starter", "sparse_structure_decoder"},
    PublishedModel{"structure_flow", "SparseStructureFlowModel", "ss_flow_img_dit_starter",
                   "sparse_structure_flow_model"},
    PublishedModel{"shape_decoder", "FlexiDualGridVaeDecoder", "shape_dec_starter", "shape_slat_decoder"},
    PublishedModel{"shape_flow", "SLatFlowModel", "slat_flow_img2shape_dit_starter", "shape_slat_flow_model_512"},
    PublishedModel{"texture_decoder", "SparseUnetVaeDecoder", "tex_dec_starter", "tex_slat_decoder"},
    PublishedModel{"texture_flow", "SLatFlowModel", "slat_flow_imgshape2tex_dit_starter", "tex_slat_flow_model_512"}};

/// Absolute positions, not rotary ones: with these alone neither voxels nor patches know where they are, and must, to
/// find each other.
json flowSizes(int resolution, int in, int out, int channels, int condition, int blocks, int heads) {
    return {{"resolution", resolution},   {"in_channels", in},
            {"out_channels", out},        {"model_channels", channels},
            {"cond_channels", condition}, {"num_blocks", blocks},
            {"num_heads", heads},         {"mlp_ratio", 4},
            {"pe_mode", "ape"},           {"share_mod", true},
            {"initialization", "scaled"}, {"qk_rms_norm", true},
            {"qk_rms_norm_cross", true}};
}

json sparseSizes(const std::vector<int>& channels, const std::vector<int>& blocks, int latent) {
    return {{"model_channels", channels},
            {"latent_channels", latent},
            {"num_blocks", blocks},
            {"block_type", std::vector<std::string>(channels.size(), "SparseConvNeXtBlock3d")},
            {"up_block_type", std::vector<std::string>(channels.size() - 1, "SparseResBlockC2S3d")},
            {"block_args", std::vector<json>(channels.size(), json::object())},
            {"use_fp16", false}};
}

json encoderSizes(int hidden, int layers, int heads) {
    return {{"architectures", {"DINOv3ViTModel"}},
            {"model_type", "dinov3_vit"},
            {"patch_size", 16},
            {"hidden_size", hidden},
            {"intermediate_size", 4 * hidden},
            {"num_hidden_layers", layers},
            {"num_attention_heads", heads},
            {"hidden_act", "gelu"},
            {"layer_norm_eps", 1e-5},
            {"rope_theta", 100.0},
            {"num_channels", 3},
            {"num_register_tokens", 4},
            {"query_bias", true},
            {"key_bias", false},
            {"value_bias", true},
            {"proj_bias", true},
            {"mlp_bias", true},
            {"use_gated_mlp", false}};
}

json decoderArgs(json shape, json texture, json structure, json encoder) {
    shape["resolution"] = 256;
    texture["out_channels"] = 6;
    texture["pred_subdiv"] = false;
    return {{"shape_decoder", shape},
            {"texture_decoder", texture},
            {"structure_decoder", structure},
            {"image_encoder", encoder}};
}

json readJson(const std::filesystem::path& file) {
    return JsonConfig::read(file).json();
}

void writeText(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out)
        throw Error(ErrorCode::FileWrite, "Cannot write " + file.string() + ".",
                    "Check the disk and the folder's permissions.");
}

std::vector<float> numbersOf(const at::Tensor& row) {
    const at::Tensor flat = row.to(at::kCPU, at::kFloat).contiguous().flatten();
    return {flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel()};
}

/// As it is stored: int8 rows with a scale, or float16.
std::map<std::string, at::Tensor> compressed(const TensorSource& weights) {
    constexpr std::int64_t kFewNumbers = 4096;
    std::map<std::string, at::Tensor> stored;
    for (const auto& [key, info] : weights.entries()) {
        const at::Tensor weight = weights.tensor(key).cpu();
        if (weight.dim() < 2 || weight.numel() < kFewNumbers) {
            stored[key] = weight.to(at::kHalf);
            continue;
        }
        const at::Tensor rows = weight.flatten(1);
        const at::Tensor scale = rows.abs().amax(1).clamp_min(1e-12) / 127.0;
        stored[key] = (rows / scale.unsqueeze(1)).round().to(at::kChar).view(weight.sizes());
        stored[key + ".scale"] = scale;
    }
    return stored;
}

json sampler(int steps, double strength, double rescale, std::array<double, 2> interval, double rescaleT) {
    return {{"name", "FlowEulerGuidanceIntervalSampler"},
            {"args", {{"sigma_min", 1e-5}}},
            {"params",
             {{"steps", steps},
              {"guidance_strength", strength},
              {"guidance_rescale", rescale},
              {"guidance_interval", interval},
              {"rescale_t", rescaleT}}}};
}

}  // namespace

json standardSizes() {
    json sizes =
        decoderArgs(sparseSizes({128, 64, 32, 16}, {2, 2, 1, 0}, 16), sparseSizes({64, 64, 32, 32}, {2, 1, 1, 1}, 16),
                    {{"out_channels", 1},
                     {"latent_channels", 8},
                     {"num_res_blocks", 1},
                     {"num_res_blocks_middle", 1},
                     {"channels", {96, 48, 24}},
                     {"norm_type", "layer"},
                     {"use_fp16", false}},
                    encoderSizes(256, 6, 4));
    sizes["structure_flow"] = flowSizes(8, 8, 8, 320, 256, 7, 5);
    sizes["shape_flow"] = flowSizes(32, 16, 16, 256, 256, 5, 4);
    sizes["texture_flow"] = flowSizes(32, 32, 16, 192, 256, 5, 3);
    sizes["image_size"] = 512;
    return sizes;
}

json tinySizes() {
    json sizes =
        decoderArgs(sparseSizes({32, 16, 16, 8}, {1, 1, 0, 0}, 4), sparseSizes({16, 16, 16, 16}, {1, 0, 0, 0}, 4),
                    {{"out_channels", 1},
                     {"latent_channels", 4},
                     {"num_res_blocks", 1},
                     {"num_res_blocks_middle", 1},
                     {"channels", {16, 8, 8}},
                     {"norm_type", "layer"},
                     {"use_fp16", false}},
                    encoderSizes(32, 1, 2));
    sizes["structure_flow"] = flowSizes(8, 4, 4, 48, 32, 2, 2);
    sizes["shape_flow"] = flowSizes(32, 4, 4, 48, 32, 1, 2);
    sizes["texture_flow"] = flowSizes(32, 8, 4, 48, 32, 1, 2);
    sizes["image_size"] = 64;
    return sizes;
}

Workshop::Workshop(std::filesystem::path folder, json sizes, c10::Device device, std::uint64_t seed)
    : m_folder(std::move(folder)), m_device(device), m_seed(seed) {
    std::filesystem::create_directories(m_folder);
    const std::filesystem::path notes = m_folder / "notes.json";
    m_notes = std::filesystem::exists(notes)
                  ? readJson(notes)
                  : json{{"sizes", std::move(sizes)}, {"steps", json::object()}, {"latents", json::object()}};
    m_sizes = m_notes.at("sizes");
}

Placement Workshop::placement() const {
    return {m_device, m_device.is_cpu() ? at::kFloat : at::kBFloat16};
}

Parameters& Workshop::parameters(const std::string& network) {
    std::shared_ptr<Parameters>& slot = m_parameters[network];
    if (!slot) {
        slot = std::make_shared<Parameters>(network, m_device, m_seed);
        const std::filesystem::path file = m_folder / (network + ".safetensors");
        if (std::filesystem::exists(file)) slot->load(file);
    }
    return *slot;
}

JsonConfig Workshop::argsOf(const std::string& network) const {
    return JsonConfig(m_folder / "notes.json", m_sizes.at(network), "sizes." + network + ".");
}

FlowConfig Workshop::flowConfig(const std::string& network) const {
    return FlowConfig::parse(argsOf(network));
}
StructureDecoderConfig Workshop::structureDecoderConfig() const {
    return StructureDecoderConfig::parse(argsOf("structure_decoder"));
}
SparseUnetConfig Workshop::sparseDecoderConfig(const std::string& kind) const {
    return SparseUnetConfig::parse(kind == "shape" ? "FlexiDualGridVaeDecoder" : "SparseUnetVaeDecoder",
                                   argsOf(kind + "_decoder"));
}
DinoV3Config Workshop::imageEncoderConfig() const {
    return DinoV3Config::parse(argsOf("image_encoder"));
}

LatentScale Workshop::latentScale(const std::string& kind) const {
    if (!m_notes.at("latents").contains(kind))
        throw Error(ErrorCode::InvalidRequest,
                    "The " + kind + " autoencoder in " + m_folder.string() + " is not finished.",
                    "Run the phase " + kind + "-vae to its end first.");
    const auto row = [&](const char* what) {
        const auto numbers = m_notes.at("latents").at(kind).at(what).get<std::vector<float>>();
        return at::tensor(at::ArrayRef<float>(numbers)).unsqueeze(0).to(m_device);
    };
    return {row("mean"), row("std")};
}

void Workshop::setLatentScale(const std::string& kind, const LatentScale& scale) {
    m_notes["latents"][kind] = {{"mean", numbersOf(scale.mean)}, {"std", numbersOf(scale.deviation)}};
    writeNotes();
}

std::int64_t Workshop::stepsOf(const std::string& phase) const {
    return m_notes.at("steps").value(phase, std::int64_t{0});
}

void Workshop::save(const std::string& phase, std::int64_t steps, const std::vector<std::string>& networks) {
    for (const std::string& network : networks)
        parameters(network).save(m_folder / (network + ".safetensors"));
    m_notes["steps"][phase] = steps;
    writeNotes();
}

void Workshop::writeNotes() const {
    const std::filesystem::path file = m_folder / "notes.json", part = file.string() + ".part";
    writeText(part, m_notes.dump(1));
    std::filesystem::rename(part, file);
}

void publish(Workshop& workshop, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "ckpts");
    std::filesystem::create_directories(folder / "dinov3");
    const auto weightsOf = [&](const std::string& network) {
        const auto weights = workshop.parameters(network).averaged();
        if (weights->entries().empty())
            throw Error(ErrorCode::InvalidRequest,
                        "The network " + network + " in " + workshop.folder().string() + " was not trained yet.",
                        "Run all phases before publishing.");
        return weights;
    };
    json models;
    for (const PublishedModel& model : kModels) {
        const std::filesystem::path stem = folder / "ckpts" / model.file;
        writeText(stem.string() + ".json",
                  json{{"name", model.className}, {"args", workshop.sizes().at(model.network)}}.dump(4));
        writeSafetensors(stem.string() + ".safetensors", compressed(*weightsOf(model.network)));
        models[model.inPipeline] = std::string("ckpts/") + model.file;
    }
    writeText(folder / "dinov3" / "config.json", workshop.sizes().at("image_encoder").dump(2));
    writeSafetensors(folder / "dinov3" / "model.safetensors", compressed(*weightsOf("image_encoder")));

    const auto normalization = [&](const std::string& kind) {
        const LatentScale scale = workshop.latentScale(kind);
        return json{{"mean", numbersOf(scale.mean)}, {"std", numbersOf(scale.deviation)}};
    };
    const json args{{"models", models},
                    {"sparse_structure_sampler", sampler(12, 3.0, 0.7, {0.6, 1.0}, 5.0)},
                    {"shape_slat_sampler", sampler(12, 2.0, 0.5, {0.6, 1.0}, 3.0)},
                    {"tex_slat_sampler", sampler(12, 1.0, 0.0, {0.6, 0.9}, 3.0)},
                    {"shape_slat_normalization", normalization("shape")},
                    {"tex_slat_normalization", normalization("texture")},
                    {"image_cond_model",
                     {{"name", "DinoV3FeatureExtractor"}, {"args", {{"model_name", "dinov3"}, {"image_size", 512}}}}},
                    {"rembg_model", {{"name", "BiRefNet"}, {"args", {{"model_name", "ZhengPeng7/BiRefNet"}}}}},
                    {"low_vram", true},
                    {"default_pipeline_type", "512"},
                    {"starter",
                     {{"structure_resolution", 32},
                      {"voxel_resolution", 256},
                      {"note", "decoders upsample x8: pass resolution 256 (not 512) to decode_latent"}}}};
    writeText(folder / "pipeline.json", json{{"name", "Trellis2ImageTo3DPipeline"}, {"args", args}}.dump(4));
}

}  // namespace espalier::starter

// random_model DIR [--tokens N]: writes a model of the published size and layout with random weights (16 GB), for
// measuring whole jobs and the card's memory where the real weights are not at hand. What it generates is noise with
// about the usual number of voxels: every voxel keeps the four of its eight children that a flat surface would.
// N: structure tokens of a job with 32^3 token grid (default 2,400). Needs a card, which draws the numbers.

#include <c10/core/InferenceMode.h>

#include <cstdio>
#include <fstream>

#include "inference/device/cuda_loader.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/tensor/safetensors.h"
#include "tests/support/random_weights.h"

namespace espalier {
namespace {

const std::filesystem::path kKeysFile = ESPALIER_SOURCE_DIR "/tests/data/models/full_size_keys.json";
const c10::Device kCard(c10::kCUDA, 0);
constexpr const char* kEncoder = "image_cond_model (DINOv3 ViT-L/16)";

using Tensors = std::map<std::string, at::Tensor>;

void writeText(const std::filesystem::path& file, const nlohmann::json& value) {
    std::ofstream(file) << value.dump(1) << "\n";
}

Tensors weightsOf(const test::RandomNetwork& network) {
    Tensors tensors;
    for (const auto& [key, info] : network.entries())
        if (key != "rope_phases") tensors[key] = network.tensor(key);  // a buffer that no file holds
    return tensors;
}

void write(const std::filesystem::path& stem, const Tensors& tensors, at::ScalarType type) {
    Tensors stored;
    for (const auto& [key, tensor] : tensors)
        stored[key] = tensor.to(type).cpu();
    writeSafetensors(stem.string() + ".safetensors", stored);
    std::printf("%s.safetensors\n", stem.c_str());
}

/// Shifts the decoder's last bias until about `tokens` cells of the 32^3 grid are occupied.
void limitOccupancy(Tensors& weights, const test::RandomNetwork& network, std::int64_t tokens) {
    constexpr std::int64_t kLatentSide = 16;
    const auto table = std::make_shared<TensorTable>("structure decoder", weights);
    const SparseStructureDecoder decoder(StructureDecoderConfig::parse(network.args()), WeightScope(table, kCard));
    const at::Tensor latent =
        at::randn({1, 8, kLatentSide, kLatentSide, kLatentSide}, at::TensorOptions().device(kCard));
    const at::Tensor cells = at::max_pool3d(decoder.forward(latent), 2).flatten();
    const at::Tensor limit = std::get<0>(cells.sort(0, /*descending=*/true))[tokens];
    weights.at("out_layer.2.bias").sub_(limit);
}

/// Makes the shape decoder keep the children 0 to 3, which lie in one plane, whatever it computes.
void keepHalf(Tensors& weights) {
    for (auto& [key, tensor] : weights) {
        if (key.ends_with("to_subdiv.weight")) tensor.zero_();
        if (key.ends_with("to_subdiv.bias")) tensor.copy_(at::tensor({1, 1, 1, 1, -1, -1, -1, -1}));
    }
}

nlohmann::json sampler(double guidance, double rescale, double from, double to, double rescaleT) {
    return {{"name", "FlowEulerGuidanceIntervalSampler"},
            {"args", {{"sigma_min", 1e-5}}},
            {"params",
             {{"steps", 12},
              {"guidance_strength", guidance},
              {"guidance_rescale", rescale},
              {"guidance_interval", {from, to}},
              {"rescale_t", rescaleT}}}};
}

nlohmann::json normalization() {
    return {{"mean", std::vector<double>(32, 0.0)}, {"std", std::vector<double>(32, 1.0)}};
}

void run(const std::filesystem::path& folder, std::int64_t tokens) {
    const c10::InferenceMode inferenceMode;
    std::filesystem::create_directories(folder / "ckpts");
    std::filesystem::create_directories(folder / "dinov3");
    nlohmann::json models;
    for (const char* name : {"sparse_structure_flow_model", "shape_slat_flow_model_512", "shape_slat_flow_model_1024",
                             "tex_slat_flow_model_512", "tex_slat_flow_model_1024", "sparse_structure_decoder",
                             "shape_slat_decoder", "tex_slat_decoder"}) {
        const test::RandomNetwork network(kKeysFile, name, kCard);
        Tensors weights = weightsOf(network);
        const bool isFlow = std::string(name).find("flow") != std::string::npos;
        if (std::string(name) == "sparse_structure_decoder") limitOccupancy(weights, network, tokens);
        if (std::string(name) == "shape_slat_decoder") keepHalf(weights);
        write(folder / "ckpts" / name, weights, isFlow ? at::kBFloat16 : at::kHalf);
        writeText(folder / "ckpts" / (std::string(name) + ".json"),
                  {{"name", network.className()}, {"args", network.args().json()}});
        models[name] = std::string("ckpts/") + name;
    }
    const test::RandomNetwork encoder(kKeysFile, kEncoder, kCard);
    write(folder / "dinov3" / "model", weightsOf(encoder), at::kFloat);
    writeText(folder / "dinov3" / "config.json", encoder.args().json());
    writeText(folder / "pipeline.json",
              {{"name", "Trellis2ImageTo3DPipeline"},
               {"args",
                {{"models", models},
                 {"sparse_structure_sampler", sampler(7.5, 0.7, 0.6, 1.0, 5.0)},
                 {"shape_slat_sampler", sampler(7.5, 0.5, 0.6, 1.0, 3.0)},
                 {"tex_slat_sampler", sampler(1.0, 0.0, 0.6, 0.9, 3.0)},
                 {"shape_slat_normalization", normalization()},
                 {"tex_slat_normalization", normalization()},
                 {"image_cond_model", {{"name", "DinoV3FeatureExtractor"}, {"args", {{"model_name", "dinov3"}}}}},
                 {"default_pipeline_type", "1024_cascade"}}}});
}

}  // namespace
}  // namespace espalier

int main(int argc, char** argv) {
    std::filesystem::path folder;
    std::int64_t tokens = 2400;
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--tokens" && i + 1 < argc)
            tokens = std::stoll(argv[++i]);
        else
            folder = argv[i];
    }
    if (folder.empty()) {
        std::fprintf(stderr, "usage: random_model DIR [--tokens N]\n");
        return 2;
    }
    try {
        if (const std::string& problem = espalier::loadCuda(); !problem.empty())
            throw espalier::Error(espalier::ErrorCode::DeviceUnavailable, problem);
        espalier::run(folder, tokens);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "random_model: %s\n", error.what());
        return 1;
    }
}

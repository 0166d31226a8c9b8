#include "inference/pipeline/pipeline_config_v1.h"

#include <cstdlib>
#include <vector>

#include "inference/base/error.h"
#include "inference/pipeline/model_places.h"

namespace fs = std::filesystem;

namespace espalier {
namespace {

constexpr const char* kFirst = "TrellisImageTo3DPipeline";
constexpr const char* kSecond = "Trellis2ImageTo3DPipeline";
constexpr const char* kText = "TrellisTextTo3DPipeline";

PipelineGeneration generationOf(const JsonConfig& file) {
    const auto name = file.get<std::string>("name");
    if (name == kSecond) return PipelineGeneration::Second;
    if (name == kFirst) return PipelineGeneration::First;
    if (name == kText)
        throw Error(ErrorCode::CheckpointCorrupt,
                    "The model in " + file.file().parent_path().string() +
                        " makes 3D objects from words, and Espalier makes them from pictures.",
                    "Choose TRELLIS' image model (TRELLIS-image-large) instead.");
    file.complain("name", "is \"" + name + "\", not a pipeline Espalier can run (" + kFirst + ", " + kSecond + ")");
}

SamplerConfig parseSampler(const JsonConfig& args, const std::string& key) {
    const JsonConfig sampler = args.object(key);
    SamplerConfig config;
    if (sampler.has("args")) config.sigmaMin = sampler.object("args").get("sigma_min", config.sigmaMin);
    config.params = parseSamplerParamsV1(sampler.get<std::string>("name"), sampler.object("params"));
    return config;
}

/// The name of the file that PyTorch's hub downloads: "dinov2_vitl14_reg" -> "dinov2_vitl14_reg4_pretrain".
std::string hubFileName(const std::string& encoder) {
    return encoder + (encoder.ends_with("_reg") ? "4_pretrain" : "_pretrain");
}

std::vector<fs::path> encoderFolders(const fs::path& root) {
    const fs::path parent = fs::absolute(root / "").parent_path().parent_path();
    std::vector<fs::path> folders{root / "dinov2", root, parent / "dinov2", parent};
    const auto told = [](const char* variable) {
        return std::string(std::getenv(variable) ? std::getenv(variable) : "");
    };
    if (!told("TORCH_HOME").empty()) folders.push_back(fs::path(told("TORCH_HOME")) / "hub" / "checkpoints");
    if (!told("HOME").empty()) folders.push_back(fs::path(told("HOME")) / ".cache" / "torch" / "hub" / "checkpoints");
    return folders;
}

}  // namespace

PipelineGeneration pipelineGeneration(const fs::path& root) {
    return generationOf(JsonConfig::read(root / "pipeline.json"));
}

SamplerParams parseSamplerParamsV1(const std::string& className, const JsonConfig& params) {
    const bool guided = className == "FlowEulerCfgSampler" || className == "FlowEulerGuidanceIntervalSampler";
    if (!guided && className != "FlowEulerSampler")
        params.complain("name", "is not a sampler Espalier knows: " + className);
    SamplerParams p;
    p.steps = params.get("steps", 50);
    p.rescaleT = params.get("rescale_t", 1.0);
    p.guidanceStrength = guided ? params.get("cfg_strength", 3.0) : 0.0;
    if (className == "FlowEulerGuidanceIntervalSampler")
        p.guidanceInterval = params.get("cfg_interval", p.guidanceInterval);
    if (p.steps < 1) params.complain("steps", "is below 1");
    if (!(p.rescaleT > 0.0)) params.complain("rescale_t", "is not positive");
    return p;
}

SamplerParams forSampleFlow(SamplerParams params) {
    params.guidanceStrength += 1.0;
    params.guidanceRescale = 0.0;
    return params;
}

PipelineConfigV1 PipelineConfigV1::read(const fs::path& root) {
    const JsonConfig file = JsonConfig::read(root / "pipeline.json");
    if (generationOf(file) != PipelineGeneration::First) file.complain("name", "is not that of the first TRELLIS");
    const JsonConfig args = file.object("args");
    PipelineConfigV1 config;
    config.root = root;
    config.models = args.get<std::map<std::string, std::string>>("models");
    for (const char* model : {kStructureFlow, kStructureDecoder, kLatentFlow})
        if (!config.has(model)) args.object("models").complain(model, "is missing");
    config.structure = parseSampler(args, "sparse_structure_sampler");
    config.latent = parseSampler(args, "slat_sampler");
    config.normalization = parseNormalization(args, "slat_normalization");
    config.encoderName = args.get<std::string>("image_cond_model");
    return config;
}

fs::path PipelineConfigV1::stemOf(const std::string& model) const {
    const auto found = models.find(model);
    if (found == models.end())
        throw Error(ErrorCode::ModelNotFound, (root / "pipeline.json").string() + " names no " + model + ".",
                    "Choose another kind of output, or another model.");
    return findModelStem(root, model, found->second);
}

fs::path PipelineConfigV1::encoderFile() const {
    const std::string name = hubFileName(encoderName);
    for (const fs::path& folder : encoderFolders(root))
        for (const char* ending : {".safetensors", ".pth"}) {
            std::error_code ignored;
            if (fs::path file = folder / (name + ending); fs::is_regular_file(file, ignored)) return file;
        }
    throw Error(ErrorCode::ModelNotFound,
                "The image encoder is missing: " + (root / "dinov2" / (name + ".pth")).string() + ".",
                "Download " + name + ".pth (DINOv2) and put it there.");
}

}  // namespace espalier

#include "inference/pipeline/pipeline_config.h"

#include <algorithm>
#include <array>
#include <utility>

#include "inference/pipeline/model_places.h"

namespace fs = std::filesystem;

namespace espalier {
namespace {

constexpr std::array<std::string_view, 8> kKnownModels{
    model_name::kStructureFlow,   model_name::kStructureDecoder, model_name::kShapeFlow512,
    model_name::kShapeFlow1024,   model_name::kShapeDecoder,     model_name::kTextureFlow512,
    model_name::kTextureFlow1024, model_name::kTextureDecoder,
};

const std::string& shapeFlowFor(PipelineType type) {
    static const std::string k512 = model_name::kShapeFlow512, k1024 = model_name::kShapeFlow1024;
    return type == PipelineType::k512 ? k512 : k1024;
}

const std::string& textureFlowFor(PipelineType type) {
    static const std::string k512 = model_name::kTextureFlow512, k1024 = model_name::kTextureFlow1024;
    return type == PipelineType::k512 ? k512 : k1024;
}

bool isCascade(PipelineType type) {
    return type == PipelineType::k1024Cascade || type == PipelineType::k1536Cascade;
}

SamplerConfig parseSampler(const JsonConfig& args, const std::string& key) {
    const JsonConfig sampler = args.object(key);
    SamplerConfig config;
    if (sampler.has("args")) config.sigmaMin = sampler.object("args").get("sigma_min", config.sigmaMin);
    config.params = parseSamplerParams(sampler.get<std::string>("name"), sampler.object("params"));
    return config;
}

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

/// "facebook/dinov3-vitl16-pretrain-lvd1689m" -> "timm/vit_large_patch16_dinov3.lvd1689m": the same weights without a
/// gate.
std::string timmName(const std::string& encoderName) {
    constexpr std::array<std::pair<const char*, const char*>, 5> kSizes{{
        {"vits16plus", "small_plus"},
        {"vits16", "small"},
        {"vitb16", "base"},
        {"vitl16", "large"},
        {"vith16plus", "huge_plus"},
    }};
    for (const auto& [published, size] : kSizes)
        if (encoderName.find(std::string("dinov3-") + published + "-") != std::string::npos)
            return std::string("timm/vit_") + size + "_patch16_dinov3.lvd1689m";
    return {};
}

}  // namespace

LatentNormalization parseNormalization(const JsonConfig& args, const std::string& key) {
    const JsonConfig object = args.object(key);
    LatentNormalization n{object.get<std::vector<float>>("mean"), object.get<std::vector<float>>("std")};
    if (n.mean.empty() || n.mean.size() != n.deviation.size()) object.complain("std", "does not fit mean");
    if (std::any_of(n.deviation.begin(), n.deviation.end(), [](float d) { return !(d > 0.0f); }))
        object.complain("std", "holds a value that is not positive");
    return n;
}

SamplerParams parseSamplerParams(const std::string& className, const JsonConfig& params) {
    SamplerParams p;
    p.steps = params.get("steps", 50);
    p.rescaleT = params.get("rescale_t", 1.0);
    const bool guided = className == "FlowEulerCfgSampler" || className == "FlowEulerGuidanceIntervalSampler";
    if (!guided && className != "FlowEulerSampler")
        params.complain("name", "is not a sampler Espalier knows: " + className);
    p.guidanceStrength = guided ? params.get("guidance_strength", 3.0) : 1.0;
    p.guidanceRescale = guided ? params.get("guidance_rescale", 0.0) : 0.0;
    if (className == "FlowEulerGuidanceIntervalSampler")
        p.guidanceInterval = params.get("guidance_interval", p.guidanceInterval);
    if (p.steps < 1) params.complain("steps", "is below 1");
    if (!(p.rescaleT > 0.0)) params.complain("rescale_t", "is not positive");
    return p;
}

PipelineConfig PipelineConfig::read(const fs::path& root) {
    const JsonConfig file = JsonConfig::read(root / "pipeline.json");
    const auto className = file.get<std::string>("name");
    if (className != "Trellis2ImageTo3DPipeline")
        file.complain("name", "is \"" + className + "\", not a pipeline Espalier can run (Trellis2ImageTo3DPipeline)");
    const JsonConfig args = file.object("args");
    PipelineConfig config;
    config.root = root;
    config.models = args.get<std::map<std::string, std::string>>("models");
    std::erase_if(config.models, [](const auto& model) {
        return std::find(kKnownModels.begin(), kKnownModels.end(), model.first) == kKnownModels.end();
    });
    config.structure = parseSampler(args, "sparse_structure_sampler");
    config.shape = parseSampler(args, "shape_slat_sampler");
    config.texture = parseSampler(args, "tex_slat_sampler");
    config.shapeLatent = parseNormalization(args, "shape_slat_normalization");
    config.textureLatent = parseNormalization(args, "tex_slat_normalization");
    const JsonConfig encoder = args.object("image_cond_model");
    if (const auto encoderClass = encoder.get<std::string>("name"); encoderClass != "DinoV3FeatureExtractor")
        encoder.complain("name", "is \"" + encoderClass + "\", not DinoV3FeatureExtractor");
    config.encoderName = encoder.object("args").get<std::string>("model_name");
    const auto typeName = args.get("default_pipeline_type", std::string("1024_cascade"));
    const auto type = pipelineTypeFromName(typeName);
    if (!type || *type == PipelineType::k256)
        args.complain("default_pipeline_type", "is \"" + typeName + "\", not a type Espalier knows");
    config.defaultType = *type;
    return config;
}

bool PipelineConfig::supports(PipelineType type) const {
    return type != PipelineType::k256 && has(model_name::kStructureFlow) && has(model_name::kStructureDecoder) &&
           has(model_name::kShapeDecoder) && has(shapeFlowFor(type)) &&
           (!isCascade(type) || has(model_name::kShapeFlow512));
}

bool PipelineConfig::supportsTexture(PipelineType type) const {
    return supports(type) && has(textureFlowFor(type)) && has(model_name::kTextureDecoder);
}

std::vector<std::string> PipelineConfig::modelsFor(PipelineType type, bool withTexture) const {
    std::vector<std::string> names{model_name::kStructureFlow, model_name::kStructureDecoder};
    if (isCascade(type)) names.push_back(model_name::kShapeFlow512);
    names.push_back(shapeFlowFor(type));
    names.push_back(model_name::kShapeDecoder);
    if (withTexture) {
        names.push_back(textureFlowFor(type));
        names.push_back(model_name::kTextureDecoder);
    }
    return names;
}

std::vector<std::string> PipelineConfig::leaseOrder(PipelineType type, bool withTexture) const {
    std::vector<std::string> order;
    for (const std::string& name : modelsFor(type, withTexture)) {
        // Between a cascade's two passes the shape decoder tells where the fine tokens are.
        if (isCascade(type) && name == shapeFlowFor(type)) order.emplace_back(model_name::kShapeDecoder);
        order.push_back(name);
    }
    return order;
}

fs::path PipelineConfig::stemOf(const std::string& model) const {
    const auto found = models.find(model);
    if (found == models.end())
        throw Error(ErrorCode::ModelNotFound, (root / "pipeline.json").string() + " names no " + model + ".",
                    "Choose a pipeline type that this model offers, or another model.");
    return findModelStem(root, model, found->second);
}

fs::path PipelineConfig::encoderDir() const {
    for (const auto& name : {encoderName, timmName(encoderName)}) {
        if (name.empty()) continue;
        for (const fs::path& dir : placesFor(root, name))
            if (isFile(dir / "config.json") || isFile(dir / "model.safetensors")) return dir;
    }
    throw Error(
        ErrorCode::ModelNotFound,
        "The image encoder is missing: " + (root / encoderName).string() + " holds no config.json.",
        "Download " + encoderName + " (Hugging Face or timm) and put it inside or beside " + root.string() + ".");
}

}  // namespace espalier

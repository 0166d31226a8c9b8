#include "inference/pipeline/job_pipeline.h"

#include "inference/base/error.h"
#include "inference/meshing/texture_bake.h"
#include "inference/pipeline/asset_maker.h"
#include "inference/pipeline/job_plan.h"
#include "inference/pipeline/model_footprint.h"
#include "inference/pipeline/trellis_v1_pipeline.h"
#include "inference/pipeline/trellis_v2_pipeline.h"
#include "inference/pipeline/v1_assets.h"

namespace espalier {
namespace {

void require(bool fine, const std::string& message, const char* hint) {
    if (!fine) throw Error(ErrorCode::InvalidRequest, message, hint);
}

void requireFrom(const PipelineConfigV1& config, const GenerateRequest& request) {
    const std::string model = "The model in " + config.root.string();
    require(request.type.value_or(PipelineType::k256) == PipelineType::k256, model + " has type 256 only.",
            "Leave the type out.");
    require(config.has(PipelineConfigV1::kMeshDecoder), model + " has no decoder of meshes.", "Choose another model.");
    require(!request.gaussians || config.has(PipelineConfigV1::kGaussianDecoder), model + " has no Gaussians.",
            "Ask for the mesh alone, or choose another model.");
    require(!request.radianceField || config.has(PipelineConfigV1::kRadianceFieldDecoder),
            model + " has no radiance field.", "Ask for the mesh alone, or choose another model.");
}

void requireFrom(const PipelineConfig& config, const GenerateRequest& request) {
    const std::string model = "The model in " + config.root.string();
    require(request.moreViews.empty(), model + " takes one picture.",
            "Leave the others out, or choose the first TRELLIS (TRELLIS-image-large).");
    require(!request.gaussians, model + " has no Gaussians.",
            "Ask for the mesh alone, or choose the first TRELLIS (TRELLIS-image-large).");
    require(!request.radianceField, model + " has no radiance field.",
            "Ask for the mesh alone, or choose the first TRELLIS (TRELLIS-image-large).");
}

/// Textures are nearer to the object with the colours of its Gaussians than with the mesh decoder's, so they are
/// decoded for those too.
bool needsGaussians(const PipelineConfigV1& config, const GenerateRequest& request) {
    const bool bakes = !request.raw && !request.geometryOnly && request.asset.textureSize > 0 && canBakeTextures();
    return request.gaussians || (bakes && config.has(PipelineConfigV1::kGaussianDecoder));
}

ModelFootprint footprint(const PipelineConfigV1& config, const GenerateRequest& request) {
    return readFootprint(config, needsGaussians(config, request), request.radianceField);
}

ModelFootprint footprint(const PipelineConfig& config, const GenerateRequest& request) {
    return readFootprint(config, request.type.value_or(config.defaultType), !request.geometryOnly);
}

TrellisV1Job jobFrom(const PipelineConfigV1& config, const GenerateRequest& request) {
    TrellisV1Job job{.images = {request.image},
                     .keepBackground = request.keepBackground,
                     .views = request.views,
                     .seed = request.seed,
                     .structure = request.structure,
                     .latent = request.shape,
                     .gaussians = needsGaussians(config, request),
                     .radianceField = request.radianceField,
                     .previewEvery = request.previewEvery};
    job.images.insert(job.images.end(), request.moreViews.begin(), request.moreViews.end());
    if (request.raw)
        job.afterwards = {{Stage::Finish, 0.0}};
    else
        job.afterwards = assetCosts(kUsualFacesV1, request.asset, !request.geometryOnly);
    return job;
}

PipelineOutput runJob(TrellisV1Pipeline& pipeline, const GenerateRequest& request, const RunContext& context) {
    TrellisV1Result result = pipeline.run(jobFrom(pipeline.config(), request), context);
    const TrellisV1Sample& sample = result.samples.front();
    const std::span<const float> colours =
        request.geometryOnly ? std::span<const float>() : std::span<const float>(sample.meshAttributes);
    PipelineOutput output;
    auto raw = std::make_shared<RawResult>(rawResult(*sample.mesh, colours, sample.meshResolution));
    raw->gaussians = sample.gaussians;
    raw->radianceField = sample.radianceField;
    output.raw = std::move(raw);
    output.preparedImage = std::move(result.preparedImages.front());
    output.type = PipelineType::k256;
    output.tokens = sample.tokens;
    output.voxels = static_cast<std::int64_t>(output.raw->coords.size());
    output.stageSeconds = std::move(result.stageSeconds);
    return output;
}

PipelineOutput runJob(TrellisV2Pipeline& pipeline, const GenerateRequest& request, const RunContext& context) {
    TrellisV2Result result = pipeline.run(request, context);
    return {.raw = std::move(result.raw),
            .latents = std::move(result.latents),
            .preparedImage = std::move(result.preparedImage),
            .type = request.type.value_or(pipeline.config().defaultType),
            .tokens = result.tokens,
            .voxels = result.voxels,
            .stageSeconds = std::move(result.stageSeconds),
            .notes = std::move(result.notes)};
}

}  // namespace

ModelConfig readModelConfig(const std::filesystem::path& root) {
    if (pipelineGeneration(root) == PipelineGeneration::First) return PipelineConfigV1::read(root);
    return PipelineConfig::read(root);
}

void requireOffered(const ModelConfig& config, const GenerateRequest& request) {
    std::visit([&](const auto& known) { requireFrom(known, request); }, config);
}

ModelFootprint footprintOf(const ModelConfig& config, const GenerateRequest& request) {
    return std::visit([&](const auto& known) { return footprint(known, request); }, config);
}

JobPipeline::JobPipeline(ModelConfig config, const ComputeSettings& settings) {
    if (auto* first = std::get_if<PipelineConfigV1>(&config))
        m_pipeline = std::make_unique<TrellisV1Pipeline>(std::move(*first), settings);
    else
        m_pipeline = std::make_unique<TrellisV2Pipeline>(std::move(std::get<PipelineConfig>(config)), settings);
}

JobPipeline::~JobPipeline() = default;

const std::filesystem::path& JobPipeline::root() const {
    return std::visit([](const auto& pipeline) -> const std::filesystem::path& { return pipeline->config().root; },
                      m_pipeline);
}

const ComputeSettings& JobPipeline::settings() const {
    return std::visit([](const auto& pipeline) -> const ComputeSettings& { return pipeline->settings(); }, m_pipeline);
}

void JobPipeline::setMemory(MemoryMode mode) {
    std::visit([mode](const auto& pipeline) { pipeline->setMemory(mode); }, m_pipeline);
}

PipelineOutput JobPipeline::run(const GenerateRequest& request, const RunContext& context) {
    return std::visit([&](const auto& pipeline) { return runJob(*pipeline, request, context); }, m_pipeline);
}

}  // namespace espalier

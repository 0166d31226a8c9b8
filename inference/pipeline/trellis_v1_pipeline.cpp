#include "inference/pipeline/trellis_v1_pipeline.h"

#include "inference/base/error.h"
#include "inference/models/dinov2_encoder.h"
#include "inference/models/dinov3_encoder.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v1/slat_decoders.h"
#include "inference/models/v1/slat_flow.h"
#include "inference/pipeline/flow_euler_sampler.h"
#include "inference/pipeline/image_preprocess.h"
#include "inference/pipeline/job_plan.h"
#include "inference/pipeline/preview_builder.h"
#include "inference/pipeline/stage_clock.h"
#include "inference/pipeline/step_pacer.h"
#include "inference/pipeline/structure_previews.h"
#include "inference/pipeline/v1_assets.h"
#include "inference/pipeline/view_guidance.h"
#include "inference/tensor/rng.h"

namespace espalier {
namespace {

constexpr int kImageSide = 518;

/// One job: the state that its stages hand to each other.
class Run {
public:
    Run(ModelStoreV1& store, const TrellisV1Job& job, const RunContext& context, TrellisV1Trace* trace)
        : m_store(store), m_config(store.config()), m_job(job), m_context(context), m_trace(trace), m_noise(job.seed) {}

    TrellisV1Result run();

private:
    void load();
    void encode(const std::vector<ImageBuffer>& images);
    std::vector<at::Tensor> sampleStructures();
    at::Tensor sampleStructure(const at::Tensor& noise, int sample);
    std::vector<SparseTensor> sampleLatents(const std::vector<at::Tensor>& structures);
    TrellisV1Sample decode(const SparseTensor& latent);

    at::Tensor draw(at::IntArrayRef shape);
    at::Tensor rowTensor(const std::vector<float>& values) const;
    void requireFinite(const at::Tensor& x, const char* model) const;
    ForwardContext forwardContext() const { return ForwardContext(m_context); }

    ModelStoreV1& m_store;
    const PipelineConfigV1& m_config;
    const TrellisV1Job& m_job;
    const RunContext& m_context;
    TrellisV1Trace* m_trace;
    NoiseSource m_noise;
    SamplerParams m_structureParams, m_latentParams;
    JobPlan m_plan;
    std::optional<PreviewBuilder> m_previews;
    StageClock m_clock;
    std::vector<at::Tensor> m_conditions;  ///< one [1, T, C] per picture
};

at::Tensor Run::rowTensor(const std::vector<float>& values) const {
    return at::tensor(at::ArrayRef<float>(values)).unsqueeze(0).to(m_store.device());
}

at::Tensor Run::draw(at::IntArrayRef shape) {
    at::Tensor noise = m_noise.randn(shape);
    if (m_trace) m_trace->noise.push_back(noise);
    return noise.to(m_store.device());
}

void Run::requireFinite(const at::Tensor& x, const char* model) const {
    if (at::isfinite(x).all().item<bool>()) return;
    throw Error(
        ErrorCode::CheckpointCorrupt,
        "The network in " + m_config.stemOf(model).string() + ".safetensors computes values that are not numbers.",
        "The file is damaged: download it again.");
}

void Run::load() {
    std::vector<std::string> models{PipelineConfigV1::kStructureFlow, PipelineConfigV1::kStructureDecoder,
                                    PipelineConfigV1::kLatentFlow};
    if (m_job.mesh) models.emplace_back(PipelineConfigV1::kMeshDecoder);
    if (m_job.gaussians) models.emplace_back(PipelineConfigV1::kGaussianDecoder);
    if (m_job.radianceField) models.emplace_back(PipelineConfigV1::kRadianceFieldDecoder);
    m_structureParams = forSampleFlow(m_job.structure.appliedTo(m_config.structure.params));
    m_latentParams = forSampleFlow(m_job.latent.appliedTo(m_config.latent.params));
    const JobWorkV1 work{.structureEvaluations = m_job.samples * evaluationCount(m_structureParams),
                         .latentEvaluations = m_job.samples * evaluationCount(m_latentParams),
                         .pictures = static_cast<int>(m_job.images.size()),
                         .samples = m_job.samples,
                         .withMesh = m_job.mesh,
                         .afterwards = m_job.afterwards};
    m_plan = JobPlan(m_config, work);
    m_context.plan(m_plan.costs());
    m_previews.emplace(m_context, m_plan, m_job.previewEvery);
    m_store.prepare(models, m_context);
}

void Run::encode(const std::vector<ImageBuffer>& images) {
    m_context.report(Stage::Encode, 0, 1);
    const auto encoder = m_store.encoder();
    for (const ImageBuffer& prepared : images) {
        const ImageBuffer image = resizeLanczos(prepared, kImageSide, kImageSide, m_context);
        const at::Tensor rgb = at::from_blob(const_cast<std::uint8_t*>(image.pixels.data()),
                                             {image.height, image.width, image.channels}, at::kByte);
        m_conditions.push_back(
            encoder->forward(imageNetPixelValues(rgb.slice(2, 0, 3)).to(m_store.device()), forwardContext()));
        if (!at::isfinite(m_conditions.back()).all().item<bool>())
            throw Error(
                ErrorCode::CheckpointCorrupt,
                "The image encoder in " + m_config.encoderFile().string() + " computes values that are not numbers.",
                "The file is damaged: download it again.");
    }
    if (m_trace) m_trace->conditions = m_conditions;
}

at::Tensor Run::sampleStructure(const at::Tensor& noise, int sample) {
    const auto flow = m_store.structureFlow();
    const auto decoder = m_store.structureDecoder();
    const FlowField field = viewField(*flow, m_conditions, m_job.views, flow->runner(), forwardContext());
    const std::int64_t grid = noise.size(2) * decoder->config().scale();
    StructurePreviews previews(decoder, grid, m_store.device(), *m_previews, forwardContext());
    StepPacer pacer(m_store.device(), m_context);
    return sampleFlow(field, noise, m_structureParams, m_config.structure.sigmaMin, [&](const FlowStep& step) {
        pacer.step();
        m_context.report(Stage::Structure, sample * step.of + step.step, m_job.samples * step.of);
        if (sample == 0) previews.offer(step.step, step.of, step.x0);
    });
}

/// The occupied voxels [n, 4] of each sample, with batch index 0.
std::vector<at::Tensor> Run::sampleStructures() {
    m_context.report(Stage::Structure, 0, m_structureParams.steps * m_job.samples);
    const FlowConfig config = m_store.structureFlow()->config();
    const std::int64_t side = config.resolution;
    const at::Tensor noise = draw({m_job.samples, config.inChannels, side, side, side});
    std::vector<at::Tensor> latents;
    for (int sample = 0; sample < m_job.samples; ++sample)
        latents.push_back(sampleStructure(noise.narrow(0, sample, 1), sample));
    requireFinite(at::cat(latents), PipelineConfigV1::kStructureFlow);

    m_clock.begin(Stage::StructureDecode);
    const auto decoder = m_store.structureDecoder();
    std::vector<at::Tensor> structures, logits;
    for (const at::Tensor& latent : latents) {
        m_context.report(Stage::StructureDecode, int(structures.size()), m_job.samples);
        logits.push_back(decoder->forward(latent, forwardContext()));
        requireFinite(logits.back(), PipelineConfigV1::kStructureDecoder);
        structures.push_back(occupiedCoords(logits.back(), logits.back().size(2)));
        if (structures.back().size(0) == 0)
            throw Error(ErrorCode::EmptyResult, "The model sees no object in this picture.",
                        "Try another seed, or a picture in which one object stands out clearly.");
    }
    if (m_trace) {
        m_trace->structureLatents = at::cat(latents);
        m_trace->structureLogits = at::cat(logits);
        std::vector<at::Tensor> numbered;
        for (std::size_t s = 0; s < structures.size(); ++s) {
            numbered.push_back(structures[s].clone());
            numbered.back().select(1, 0).fill_(static_cast<std::int64_t>(s));
        }
        m_trace->coords = at::cat(numbered);
    }
    m_context.report(Stage::StructureDecode, m_job.samples, m_job.samples);
    return structures;
}

std::vector<SparseTensor> Run::sampleLatents(const std::vector<at::Tensor>& structures) {
    m_context.report(Stage::Shape, 0, m_latentParams.steps * m_job.samples);
    const auto flow = m_store.latentFlow();
    std::int64_t voxels = 0;
    for (const at::Tensor& structure : structures)
        voxels += structure.size(0);
    const at::Tensor noise = draw({voxels, flow->config().inChannels});
    const at::Tensor mean = rowTensor(m_config.normalization.mean);
    const at::Tensor deviation = rowTensor(m_config.normalization.deviation);
    std::vector<SparseTensor> latents;
    std::int64_t begin = 0;
    for (std::size_t sample = 0; sample < structures.size(); ++sample) {
        const auto set = std::make_shared<const CoordSet>(structures[sample], /*batchSize=*/1);
        const FlowField field = viewField(*flow, m_conditions, m_job.views, flow->runner(set), forwardContext());
        StepPacer pacer(m_store.device(), m_context);
        const at::Tensor latent =
            sampleFlow(field, noise.narrow(0, begin, set->size()), m_latentParams, m_config.latent.sigmaMin,
                       [&](const FlowStep& step) {
                           pacer.step();
                           m_context.report(Stage::Shape, int(sample) * step.of + step.step, m_job.samples * step.of);
                       });
        requireFinite(latent, PipelineConfigV1::kLatentFlow);
        latents.emplace_back(latent * deviation + mean, set);
        begin += set->size();
    }
    if (m_trace) {
        std::vector<at::Tensor> feats;
        for (const SparseTensor& latent : latents)
            feats.push_back(latent.feats);
        m_trace->latents = at::cat(feats);
    }
    return latents;
}

TrellisV1Sample Run::decode(const SparseTensor& latent) {
    TrellisV1Sample sample;
    sample.tokens = latent.size();
    if (m_job.gaussians) {
        const auto decoder = m_store.gaussianDecoder();
        const SparseTensor raw = decoder->forward(latent, forwardContext());
        requireFinite(raw.feats, PipelineConfigV1::kGaussianDecoder);
        sample.gaussians =
            std::make_shared<const GaussianCloud>(gaussianCloud(decoder->activate(decoder->parameters(raw).front())));
    }
    if (m_job.radianceField) {
        const auto decoder = m_store.radianceFieldDecoder();
        const SparseTensor raw = decoder->forward(latent, forwardContext());
        requireFinite(raw.feats, PipelineConfigV1::kRadianceFieldDecoder);
        sample.radianceField = std::make_shared<const RadianceField>(radianceField(decoder->fields(raw).front()));
    }
    if (m_job.mesh) {
        const auto decoder = m_store.meshDecoder();
        const SparseTensor raw = decoder->forward(latent, forwardContext());
        requireFinite(raw.feats, PipelineConfigV1::kMeshDecoder);
        FlexiCubesMesh mesh = cubeMesh(raw, decoder->resolution(), m_context);
        if (mesh.mesh.triangles.empty())
            throw Error(ErrorCode::EmptyResult, "The model found no surface for this picture.",
                        "Try another seed, or a picture in which one object stands out clearly.");
        sample.meshAttributes = std::move(mesh.attributes);
        sample.meshResolution = static_cast<int>(decoder->resolution());
        sample.mesh = std::make_shared<const MeshAsset>(std::move(mesh.mesh));
    }
    return sample;
}

TrellisV1Result Run::run() {
    TrellisV1Result result;
    m_clock.begin(Stage::Load);
    load();
    m_clock.begin(Stage::Prepare);
    m_context.report(Stage::Prepare, 0, 1);
    for (const ImageBuffer& image : m_job.images)
        result.preparedImages.push_back(
            m_job.imagesArePrepared ? image : prepareImageV1(image, m_context, m_job.keepBackground).image);
    m_clock.begin(Stage::Encode);
    encode(result.preparedImages);
    m_clock.begin(Stage::Structure);
    const std::vector<at::Tensor> structures = sampleStructures();
    m_clock.begin(Stage::Shape);
    const std::vector<SparseTensor> latents = sampleLatents(structures);
    m_clock.begin(Stage::ShapeDecode);
    for (const SparseTensor& latent : latents) {
        m_context.report(Stage::ShapeDecode, int(result.samples.size()), m_job.samples);
        result.samples.push_back(decode(latent));
    }
    m_context.report(Stage::ShapeDecode, m_job.samples, m_job.samples);
    result.resolution =
        static_cast<int>(m_store.structureFlow()->config().resolution * m_store.structureDecoder()->config().scale());
    result.stageSeconds = m_clock.end();
    return result;
}

}  // namespace

TrellisV1Result TrellisV1Pipeline::run(const TrellisV1Job& job, const RunContext& context, TrellisV1Trace* trace) {
    if (job.images.empty() || job.samples < 1)
        throw Error(ErrorCode::InvalidRequest, "A job needs at least one picture and one sample.", "Choose a picture.");
    return Run(m_store, job, context, trace).run();
}

}  // namespace espalier

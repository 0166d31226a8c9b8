#include "inference/pipeline/trellis_v2_pipeline.h"

#include "inference/base/error.h"
#include "inference/base/log.h"
#include "inference/models/dinov3_encoder.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/models/v2/texture_decoder.h"
#include "inference/pipeline/cascade_coords.h"
#include "inference/pipeline/flow_euler_sampler.h"
#include "inference/pipeline/image_preprocess.h"
#include "inference/pipeline/job_plan.h"
#include "inference/pipeline/mesh_finish.h"
#include "inference/pipeline/preview_builder.h"
#include "inference/pipeline/stage_clock.h"
#include "inference/pipeline/step_pacer.h"
#include "inference/pipeline/structure_previews.h"
#include "inference/tensor/rng.h"

namespace espalier {
namespace {

constexpr std::int64_t kLowTokenGrid = 32;  ///< the structure's grid for 512 and for the cascades' first pass
constexpr std::int64_t kHighTokenGrid = 64;
constexpr int kLowImage = 512;
constexpr int kHighImage = 1024;

bool isCascade(PipelineType type) {
    return type == PipelineType::k1024Cascade || type == PipelineType::k1536Cascade;
}

at::Tensor rgbTensor(const ImageBuffer& image) {
    return at::from_blob(const_cast<std::uint8_t*>(image.pixels.data()), {image.height, image.width, image.channels},
                         at::kByte)
        .clone();
}

std::vector<float> plainFloats(const at::Tensor& x) {
    const at::Tensor onHost = x.to(at::kCPU, at::kFloat).contiguous();
    const float* const first = onHost.const_data_ptr<float>();
    return {first, first + onHost.numel()};
}

/// A flow model as the sampler sees it: under the picture's condition, and without it, which to the models is all
/// zeros. `flow` must outlive the field.
template <typename Flow>
FlowField guidedField(const Flow& flow, const at::Tensor& condition, FlowRunner stepRunner,
                      const ForwardContext& context, std::function<at::Tensor(const at::Tensor&)> deviation) {
    const auto positive = std::make_shared<const FlowCondition>(flow.prepare(condition));
    const auto negative = std::make_shared<const FlowCondition>(flow.prepare(at::zeros_like(condition)));
    const auto runner = std::make_shared<FlowRunner>(std::move(stepRunner));
    FlowField field{1,
                    [=](const at::Tensor& x, const at::Tensor& t, bool conditioned) {
                        return (*runner)(x, t, {(conditioned ? positive : negative).get()}, context).front();
                    },
                    std::move(deviation)};
    field.bothVelocities = [=](const at::Tensor& x, const at::Tensor& t) {
        const std::vector<at::Tensor> both = (*runner)(x, t, {positive.get(), negative.get()}, context);
        return std::pair(both[0], both[1]);
    };
    return field;
}

/// One job: the state that its stages hand to each other.
class Run {
public:
    Run(ModelStore& store, const GenerateRequest& request, const RunContext& context, TrellisV2Trace* trace)
        : m_store(store),
          m_config(store.config()),
          m_request(request),
          m_context(context),
          m_trace(trace),
          m_type(request.type.value_or(store.config().defaultType)),
          m_noise(request.seed) {}

    TrellisV2Result run();

private:
    struct Tokens {
        at::Tensor coords;
        std::int64_t grid;
    };
    struct Decoded {
        DualGrid grid;
        std::int64_t resolution;
    };

    void load();
    at::Tensor encode(const ImageBuffer& image, int size);
    Tokens sampleStructure(const at::Tensor& condition);
    at::Tensor sampleLatent(const std::string& model, const at::Tensor& condition, const CoordSetPtr& set,
                            const at::Tensor& concat, const SamplerParams& params, double sigmaMin,
                            const std::function<void(const FlowStep&)>& onStep);
    SparseTensor sampleShape(const std::string& model, const at::Tensor& condition, const CoordSetPtr& set, int pass);
    SparseTensor sampleShapeCascade(Tokens& tokens);
    Decoded decodeShape(const SparseTensor& latent, std::int64_t tokenGrid);
    SparseTensor sampleTexture(const SparseTensor& shape);
    SparseTensor decodeTexture(const SparseTensor& latent, const DualGrid& grid);
    void makeMesh(const Decoded& decoded, RawResult& raw);
    void colour(const SparseTensor& shape, const Decoded& decoded, RawResult& raw, JobLatents& latents);

    template <typename Work>
    auto inStage(Stage stage, Work work) -> decltype(work());
    void stepDown(const c10::OutOfMemoryError& error);

    at::Tensor draw(at::IntArrayRef shape);
    at::Tensor meanOf(const LatentNormalization& n) const { return rowTensor(n.mean); }
    at::Tensor deviationOf(const LatentNormalization& n) const { return rowTensor(n.deviation); }
    at::Tensor rowTensor(const std::vector<float>& values) const;
    void requireFinite(const at::Tensor& x, const std::string& model) const;
    ForwardContext forwardContext() const { return ForwardContext(m_context); }
    /// Of the decoders; 0 = all at once.
    std::int64_t slabVoxels() const {
        return m_store.settings().memory == MemoryMode::Chunked ? SparseUnetVaeDecoder::kSlabVoxels : 0;
    }

    ModelStore& m_store;
    const PipelineConfig& m_config;
    const GenerateRequest& m_request;
    const RunContext& m_context;
    TrellisV2Trace* m_trace;
    PipelineType m_type;
    NoiseSource m_noise;
    JobSamplers m_samplers;
    JobPlan m_plan;
    std::optional<PreviewBuilder> m_previews;
    StageClock m_clock;
    std::vector<std::string> m_notes;
    at::Tensor m_condition512;  ///< also the structure's condition
    at::Tensor m_condition;     ///< of the final latents
};

at::Tensor Run::rowTensor(const std::vector<float>& values) const {
    return at::tensor(at::ArrayRef<float>(values)).unsqueeze(0).to(m_store.device());
}

at::Tensor Run::draw(at::IntArrayRef shape) {
    at::Tensor noise = m_noise.randn(shape);
    if (m_trace) m_trace->noise.push_back(noise);
    return noise.to(m_store.device());
}

/// Runs a stage; when the card's memory runs out, once more after stepping down, from the same noise.
template <typename Work>
auto Run::inStage(Stage stage, Work work) -> decltype(work()) {
    m_clock.begin(stage);
    const NoiseSource noise = m_noise;
    const std::size_t drawn = m_trace ? m_trace->noise.size() : 0;
    try {
        return work();
    } catch (const c10::OutOfMemoryError& error) {
        stepDown(error);
    }
    m_noise = noise;
    if (m_trace) m_trace->noise.resize(drawn);
    return work();
}

/// Once a job: what is short of memory in the leaner mode too does not fit.
void Run::stepDown(const c10::OutOfMemoryError& error) {
    const MemoryMode from = m_store.settings().memory;
    if (m_store.device().is_cpu() || from == MemoryMode::Chunked || !m_notes.empty()) throw error;
    const MemoryMode to = from == MemoryMode::Resident ? MemoryMode::Staged : MemoryMode::Chunked;
    m_store.setMemory(to);
    m_notes.push_back("The card's memory ran out; the job went on with less of it in use (" + std::string(name(to)) +
                      " instead of " + name(from) + "), which is slower.");
    log(LogLevel::Warning, m_notes.back());
}

void Run::requireFinite(const at::Tensor& x, const std::string& model) const {
    if (at::isfinite(x).all().item<bool>()) return;
    throw Error(
        ErrorCode::CheckpointCorrupt,
        "The network in " + m_config.stemOf(model).string() + ".safetensors computes values that are not numbers.",
        "The file is damaged: download it again.");
}

void Run::load() {
    m_samplers = {m_request.structure.appliedTo(m_config.structure.params),
                  m_request.shape.appliedTo(m_config.shape.params),
                  m_request.texture.appliedTo(m_config.texture.params)};
    const bool withTexture = !m_request.geometryOnly;
    if (!m_config.supports(m_type) || (withTexture && !m_config.supportsTexture(m_type)))
        throw Error(ErrorCode::InvalidRequest,
                    "The model in " + m_config.root.string() + " has no networks for type " +
                        std::string(name(m_type)) + (withTexture && m_config.supports(m_type) ? " with texture." : "."),
                    "Choose a type that the model offers, or geometry only.");
    m_plan = JobPlan(m_config, m_type, m_samplers, m_request);
    m_context.plan(m_plan.costs());
    m_previews.emplace(m_context, m_plan, m_request.previewEvery);
    m_store.prepare(m_type, withTexture, m_context);
}

at::Tensor Run::encode(const ImageBuffer& image, int size) {
    const auto encoder = m_store.encoder();
    const at::Tensor pixels = imageNetPixelValues(rgbTensor(resizeLanczos(image, size, size, m_context)));
    at::Tensor condition = encoder->forward(pixels.to(m_store.device()), forwardContext());
    if (!at::isfinite(condition).all().item<bool>())
        throw Error(ErrorCode::CheckpointCorrupt,
                    "The image encoder in " + m_config.encoderDir().string() + " computes values that are not numbers.",
                    "The file is damaged: download it again.");
    return condition;
}

Run::Tokens Run::sampleStructure(const at::Tensor& condition) {
    const std::int64_t grid = m_type == PipelineType::k1024 ? kHighTokenGrid : kLowTokenGrid;
    const auto flow = m_store.structureFlow();
    const auto decoder = m_store.structureDecoder();
    const FlowField field = guidedField(*flow, condition, flow->runner(), forwardContext(), denseDeviation);
    const std::int64_t side = flow->config().resolution;
    m_context.report(Stage::Structure, 0, m_samplers.structure.steps);
    StructurePreviews previews(decoder, grid, m_store.device(), *m_previews, forwardContext());
    StepPacer pacer(m_store.device(), m_context);
    const auto onStep = [&](const FlowStep& step) {
        pacer.step();
        m_context.report(Stage::Structure, step.step, step.of);
        previews.offer(step.step, step.of, step.x0);
    };
    const at::Tensor latent = sampleFlow(field, draw({1, flow->config().inChannels, side, side, side}),
                                         m_samplers.structure, m_config.structure.sigmaMin, onStep);
    requireFinite(latent, model_name::kStructureFlow);

    m_clock.begin(Stage::StructureDecode);
    m_context.report(Stage::StructureDecode, 0, 1);
    const at::Tensor logits = decoder->forward(latent, forwardContext());
    requireFinite(logits, model_name::kStructureDecoder);
    const at::Tensor coords = occupiedCoords(logits, grid);
    if (m_trace) {
        m_trace->structureLatent = latent;
        m_trace->structureLogits = logits;
        m_trace->coords = coords;
    }
    if (coords.size(0) == 0)
        throw Error(ErrorCode::EmptyResult, "The model sees no object in this picture.",
                    "Try another seed, or a picture in which one object stands out clearly.");
    m_context.report(Stage::StructureDecode, 1, 1);
    return {coords, grid};
}

/// Samples a latent on `set` with the network `model`; `concat`, when defined, joins its input's channels in every
/// step.
at::Tensor Run::sampleLatent(const std::string& model, const at::Tensor& condition, const CoordSetPtr& set,
                             const at::Tensor& concat, const SamplerParams& params, double sigmaMin,
                             const std::function<void(const FlowStep&)>& onStep) {
    const auto flow = m_store.flow(model);
    const FlowField field = guidedField(*flow, condition, flow->runner(set, concat), forwardContext(),
                                        [&](const at::Tensor& x) { return sparseDeviation(x, set); });
    const std::int64_t channels = flow->config().inChannels - (concat.defined() ? concat.size(1) : 0);
    StepPacer pacer(m_store.device(), m_context);
    at::Tensor latent = sampleFlow(field, draw({set->size(), channels}), params, sigmaMin, [&](const FlowStep& step) {
        pacer.step();
        onStep(step);
    });
    requireFinite(latent, model);
    return latent;
}

/// `pass` 0 or 1 of a cascade, 0 without.
SparseTensor Run::sampleShape(const std::string& model, const at::Tensor& condition, const CoordSetPtr& set, int pass) {
    const int passes = isCascade(m_type) ? 2 : 1;
    const at::Tensor latent = sampleLatent(
        model, condition, set, {}, m_samplers.shape, m_config.shape.sigmaMin,
        [&](const FlowStep& step) { m_context.report(Stage::Shape, pass * step.of + step.step, passes * step.of); });
    return SparseTensor(latent * deviationOf(m_config.shapeLatent) + meanOf(m_config.shapeLatent), set);
}

/// The low pass only tells where the fine voxels are; the high pass starts from fresh noise on them.
SparseTensor Run::sampleShapeCascade(Tokens& tokens) {
    const auto low = std::make_shared<const CoordSet>(tokens.coords);
    const SparseTensor coarse = sampleShape(model_name::kShapeFlow512, m_condition512, low, 0);
    at::Tensor voxels;
    std::int64_t tokenSize = 1;
    {
        const auto decoder = m_store.shapeDecoder();
        const std::int64_t levels = decoder->config().upLevels();
        tokenSize = std::int64_t{1} << levels;
        voxels = decoder->upsample(coarse, levels, forwardContext())->coords();
    }
    std::int64_t resolution = m_type == PipelineType::k1536Cascade ? 1536 : 1024;
    tokens.coords = cascadeCoords(voxels, tokens.grid * tokenSize, tokenSize, m_request.maxTokens, resolution);
    tokens.grid = resolution / tokenSize;
    const auto high = std::make_shared<const CoordSet>(tokens.coords);
    return sampleShape(model_name::kShapeFlow1024, m_condition, high, 1);
}

Run::Decoded Run::decodeShape(const SparseTensor& latent, std::int64_t tokenGrid) {
    const auto decoder = m_store.shapeDecoder();
    const int levels = int(decoder->config().upLevels());
    m_context.report(Stage::ShapeDecode, 0, levels + 1);
    const auto onLevel = [&](std::int64_t level, const CoordSet& voxels) {
        m_context.report(Stage::ShapeDecode, int(level), levels + 1);
        m_previews->offer(Stage::ShapeDecode, int(level), levels + 1,
                          [&] { return voxelCloud(voxels.coords(), int(tokenGrid << level)); });
    };
    try {
        Decoded decoded{decoder->decode(latent, onLevel, forwardContext(), slabVoxels()), tokenGrid << levels};
        requireFinite(decoded.grid.head.feats, model_name::kShapeDecoder);
        return decoded;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::EmptyResult) throw;
        // Nothing is left of a shape either because the picture gives none or because the weights are damaged: every
        // comparison with NaN is false. A second run, which looks at what the modules say, tells which.
        const Tap tap = [&](std::string_view, const at::Tensor& x) {
            if (x.is_floating_point()) requireFinite(x, model_name::kShapeDecoder);
        };
        decoder->decode(latent, {}, ForwardContext(&m_context, tap));
        throw;
    }
}

SparseTensor Run::sampleTexture(const SparseTensor& shape) {
    const at::Tensor shapeNormal = (shape.feats - meanOf(m_config.shapeLatent)) / deviationOf(m_config.shapeLatent);
    m_context.report(Stage::Texture, 0, m_samplers.texture.steps);
    const auto* model = m_type == PipelineType::k512 ? model_name::kTextureFlow512 : model_name::kTextureFlow1024;
    const at::Tensor latent =
        sampleLatent(model, m_condition, shape.set, shapeNormal, m_samplers.texture, m_config.texture.sigmaMin,
                     [&](const FlowStep& step) { m_context.report(Stage::Texture, step.step, step.of); });
    return shape.withFeats(latent * deviationOf(m_config.textureLatent) + meanOf(m_config.textureLatent));
}

SparseTensor Run::decodeTexture(const SparseTensor& latent, const DualGrid& grid) {
    const auto decoder = m_store.textureDecoder();
    SparseTensor voxels = decoder->decode(latent, grid.subdivisions, forwardContext(), slabVoxels());
    requireFinite(voxels.feats, model_name::kTextureDecoder);
    return voxels;
}

void Run::makeMesh(const Decoded& decoded, RawResult& raw) {
    raw.resolution = int(decoded.resolution);
    raw.mesh = rawMesh(decoded.grid, raw.resolution, m_context);
    if (raw.mesh.triangles.empty())
        throw Error(ErrorCode::EmptyResult, "The model found no surface for this picture.",
                    "Try another seed, or a picture in which one object stands out clearly.");
    raw.grid = std::make_shared<const RawGrid>(rawGrid(decoded.grid));
    m_context.report(Stage::ShapeDecode, 1, 1);
    if (!m_context.wantsPreviews()) return;
    auto preview = std::make_shared<MeshAsset>(raw.mesh);
    tidyMesh(*preview, m_context);
    m_previews->send(Stage::ShapeDecode, 1, 1, std::move(preview));
}

TrellisV2Result Run::run() {
    TrellisV2Result result;
    inStage(Stage::Load, [&] { load(); });

    m_clock.begin(Stage::Prepare);
    m_context.report(Stage::Prepare, 0, 1);
    result.preparedImage = prepareImage(m_request.image, m_context, m_request.keepBackground).image;

    inStage(Stage::Encode, [&] {
        m_context.report(Stage::Encode, 0, 1);
        m_condition512 = encode(result.preparedImage, kLowImage);
        m_condition = m_type == PipelineType::k512 ? m_condition512 : encode(result.preparedImage, kHighImage);
    });
    Tokens tokens = inStage(Stage::Structure, [&] { return sampleStructure(m_condition512); });
    const SparseTensor shape = inStage(Stage::Shape, [&] {
        m_context.report(Stage::Shape, 0, 1);
        if (isCascade(m_type)) {
            Tokens fine = tokens;  // a second try starts from the coarse ones again
            const SparseTensor latent = sampleShapeCascade(fine);
            tokens = fine;
            return latent;
        }
        const auto set = std::make_shared<const CoordSet>(tokens.coords);
        return sampleShape(m_type == PipelineType::k512 ? model_name::kShapeFlow512 : model_name::kShapeFlow1024,
                           m_condition, set, 0);
    });
    Decoded decoded = inStage(Stage::ShapeDecode, [&] { return decodeShape(shape, tokens.grid); });
    auto raw = std::make_shared<RawResult>();
    auto latents = std::make_shared<JobLatents>();
    makeMesh(decoded, *raw);
    latents->coords = voxelCoords(shape.coords());
    latents->grid = int(tokens.grid);
    latents->shape = plainFloats(shape.feats);
    result.tokens = shape.size();
    result.voxels = decoded.grid.head.size();
    if (m_trace) {
        m_trace->condition512 = m_condition512;
        m_trace->condition1024 = m_type == PipelineType::k512 ? at::Tensor() : m_condition;
        m_trace->shapeLatent = shape;
        m_trace->head = decoded.grid.head;
    }
    if (!m_request.geometryOnly) colour(shape, decoded, *raw, *latents);
    result.raw = std::move(raw);
    result.latents = std::move(latents);
    result.stageSeconds = m_clock.end();
    result.notes = m_notes;
    return result;
}

void Run::colour(const SparseTensor& shape, const Decoded& decoded, RawResult& raw, JobLatents& latents) {
    const SparseTensor texture = inStage(Stage::Texture, [&] { return sampleTexture(shape); });
    const SparseTensor voxels = inStage(Stage::TextureDecode, [&] {
        m_context.report(Stage::TextureDecode, 0, 1);
        return decodeTexture(texture, decoded.grid);
    });
    raw.coords = voxelCoords(voxels.coords());
    raw.attributes = pbrAttributes(voxels.feats);
    latents.texture = plainFloats(texture.feats);
    if (m_trace) {
        m_trace->textureLatent = texture;
        m_trace->voxels = voxels;
    }
}

}  // namespace

TrellisV2Pipeline::TrellisV2Pipeline(PipelineConfig config, ComputeSettings settings)
    : m_store(std::move(config), settings) {}

TrellisV2Result TrellisV2Pipeline::run(const GenerateRequest& request, const RunContext& context,
                                       TrellisV2Trace* trace) {
    return Run(m_store, request, context, trace).run();
}

}  // namespace espalier

#include "inference/pipeline/model_footprint.h"

#include <algorithm>
#include <cmath>

#include "inference/models/model_config.h"
#include "inference/models/v1/sparse_transformer.h"
#include "inference/models/v2/sparse_unet_vae.h"
#include "inference/pipeline/asset_maker.h"
#include "inference/pipeline/flow_euler_sampler.h"
#include "inference/pipeline/job_plan.h"
#include "inference/tensor/torch_pickle.h"

namespace espalier {
namespace {

constexpr double kTokensAt32 = 2500.0;
constexpr double kChildrenPerVoxel = 4.0;
constexpr double kConditionTokens512 = 1029.0;
constexpr double kConditionTokens1024 = 4101.0;
constexpr double kConditionTokensV1 = 1374.0;
constexpr double kHalf = 2.0;
constexpr double kFloat = 4.0;
/// LibTorch, the program, and what a small model computes with; measured with the starter model.
constexpr double kProcessorBase = double(1200ull << 20);
/// A network in float32 on the processor, and the file it comes from in the page cache.
constexpr double kProcessorCopies = 1.5;

struct Weights {
    double bytes = 0.0;  ///< as on a card: matrices and kernels of the products in half precision
    double floatBytes = 0.0;
};

Weights weightsOf(const std::filesystem::path& file) {
    Weights weights;
    const auto source = openWeights(file);
    for (const auto& [key, tensor] : source->entries()) {
        double count = 1.0;
        for (const auto extent : tensor.shape)
            count *= double(extent);
        // The flows' embedding of the time and what it modulates stay in float32, as vectors do.
        const bool isFloat = tensor.shape.size() < 2 || key.starts_with("adaLN_") || key.starts_with("t_embedder.");
        weights.bytes += count * (isFloat ? kFloat : kHalf);
        weights.floatBytes += count * kFloat;
    }
    return weights;
}

/// Adds stages one by one and keeps what the processor will need.
template <typename Config>
class FootprintBuilder {
public:
    explicit FootprintBuilder(const Config& config) : m_config(config) {}

    /// A vision transformer's MLP is four times as wide as its tokens; the width is that of the class token.
    void addEncoder(const std::filesystem::path& weights, double tokens) {
        double channels = 0.0;
        const auto source = openWeights(weights);
        for (const auto& [key, tensor] : source->entries())
            if (key.ends_with("cls_token") && !tensor.shape.empty()) channels = double(tensor.shape.back());
        const double activation = tokens * (8.0 + 2.0 * 4.0) * channels * kHalf;
        add("image_cond_model", weights, activation, activation);
    }

    /// `further`: bytes beside those of the transformer.
    void addFlow(const std::string& name, const FlowConfig& flow, double tokens, double further = 0.0) {
        const double activation = transformerBytes(tokens, flow.modelChannels, flow.mlpRatio) + further;
        add(name, weightFile(name), activation, activation);
    }

    /// The finest level of a dense decoder holds most: four buffers of it.
    void addStructureDecoder(const FlowConfig& flow) {
        const std::string name = model_name::kStructureDecoder;
        const auto decoder = StructureDecoderConfig::parse(file(name).args);
        const double side = double(flow.resolution * decoder.scale());
        const double activation = side * side * side * double(decoder.channels.back()) * 4.0 * kHalf;
        add(name, weightFile(name), activation, activation);
    }

    /// Four buffers of the finest level's features and the map of neighbours: 1.2 GB with the weights for 557 k voxels
    /// of 64 channels, 2.2 GB for 2.02 M. In slabs (whose borders make them half as large again) only the level before
    /// them takes that much; of the finest voxels the whole has results, coordinates and a number for each child.
    void addSparseDecoder(const std::string& name, double tokens) {
        constexpr double kPlaceBytes = 24.0, kBorders = 1.5;
        const ModelFile model = file(name);
        const auto decoder = SparseUnetConfig::parse(model.className, model.args);
        const double voxels = tokens * std::pow(kChildrenPerVoxel, double(decoder.upLevels()));
        const auto bytes = [&](std::size_t levelFromFinest) {
            const auto& channels = decoder.modelChannels;
            return 4.0 * double(channels[channels.size() - 1 - levelFromFinest]) * kHalf + kMapBytes;
        };
        const double whole = voxels * bytes(0);
        double inSlabs = whole;
        constexpr std::size_t kLevels = SparseUnetVaeDecoder::kSlabLevels;
        if (std::size_t(decoder.upLevels()) >= kLevels) {
            const double perSlabVoxel = std::pow(kChildrenPerVoxel, double(kLevels));
            const double before = voxels / perSlabVoxel * bytes(kLevels);
            const double slab = kBorders * double(SparseUnetVaeDecoder::kSlabVoxels) * perSlabVoxel * bytes(0);
            inSlabs = std::min(whole, before + voxels * (double(decoder.outChannels) * kFloat + kPlaceBytes) + slab);
        }
        add(name, weightFile(name), whole, inSlabs);
    }

    /// The first TRELLIS' decoders are transformers on the latent's voxels.
    void addTransformerDecoder(const std::string& name, double voxels) {
        const auto decoder = v1::SparseTransformerConfig::parse(file(name).args);
        const double activation = transformerBytes(voxels, decoder.modelChannels, decoder.mlpRatio);
        add(name, weightFile(name), activation, activation);
    }

    /// That of meshes divides every voxel into 64 cubes afterwards: four buffers of an eighth of the channels, the map
    /// of neighbours, and what FlexiCubes is given, in float32.
    void addMeshDecoder(const std::string& name, double voxels) {
        constexpr double kCubesPerVoxel = 64.0, kShareOfChannels = 1.0 / 8.0, kCubeChannels = 101.0;
        const auto decoder = v1::SparseTransformerConfig::parse(file(name).args);
        const double channels = double(decoder.modelChannels) * kShareOfChannels;
        const double activation =
            voxels * kCubesPerVoxel * (4.0 * channels * kHalf + kMapBytes + kCubeChannels * kFloat);
        add(name, weightFile(name), activation, activation);
    }

    ModelFootprint finish() {
        m_footprint.processorBytes =
            std::uint64_t(kProcessorBase + kProcessorCopies * m_largestNetwork + m_largestActivation * kFloat / kHalf);
        return std::move(m_footprint);
    }

    ModelFile file(const std::string& name) const { return ModelFile::read(m_config.stemOf(name).string() + ".json"); }

private:
    /// Of a sparse convolution's voxel.
    static constexpr double kMapBytes = 128.0;

    std::filesystem::path weightFile(const std::string& name) const {
        return m_config.stemOf(name).string() + ".safetensors";
    }

    /// Queries, keys, values, residual stream and their copies, 8 C in all, and both sides of the MLP.
    static double transformerBytes(double tokens, std::int64_t modelChannels, double mlpRatio) {
        const double channels = double(modelChannels);
        return tokens * (8.0 * channels + 2.0 * channels * mlpRatio) * kHalf;
    }

    void add(const std::string& name, const std::filesystem::path& weightPath, double activation, double chunked) {
        const Weights weights = weightsOf(weightPath);
        m_footprint.stages.push_back(
            {name, std::uint64_t(weights.bytes), std::uint64_t(activation), std::uint64_t(chunked)});
        m_largestNetwork = std::max(m_largestNetwork, weights.floatBytes);
        m_largestActivation = std::max(m_largestActivation, activation);
    }

    const Config& m_config;
    ModelFootprint m_footprint;
    double m_largestNetwork = 0.0;
    double m_largestActivation = 0.0;
};

double secondsOf(const JobPlan& plan) {
    double seconds = 0.0;
    for (const auto& [stage, cost] : plan.costs())
        seconds += cost;
    return seconds;
}

double processorSeconds(const PipelineConfig& config, PipelineType type, bool withTexture) {
    const JobSamplers samplers{config.structure.params, config.shape.params, config.texture.params};
    GenerateRequest request;
    request.geometryOnly = !withTexture;
    return secondsOf(JobPlan(config, type, samplers, request));
}

double processorSeconds(const PipelineConfigV1& config) {
    JobWorkV1 work{.structureEvaluations = evaluationCount(forSampleFlow(config.structure.params)),
                   .latentEvaluations = evaluationCount(forSampleFlow(config.latent.params))};
    work.afterwards = assetCosts(kUsualFacesV1, {}, /*hasVoxels=*/true);
    return secondsOf(JobPlan(config, work));
}

}  // namespace

double usualTokens(PipelineType type) {
    const double scale = type == PipelineType::k1536Cascade ? 3.0 : type == PipelineType::k512 ? 1.0 : 2.0;
    return kTokensAt32 * scale * scale;
}

ModelFootprint readFootprint(const PipelineConfig& config, PipelineType type, bool withTexture) {
    const bool is512 = type == PipelineType::k512;
    const double tokens = usualTokens(type);
    FootprintBuilder builder(config);
    const auto addFlow = [&](const char* model, double tokenCount) {
        builder.addFlow(model, FlowConfig::parse(builder.file(model).args), tokenCount);
    };
    builder.addEncoder(config.encoderDir() / "model.safetensors", is512 ? kConditionTokens512 : kConditionTokens1024);
    const auto structureFlow = FlowConfig::parse(builder.file(model_name::kStructureFlow).args);
    builder.addFlow(model_name::kStructureFlow, structureFlow, std::pow(double(structureFlow.resolution), 3));
    builder.addStructureDecoder(structureFlow);
    if (type == PipelineType::k1024Cascade || type == PipelineType::k1536Cascade) {
        addFlow(model_name::kShapeFlow512, kTokensAt32);
        builder.addSparseDecoder(model_name::kShapeDecoder, kTokensAt32);
    }
    addFlow(is512 ? model_name::kShapeFlow512 : model_name::kShapeFlow1024, tokens);
    builder.addSparseDecoder(model_name::kShapeDecoder, tokens);
    if (withTexture) {
        addFlow(is512 ? model_name::kTextureFlow512 : model_name::kTextureFlow1024, tokens);
        builder.addSparseDecoder(model_name::kTextureDecoder, tokens);
    }
    ModelFootprint footprint = builder.finish();
    footprint.title = std::string(name(type));
    footprint.processorSeconds = processorSeconds(config, type, withTexture);
    return footprint;
}

ModelFootprint readFootprint(const PipelineConfigV1& config, bool withGaussians, bool withRadianceField) {
    using Config = PipelineConfigV1;
    FootprintBuilder builder(config);
    const auto structureFlow = FlowConfig::parseV1(builder.file(Config::kStructureFlow).args);
    const auto latentFlow = FlowConfig::parseV1(builder.file(Config::kLatentFlow).args);
    const double voxels = usualTokens(PipelineType::k256);
    builder.addEncoder(config.encoderFile(), kConditionTokensV1);
    builder.addFlow(Config::kStructureFlow, structureFlow,
                    std::pow(double(structureFlow.resolution / structureFlow.patchSize), 3));
    builder.addStructureDecoder(structureFlow);
    // Around the transformer, which sees a surface's voxels in blocks: four buffers at each level.
    double tokens = voxels, levels = 0.0;
    for (const auto channels : latentFlow.ioBlockChannels) {
        levels += tokens * 4.0 * double(channels) * kHalf;
        tokens /= kChildrenPerVoxel;
    }
    builder.addFlow(Config::kLatentFlow, latentFlow, tokens, levels);
    if (withGaussians) builder.addTransformerDecoder(Config::kGaussianDecoder, voxels);
    if (withRadianceField) builder.addTransformerDecoder(Config::kRadianceFieldDecoder, voxels);
    builder.addMeshDecoder(Config::kMeshDecoder, voxels);
    ModelFootprint footprint = builder.finish();
    footprint.title = std::string(name(PipelineType::k256));
    footprint.processorSeconds = processorSeconds(config);
    return footprint;
}

}  // namespace espalier

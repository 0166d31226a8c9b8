#include "inference/pipeline/job_plan.h"

#include <cmath>

#include "inference/models/model_config.h"
#include "inference/pipeline/asset_maker.h"
#include "inference/pipeline/flow_euler_sampler.h"

namespace espalier {
namespace {

// Speeds of two ordinary cores, measured with the starter model; the ratio between them is what counts.
constexpr double kDenseFlops = 9e10;      ///< matrix products
constexpr double kAttentionFlops = 5e10;  ///< softmax(q k) v
constexpr double kSparseFlops = 6e10;     ///< gathered convolutions
constexpr double kMeshSecondsPerVoxel = 5e-7;
/// A surface crosses about this many of the cells of a 32^3 grid, and four times as many at each doubling.
constexpr double kTokensAt32 = 2500.0;
constexpr double kChildrenPerVoxel = 4.0;
constexpr double kVoxelsPerToken = 64.0;
constexpr double kFacesPerVoxel = 2.0;
constexpr double kConditionTokens512 = 1029.0;
constexpr double kConditionTokens1024 = 4101.0;

template <typename Config>
ModelFile readModel(const Config& config, const std::string& name) {
    return ModelFile::read(config.stemOf(name).string() + ".json");
}

double flowSeconds(const FlowConfig& flow, double tokens, double conditionTokens) {
    const double d = double(flow.modelChannels);
    const double products = 2.0 * tokens * d * d * (6.0 + 2.0 * flow.mlpRatio);
    const double attention = 4.0 * tokens * (tokens + conditionTokens) * d;
    return double(flow.numBlocks) * (products / kDenseFlops + attention / kAttentionFlops);
}

double flowSeconds(const PipelineConfig& config, const std::string& name, double tokens, double conditionTokens) {
    return flowSeconds(FlowConfig::parse(readModel(config, name).args), tokens, conditionTokens);
}

double decoderSeconds(const PipelineConfig& config, const std::string& name, double tokens) {
    const ModelFile file = readModel(config, name);
    const auto unet = SparseUnetConfig::parse(file.className, file.args);
    double flops = 0.0;
    for (std::size_t level = 0; level < unet.modelChannels.size(); ++level, tokens *= kChildrenPerVoxel) {
        const double c = double(unet.modelChannels[level]);
        flops += 2.0 * tokens * double(unet.numBlocks[level]) * c * c * (27.0 + 8.0);
        if (level + 1 == unet.modelChannels.size()) break;
        const double next = double(unet.modelChannels[level + 1]);
        flops += 2.0 * tokens * 27.0 * (8.0 * c * next + kChildrenPerVoxel * next * next);
    }
    return flops / kSparseFlops;
}

template <typename Config>
double structureDecoderSeconds(const Config& config, double latentSide) {
    const auto decoder = StructureDecoderConfig::parse(readModel(config, model_name::kStructureDecoder).args);
    double flops = 0.0;
    double cells = std::pow(latentSide, 3);
    for (const auto channels : decoder.channels) {
        flops += 4.0 * cells * 27.0 * double(channels * channels) * double(decoder.numResBlocks + 1);
        cells *= 8.0;
    }
    return flops / kDenseFlops;
}

}  // namespace

JobPlan::JobPlan(const PipelineConfig& config, PipelineType type, const JobSamplers& samplers,
                 const GenerateRequest& request) {
    const bool is512 = type == PipelineType::k512;
    const bool isCascade = type == PipelineType::k1024Cascade || type == PipelineType::k1536Cascade;
    const double condition = is512 ? kConditionTokens512 : kConditionTokens1024;
    const double scale = type == PipelineType::k1536Cascade ? 3.0 : is512 ? 1.0 : 2.0;
    const double tokens = kTokensAt32 * scale * scale;
    const auto structureFlow = FlowConfig::parse(readModel(config, model_name::kStructureFlow).args);
    const double side = double(structureFlow.resolution);

    m_costs = {{Stage::Load, 0.4}, {Stage::Prepare, 0.05}, {Stage::Encode, is512 ? 0.3 : 2.0}};
    m_costs.emplace_back(Stage::Structure, evaluationCount(samplers.structure) *
                                               flowSeconds(structureFlow, std::pow(side, 3), kConditionTokens512));
    m_costs.emplace_back(Stage::StructureDecode, structureDecoderSeconds(config, side));
    double shape =
        evaluationCount(samplers.shape) *
        flowSeconds(config, is512 ? model_name::kShapeFlow512 : model_name::kShapeFlow1024, tokens, condition);
    if (isCascade) {
        shape += evaluationCount(samplers.shape) *
                 flowSeconds(config, model_name::kShapeFlow512, kTokensAt32, kConditionTokens512);
        shape += decoderSeconds(config, model_name::kShapeDecoder, kTokensAt32);
    }
    m_costs.emplace_back(Stage::Shape, shape);
    const double decode = decoderSeconds(config, model_name::kShapeDecoder, tokens);
    m_costs.emplace_back(Stage::ShapeDecode, decode);
    if (!request.geometryOnly) {
        const auto* flow = is512 ? model_name::kTextureFlow512 : model_name::kTextureFlow1024;
        m_costs.emplace_back(Stage::Texture,
                             evaluationCount(samplers.texture) * flowSeconds(config, flow, tokens, condition));
        m_costs.emplace_back(Stage::TextureDecode, decoderSeconds(config, model_name::kTextureDecoder, tokens));
    }
    if (request.raw) {
        m_costs.emplace_back(Stage::Finish, kMeshSecondsPerVoxel * tokens * kVoxelsPerToken);
        return;
    }
    const auto faces = std::size_t(tokens * kVoxelsPerToken * kFacesPerVoxel);
    for (const auto& cost : assetCosts(faces, request.asset, !request.geometryOnly))
        m_costs.push_back(cost);
}

JobPlan::JobPlan(const PipelineConfigV1& config, const JobWorkV1& work) {
    constexpr double kEncodeSeconds = 15.0;  // 1,374 tokens through a ViT-L
    constexpr double kVoxelsAt64 = 10000.0;
    constexpr double kConditionTokens = 1374.0;
    constexpr double kDecodeSecondsPerVoxel = 1e-3, kMeshSecondsPerVoxel = 3e-3;
    const auto structure = FlowConfig::parseV1(readModel(config, PipelineConfigV1::kStructureFlow).args);
    const auto latent = FlowConfig::parseV1(readModel(config, PipelineConfigV1::kLatentFlow).args);
    const double side = double(structure.resolution);
    const double tokens = kVoxelsAt64 / double(std::int64_t{1} << (2 * latent.ioBlockChannels.size()));
    m_costs = {{Stage::Load, 0.4},
               {Stage::Prepare, 0.05},
               {Stage::Encode, kEncodeSeconds * work.pictures},
               {Stage::Structure,
                work.structureEvaluations *
                    flowSeconds(structure, std::pow(side / double(structure.patchSize), 3), kConditionTokens)},
               {Stage::StructureDecode, work.samples * structureDecoderSeconds(config, side)},
               {Stage::Shape, work.latentEvaluations * flowSeconds(latent, tokens, kConditionTokens)},
               {Stage::ShapeDecode,
                work.samples * kVoxelsAt64 * (kDecodeSecondsPerVoxel + (work.withMesh ? kMeshSecondsPerVoxel : 0.0))}};
    m_costs.insert(m_costs.end(), work.afterwards.begin(), work.afterwards.end());
}

double JobPlan::fractionAt(Stage stage, double share) const {
    double done = 0.0, total = 0.0;
    for (const auto& [s, cost] : m_costs) {
        total += cost;
        done += s < stage ? cost : s == stage ? cost * share : 0.0;
    }
    return total > 0.0 ? done / total : 0.0;
}

}  // namespace espalier

#include "inference/models/v1/slat_decoders.h"

#include "inference/base/error.h"
#include "inference/models/model_args.h"
#include "inference/models/v1/pointwise_conv.h"
#include "inference/nn/sparse_norm.h"

namespace espalier::v1 {

namespace {

constexpr double kFinalEps = 1e-5;
constexpr std::int64_t kGroups = 32;
constexpr std::int64_t kGaussianChannels = 3 + 3 + 3 + 4 + 1;
constexpr std::int64_t kCubeChannels = 8 + 8 * 3 + 21;  ///< distance and deformation at the corners, weights
constexpr std::int64_t kColorChannels = 8 * 6;

/// Layer norm without weights, then the output layer: how the Gaussian and the radiance field decoder end.
SparseTensor normAndProject(const SparseTensor& h, const Linear& layer, const ForwardContext& context) {
    return h.withFeats(layer(LayerNorm(kFinalEps)(h.feats), context));
}

/// The centres of the voxels of batch element `b` in the unit cube, [n, 3].
at::Tensor centresOf(const SparseTensor& x, std::size_t b, std::int64_t resolution) {
    const auto& offsets = x.set->offsets();
    const at::Tensor coords = x.coords().slice(0, offsets[b], offsets[b + 1]).slice(1, 1).to(x.feats.device());
    return (coords.to(at::kFloat) + 0.5) / resolution;
}

at::Tensor rowsOf(const SparseTensor& x, std::size_t b) {
    return x.feats.slice(0, x.set->offsets()[b], x.set->offsets()[b + 1]);
}

float inverseSoftplus(float x) {
    return x + std::log(-std::expm1(-x));
}

float logit(float x) {
    return std::log(x / (1.0f - x));
}

}  // namespace

GaussianConfig GaussianConfig::parse(const JsonConfig& args) {
    const JsonConfig given = args.object("representation_config");
    refuseUnknown(given, {"lr", "perturb_offset", "voxel_size", "num_gaussians", "2d_filter_kernel_size",
                          "3d_filter_kernel_size", "scaling_bias", "opacity_bias", "scaling_activation"});
    GaussianConfig config;
    config.perVoxel = positive(given, "num_gaussians");
    config.voxelSize = given.get<double>("voxel_size");
    config.perturbOffset = given.get<bool>("perturb_offset");
    config.kernelSize = given.get<double>("3d_filter_kernel_size");
    config.scalingBias = given.get<double>("scaling_bias");
    config.opacityBias = given.get<double>("opacity_bias");
    if (!(config.scalingBias > 0.0)) given.complain("scaling_bias", "must be positive");
    if (!(config.opacityBias > 0.0 && config.opacityBias < 1.0))
        given.complain("opacity_bias", "must lie between 0 and 1");
    const auto activation = given.get<std::string>("scaling_activation");
    if (activation != "exp" && activation != "softplus")
        given.complain("scaling_activation", "is \"" + activation + "\", neither \"exp\" nor \"softplus\"");
    config.scaling = activation == "exp" ? ScalingActivation::Exp : ScalingActivation::Softplus;
    constexpr std::array<const char*, 5> kNames{"_xyz", "_features_dc", "_scaling", "_rotation", "_opacity"};
    const JsonConfig factors = given.object("lr");
    for (std::size_t i = 0; i < kNames.size(); ++i)
        config.factors[i] = factors.get<double>(kNames[i]);
    return config;
}

SLatGaussianDecoder::SLatGaussianDecoder(const SparseTransformerConfig& config, const GaussianConfig& gaussians,
                                         const WeightScope& scope)
    : m_gaussians(gaussians),
      m_transformer(config, scope),
      out_layer(scope.withComputeType(at::kFloat).sub("out_layer"), config.modelChannels,
                kGaussianChannels * gaussians.perVoxel),
      offset_perturbation(scope.get("offset_perturbation", {gaussians.perVoxel, 3})) {}

SparseTensor SLatGaussianDecoder::forward(const SparseTensor& latent, const ForwardContext& context) const {
    return normAndProject(m_transformer.forward(latent, context), out_layer, context);
}

std::vector<Gaussians> SLatGaussianDecoder::parameters(const SparseTensor& raw) const {
    const std::int64_t count = m_gaussians.perVoxel;
    const std::int64_t resolution = m_transformer.config().resolution;
    std::vector<Gaussians> all;
    for (std::size_t b = 0; b < static_cast<std::size_t>(raw.set->batchSize()); ++b) {
        const at::Tensor rows = rowsOf(raw, b);
        std::int64_t begin = 0;
        // The channels of one kind lie together, those of one Gaussian within them.
        const auto next = [&](std::int64_t channels, double factor) {
            const at::Tensor part = rows.narrow(1, begin, channels * count).reshape({-1, count, channels}) * factor;
            begin += channels * count;
            return part;
        };
        const auto& factors = m_gaussians.factors;
        at::Tensor offset = next(3, factors[0]);
        if (m_gaussians.perturbOffset) offset = offset + offset_perturbation;
        offset = at::tanh(offset) / resolution * 0.5 * m_gaussians.voxelSize;
        Gaussians& gaussians = all.emplace_back();
        gaussians.xyz = (centresOf(raw, b, resolution).unsqueeze(1) + offset).flatten(0, 1);
        gaussians.features = next(3, factors[1]).flatten(0, 1);
        gaussians.scaling = next(3, factors[2]).flatten(0, 1);
        gaussians.rotation = next(4, factors[3]).flatten(0, 1);
        gaussians.opacity = next(1, factors[4]).flatten(0, 1);
    }
    return all;
}

Gaussians SLatGaussianDecoder::activate(const Gaussians& stored) const {
    const auto bias = static_cast<float>(m_gaussians.scalingBias);
    const at::Tensor scaling = m_gaussians.scaling == ScalingActivation::Exp
                                   ? at::exp(stored.scaling + std::log(bias))
                                   : at::softplus(stored.scaling + inverseSoftplus(bias));
    const double kernel = m_gaussians.kernelSize;
    at::Tensor rotation = stored.rotation.clone();
    rotation.select(1, 0).add_(1);
    const at::Tensor length = at::linalg_vector_norm(rotation, 2, at::IntArrayRef{1}, /*keepdim=*/true);
    return {.xyz = stored.xyz - 0.5,
            .features = stored.features,
            .scaling = (scaling.square() + kernel * kernel).sqrt(),
            .rotation = rotation / length.clamp_min(1e-12),
            .opacity = at::sigmoid(stored.opacity + logit(static_cast<float>(m_gaussians.opacityBias)))};
}

SLatRadianceFieldDecoder::SLatRadianceFieldDecoder(const SparseTransformerConfig& config,
                                                   const JsonConfig& representation, const WeightScope& scope)
    : m_rank(positive(representation, "rank")), m_dim(positive(representation, "dim")), m_transformer(config, scope) {
    refuseUnknown(representation, {"rank", "dim"});
    out_layer =
        Linear(scope.withComputeType(at::kFloat).sub("out_layer"), config.modelChannels, m_rank * (3 * m_dim + 1 + 3));
}

SparseTensor SLatRadianceFieldDecoder::forward(const SparseTensor& latent, const ForwardContext& context) const {
    return normAndProject(m_transformer.forward(latent, context), out_layer, context);
}

std::vector<TriVectors> SLatRadianceFieldDecoder::fields(const SparseTensor& raw) const {
    const auto level = static_cast<std::int64_t>(std::log2(static_cast<double>(resolution())));
    std::vector<TriVectors> all;
    for (std::size_t b = 0; b < static_cast<std::size_t>(raw.set->batchSize()); ++b) {
        const at::Tensor rows = rowsOf(raw, b);
        const std::int64_t vectors = m_rank * 3 * m_dim;
        all.push_back({.position = centresOf(raw, b, resolution()),
                       .depth = at::full({rows.size(0), 1}, level, rows.options().dtype(at::kByte)),
                       .trivec = rows.narrow(1, 0, vectors).reshape({-1, m_rank, 3, m_dim}) + 1,
                       .density = rows.narrow(1, vectors, m_rank).contiguous(),
                       .features = rows.narrow(1, vectors + m_rank, 3 * m_rank).reshape({-1, m_rank, 1, 3})});
    }
    return all;
}

SLatMeshDecoder::SubdivideBlock::SubdivideBlock(const WeightScope& scope, std::int64_t in, std::int64_t out)
    : norm1(scope.sub("act_layers").sub(0), in, kGroups),
      norm2(scope.sub("out_layers").sub(1), out, kGroups),
      conv1(scope.sub("out_layers").sub(0).sub("conv"), in, out),
      conv2(scope.sub("out_layers").sub(3).sub("conv"), out, out) {
    if (in == out) return;
    const WeightScope skip = scope.sub("skip_connection").sub("conv");
    skip_connection.push_back(
        pointwiseConvolution(skip.getForCompute("weight", {out, 1, 1, 1, in}), skip.getForCompute("bias", {out})));
}

/// What is the same for all children is computed on the parents: the first norm and the skip.
SparseTensor SLatMeshDecoder::SubdivideBlock::operator()(const SparseTensor& x, const ForwardContext& context) const {
    const ChildMapPtr children = subdivideAll(x.set);
    const SparseTensor coarse = skip_connection.empty() ? x : x.withFeats(skip_connection.front()(x.feats, context));
    SparseTensor h = conv1(upsampleNearest(sparseGroupNorm(x, norm1, /*thenSilu=*/true), *children), context);
    h = conv2(sparseGroupNorm(h, norm2, /*thenSilu=*/true), context);
    return h.withFeats(h.feats.add_(upsampleNearest(coarse, *children).feats));
}

SLatMeshDecoder::SLatMeshDecoder(const SparseTransformerConfig& config, bool useColor, const WeightScope& scope)
    : m_transformer(config, scope), m_computeType(scope.computeType()), m_hasColor(useColor) {
    const std::int64_t c = config.modelChannels;
    if (c / 8 % kGroups != 0 || c % 8 != 0)
        throw Error(ErrorCode::CheckpointCorrupt,
                    scope.sourceName() + ": a mesh decoder needs a multiple of 256 channels.",
                    "The model's JSON file is damaged: download it again.");
    upsample.emplace_back(scope.sub("upsample").sub(0), c, c / 4);
    upsample.emplace_back(scope.sub("upsample").sub(1), c / 4, c / 8);
    out_layer = Linear(scope.withComputeType(at::kFloat).sub("out_layer"), c / 8,
                       kCubeChannels + (useColor ? kColorChannels : 0));
}

SparseTensor SLatMeshDecoder::forward(const SparseTensor& latent, const ForwardContext& context) const {
    SparseTensor h = m_transformer.forward(latent, context);
    h = h.withFeats(h.feats.to(m_computeType));
    for (std::size_t i = 0; i < upsample.size(); ++i) {
        h = upsample[i](h, context);
        context.sub("upsample", static_cast<std::int64_t>(i)).tap(h.feats);
    }
    return h.withFeats(out_layer(h.feats.to(at::kFloat), context));
}

}  // namespace espalier::v1

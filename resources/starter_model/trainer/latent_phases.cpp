#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include "inference/models/dinov3_encoder.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/models/v2/sparse_unet_vae.h"
#include "resources/starter_model/trainer/augment.h"
#include "resources/starter_model/trainer/encoders.h"
#include "resources/starter_model/trainer/object_cache.h"
#include "resources/starter_model/trainer/phases.h"

namespace espalier::starter {

namespace {

constexpr std::int64_t kFeatures = 6;  ///< of a voxel, of either kind
constexpr double kDivergenceWeight = 3e-4;

std::vector<std::uint64_t> freshNumbers(std::int64_t step, int batch) {
    std::vector<std::uint64_t> numbers(static_cast<std::size_t>(batch));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<std::uint64_t>(step) * numbers.size() + i;
    return numbers;
}

/// What an encoder reads: [M, 6], about -1 to 1.
at::Tensor featuresOf(const std::string& kind, const VoxelPyramid& voxels) {
    if (kind == "texture") return voxels.attributes * 2.0 - 1.0;
    return at::cat({voxels.vertices, voxels.crossed}, 1) * 2.0 - 1.0;
}

/// Vertices, crossed edges and subdivisions. What decides a quad's diagonal is left near its neutral value.
at::Tensor shapeLoss(const SparseUnetVaeDecoder::Output& output, const VoxelPyramid& voxels, double margin) {
    const at::Tensor& h = output.h.feats;
    const at::Tensor vertices = at::sigmoid(h.slice(1, 0, 3)) * (1.0 + 2.0 * margin) - margin;
    at::Tensor loss = 10.0 * at::mse_loss(vertices, voxels.vertices) +
                      at::binary_cross_entropy_with_logits(h.slice(1, 3, 6), voxels.crossed) +
                      0.01 * h.slice(1, 6, 7).square().mean();
    for (std::size_t level = 0; level < output.subdivisions.size(); ++level)
        loss = loss + at::binary_cross_entropy_with_logits(output.subdivisions[level].logits.feats.to(at::kFloat),
                                                           voxels.subdivided[level].to(at::kFloat));
    return loss;
}

/// Differences between the channels of the colour count on their own: hue is the small part of a squared error, and a
/// code under pressure drops it first. So it does with roughness, where colours weigh all.
at::Tensor textureLoss(const SparseUnetVaeDecoder::Output& output, const VoxelPyramid& voxels) {
    const at::Tensor& h = output.h.feats;
    const at::Tensor wanted = voxels.attributes * 2.0 - 1.0;
    const auto hue = [](const at::Tensor& x) { return x.slice(1, 0, 2) - x.slice(1, 1, 3); };
    const auto error = [&](std::int64_t begin, std::int64_t end) {
        return at::mse_loss(h.slice(1, begin, end), wanted.slice(1, begin, end));
    };
    return error(0, 3) + 2.0 * at::mse_loss(hue(h), hue(wanted)) + error(3, 5) + 0.1 * error(5, 6);
}

/// The autoencoder of one kind of latent; with `decoderOnly` its decoder on noisy latents of the finished encoder.
class LatentVae : public Phase {
public:
    LatentVae(Workshop& workshop, const PhaseOptions& options, std::string kind, bool decoderOnly)
        : m_workshop(workshop),
          m_source(workshop.device()),
          m_kind(std::move(kind)),
          m_batch(options.batch > 0 ? options.batch : 12),
          m_scaleObjects(options.scaleObjects),
          m_decoderOnly(decoderOnly) {}

    std::vector<std::string> networks() const override {
        std::vector<std::string> names{m_kind + "_decoder"};
        if (!m_decoderOnly) names.push_back(m_kind + "_encoder");
        return names;
    }
    double rate() const override { return m_decoderOnly ? 5e-4 : 1e-3; }

    at::Tensor loss(std::int64_t step) override {
        const VoxelPyramid voxels = m_source.voxels(m_source.objects(freshNumbers(step, m_batch)));
        const SparseUnetConfig config = m_workshop.sparseDecoderConfig(m_kind);
        at::Tensor latent, divergence;
        if (m_decoderOnly) {
            const c10::NoGradGuard noGrad;
            const LatentScale scale = m_workshop.latentScale(m_kind);
            const at::Tensor mean = code(voxels).mean;
            const at::Tensor level = at::rand({m_batch, 1}, mean.options());
            latent = mean + scale.deviation *
                                (roughened(at::zeros_like(mean), broadcastToRows(level, voxels.tokens->offsets())));
        } else {
            const LatentCode drawn =
                m_workshop.trained<Encoder>(m_kind + "_encoder", config)(featuresOf(m_kind, voxels), voxels.children);
            latent = drawn.sample();
            divergence = drawn.divergence();
        }
        const auto decoder = m_workshop.trained<SparseUnetVaeDecoder>(m_kind + "_decoder", config);
        const auto output = decoder.forwardAlong(SparseTensor(latent, voxels.tokens), voxels.children);
        const at::Tensor loss =
            m_kind == "shape" ? shapeLoss(output, voxels, config.voxelMargin) : textureLoss(output, voxels);
        return divergence.defined() ? loss + kDivergenceWeight * divergence : loss;
    }

    /// The latents' mean and deviation, over a few batches.
    void finish() override {
        if (m_decoderOnly) return;
        const c10::NoGradGuard noGrad;
        std::vector<at::Tensor> latents;
        for (std::int64_t step = 0; step * m_batch < m_scaleObjects; ++step)
            latents.push_back(code(m_source.voxels(m_source.objects(freshNumbers(step, m_batch)))).mean);
        const at::Tensor all = at::cat(latents);
        m_workshop.setLatentScale(m_kind, {all.mean(0, true), all.std(0, true, true)});
    }

private:
    /// The encoder with its input's size filled in.
    struct Encoder : SparseEncoder {
        Encoder(const SparseUnetConfig& config, const WeightScope& scope) : SparseEncoder(config, kFeatures, scope) {}
    };
    LatentCode code(const VoxelPyramid& voxels) {
        return m_workshop.averaged<Encoder>(m_kind + "_encoder", m_workshop.sparseDecoderConfig(m_kind))(
            featuresOf(m_kind, voxels), voxels.children);
    }

    Workshop& m_workshop;
    ObjectSource m_source;
    std::string m_kind;
    int m_batch;
    int m_scaleObjects;
    bool m_decoderOnly;
};

/// The flow of one kind of latent on the tokens of whole batches, under the finished image encoder. The texture's flow
/// also reads the shape's latents, a little roughened: in use they are not perfect either.
class LatentFlow : public Phase {
public:
    LatentFlow(Workshop& workshop, const PhaseOptions& options, std::string kind)
        : m_workshop(workshop),
          m_kind(std::move(kind)),
          m_batch(options.batch > 0 ? options.batch : 32),
          m_encodeImage(workshop.averaged<DinoV3Encoder>("image_encoder", workshop.imageEncoderConfig())),
          m_encodeShape(workshop.sparseDecoderConfig("shape"), kFeatures,
                        WeightScope(workshop.parameters("shape_encoder").averaged(), workshop.placement())),
          m_scale(workshop.latentScale("shape")),
          m_cache(workshop.device(), ObjectCache::Kind::Latents, workshop.sizes().at("image_size").get<int>(),
                  workshop.device().is_cpu() ? 16 : kWindow,
                  [this](const ObjectBatch& objects) { return makeLatents(objects); }) {
        if (m_kind == "shape") return;
        m_encodeTexture.emplace(workshop.sparseDecoderConfig("texture"), kFeatures,
                                WeightScope(workshop.parameters("texture_encoder").averaged(), workshop.placement()));
        m_textureScale = workshop.latentScale("texture");
    }

    std::vector<std::string> networks() const override { return {m_kind + "_flow"}; }
    double rate() const override { return 1e-3; }

    at::Tensor loss(std::int64_t step) override {
        const int fresh = std::max(1, m_batch / kUses);
        const ObjectCache::Pictured data =
            m_cache.pictured(drawNumbers(m_workshop.seed(), step, m_batch, fresh, m_cache.window()));
        at::Tensor condition;
        {
            const c10::NoGradGuard noGrad;
            condition = withDropped(m_encodeImage.forward(spoiledPixelValues(data.rgba)));
        }
        std::vector<at::Tensor> coords, shapes, textures;
        for (std::size_t i = 0; i < data.latents.size(); ++i) {
            at::Tensor own = data.latents[i].coords.clone();
            own.select(1, 0).fill_(static_cast<std::int64_t>(i));
            coords.push_back(own);
            shapes.push_back(data.latents[i].shape);
            textures.push_back(data.latents[i].texture);
        }
        const auto set = std::make_shared<const CoordSet>(at::cat(coords), m_batch);
        const at::Tensor shape = at::cat(shapes), x0 = m_kind == "shape" ? shape : at::cat(textures);
        const at::Tensor t = drawTimes(m_batch, m_kind == "shape" ? 4.0 : 8.0, x0.options());
        const FlowPair pair = flowPair(x0, rowsOf(t.unsqueeze(1), *set));
        at::Tensor beside;
        if (m_kind == "texture") beside = roughened(shape, rowsOf(0.5 * at::rand({m_batch, 1}, x0.options()), *set));

        const FlowConfig config = m_workshop.flowConfig(m_kind + "_flow");
        const auto flow = m_workshop.trained<SLatFlowModel>(m_kind + "_flow", config);
        const FlowCondition prepared = flow.prepare(condition, /*isZero=*/false);
        const SparseTensor velocity =
            flow.forward(SparseTensor(pair.x, set), 1000.0 * t, prepared, flow.ropeFor(*set), beside);
        return at::mse_loss(velocity.feats, pair.velocity);
    }

private:
    static constexpr int kWindow = 4096;
    static constexpr int kUses = 6;  ///< of each object

    static at::Tensor rowsOf(const at::Tensor& values, const CoordSet& set) {
        return broadcastToRows(values, set.offsets());
    }

    std::vector<ObjectCache::Latents> makeLatents(const ObjectBatch& objects) {
        constexpr std::int64_t kAtOnce = 16;
        ObjectSource source(m_workshop.device());
        std::vector<ObjectCache::Latents> all;
        for (std::int64_t begin = 0; begin < objects.size(); begin += kAtOnce) {
            const std::int64_t end = std::min(begin + kAtOnce, objects.size());
            const std::span numbers(objects.numbers);
            const VoxelPyramid voxels = source.voxels(source.objects(
                numbers.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin))));
            const auto normal = [](const at::Tensor& x, const LatentScale& scale) {
                return (x - scale.mean) / scale.deviation;
            };
            const at::Tensor shape = normal(m_encodeShape(featuresOf("shape", voxels), voxels.children).mean, m_scale);
            const at::Tensor texture =
                m_encodeTexture
                    ? normal((*m_encodeTexture)(featuresOf("texture", voxels), voxels.children).mean, m_textureScale)
                    : at::Tensor();
            const std::vector<std::int64_t>& offsets = voxels.tokens->offsets();
            for (std::size_t b = 0; b + 1 < offsets.size(); ++b) {
                const auto rows = [&](const at::Tensor& x) {
                    return x.defined() ? x.slice(0, offsets[b], offsets[b + 1]).clone() : x;
                };
                all.push_back({rows(voxels.tokens->coords()), rows(shape), rows(texture)});
            }
        }
        return all;
    }

    Workshop& m_workshop;
    std::string m_kind;
    int m_batch;
    DinoV3Encoder m_encodeImage;
    SparseEncoder m_encodeShape;
    std::optional<SparseEncoder> m_encodeTexture;
    LatentScale m_scale, m_textureScale;
    ObjectCache m_cache;
};

}  // namespace

std::unique_ptr<Phase> makeLatentPhase(const std::string& name, Workshop& workshop, const PhaseOptions& options) {
    const std::string kind = name.substr(0, name.find('-'));
    if (name.ends_with("-flow")) return std::make_unique<LatentFlow>(workshop, options, kind);
    return std::make_unique<LatentVae>(workshop, options, kind, name.ends_with("-decoder"));
}

}  // namespace espalier::starter

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include "inference/models/dinov3_encoder.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "resources/starter_model/trainer/augment.h"
#include "resources/starter_model/trainer/encoders.h"
#include "resources/starter_model/trainer/object_cache.h"
#include "resources/starter_model/trainer/phases.h"

namespace espalier::starter {

namespace {

constexpr double kDivergenceWeight = 1e-3;

std::vector<std::uint64_t> freshNumbers(std::int64_t step, int batch) {
    std::vector<std::uint64_t> numbers(static_cast<std::size_t>(batch));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<std::uint64_t>(step) * numbers.size() + i;
    return numbers;
}

/// Occupied cells are few; they count as much as the empty ones near them.
at::Tensor occupancyLoss(const at::Tensor& logits, const at::Tensor& occupancy) {
    return at::binary_cross_entropy_with_logits(logits, occupancy) * 10.0;
}

/// The structure's autoencoder; with `decoderOnly` its decoder on noisy latents of the finished encoder.
class StructureVae : public Phase {
public:
    StructureVae(Workshop& workshop, const PhaseOptions& options, bool decoderOnly)
        : m_workshop(workshop),
          m_source(workshop.device()),
          m_batch(options.batch > 0 ? options.batch : 64),
          m_scaleObjects(options.scaleObjects),
          m_decoderOnly(decoderOnly) {}

    std::vector<std::string> networks() const override {
        std::vector<std::string> names{"structure_decoder"};
        if (!m_decoderOnly) names.emplace_back("structure_encoder");
        return names;
    }
    double rate() const override { return m_decoderOnly ? 6e-4 : 1.5e-3; }

    at::Tensor loss(std::int64_t step) override {
        const StructureDecoderConfig config = m_workshop.structureDecoderConfig();
        const at::Tensor occupancy =
            m_source.occupancy(m_source.objects(freshNumbers(step, m_batch))).to(at::kFloat).unsqueeze(1);
        const auto decoder = m_workshop.trained<SparseStructureDecoder>("structure_decoder", config);
        if (m_decoderOnly) {
            const at::Tensor latent = encoded(occupancy);
            const at::Tensor level = at::rand({latent.size(0), 1, 1, 1, 1}, latent.options());
            return occupancyLoss(decoder.forward(roughened(latent, level)), occupancy);
        }
        const LatentCode code = m_workshop.trained<StructureEncoder>("structure_encoder", config)(occupancy);
        return occupancyLoss(decoder.forward(code.sample()), occupancy) + kDivergenceWeight * code.divergence();
    }

    /// Latents of unit deviation, since the pipeline does not scale them: what the encoder divides by, the decoder's
    /// first layer multiplies with.
    void finish() override {
        if (m_decoderOnly) return;
        const c10::NoGradGuard noGrad;
        const at::Tensor occupancy =
            m_source.occupancy(m_source.objects(freshNumbers(0, m_scaleObjects))).to(at::kFloat).unsqueeze(1);
        const at::Tensor deviation = encoded(occupancy).transpose(0, 1).flatten(1).std(1);
        Parameters& encoder = m_workshop.parameters("structure_encoder");
        const at::Tensor factor = at::cat({deviation.reciprocal(), at::ones_like(deviation)});
        encoder.scale("output_layer.weight", factor.view({-1, 1, 1, 1, 1}));
        encoder.scale("output_layer.bias", factor);
        m_workshop.parameters("structure_decoder").scale("input_layer.weight", deviation.view({1, -1, 1, 1, 1}));
    }

private:
    at::Tensor encoded(const at::Tensor& occupancy) {
        const c10::NoGradGuard noGrad;
        return m_workshop
            .averaged<StructureEncoder>("structure_encoder", m_workshop.structureDecoderConfig())(occupancy)
            .mean;
    }

    Workshop& m_workshop;
    ObjectSource m_source;
    int m_batch;
    int m_scaleObjects;
    bool m_decoderOnly;
};

/// Image encoder and structure flow together. What the encoder's patches must also tell - where in space the surface
/// under them lies, how it is turned, its material - makes it learn; the flow alone asks for too little.
class StructureFlow : public Phase {
public:
    StructureFlow(Workshop& workshop, const PhaseOptions& options)
        : m_workshop(workshop),
          m_batch(options.batch > 0 ? options.batch : 32),
          m_cache(workshop.device(), ObjectCache::Kind::Pictures, workshop.sizes().at("image_size").get<int>(),
                  workshop.device().is_cpu() ? 32 : kWindow),
          m_encode(workshop.averaged<StructureEncoder>("structure_encoder", workshop.structureDecoderConfig())) {}

    std::vector<std::string> networks() const override { return {"image_encoder", "image_head", "structure_flow"}; }
    double rate() const override { return 1e-3; }

    at::Tensor loss(std::int64_t step) override {
        const int fresh = std::max(1, m_batch / kUses);
        const ObjectCache::Pictured data =
            m_cache.pictured(drawNumbers(m_workshop.seed(), step, m_batch, fresh, m_cache.window()));
        at::Tensor pixels, latent;
        {
            const c10::NoGradGuard noGrad;
            pixels = spoiledPixelValues(data.rgba);
            latent = m_encode(data.occupancy.to(at::kFloat).unsqueeze(1)).mean;
        }
        const DinoV3Config encoderConfig = m_workshop.imageEncoderConfig();
        const at::Tensor condition = m_workshop.trained<DinoV3Encoder>("image_encoder", encoderConfig).forward(pixels);
        return flowLoss(condition, latent) + kHeadWeight * headLoss(condition, encoderConfig, data.surface);
    }

private:
    static constexpr int kWindow = 4096;
    static constexpr int kUses = 4;   ///< of each object
    static constexpr int kDraws = 4;  ///< of noise for each picture
    static constexpr double kHeadWeight = 1.0;

    at::Tensor flowLoss(const at::Tensor& condition, const at::Tensor& latent) {
        const FlowConfig config = m_workshop.flowConfig("structure_flow");
        const auto flow = m_workshop.trained<SparseStructureFlowModel>("structure_flow", config);
        FlowCondition prepared = flow.prepare(withDropped(condition), /*isZero=*/false);
        prepared.batchSize *= kDraws;
        const at::Tensor x0 = latent.repeat_interleave(kDraws, 0);
        const at::Tensor t = drawTimes(x0.size(0), 5.0, x0.options());
        const FlowPair pair = flowPair(x0, t.view({-1, 1, 1, 1, 1}));
        return at::mse_loss(flow.forward(pair.x, 1000.0 * t, prepared), pair.velocity);
    }

    at::Tensor headLoss(const at::Tensor& condition, const DinoV3Config& encoder, const at::Tensor& surface) {
        constexpr std::int64_t kPerPatch = 2;
        const std::int64_t prefix = 1 + encoder.numRegisterTokens, patches = surface.size(2) / kPerPatch;
        const WeightScope scope = m_workshop.parameters("image_head").scope(m_workshop.placement().computeType);
        const Linear head(scope, encoder.hiddenSize, kSurfaceChannels * kPerPatch * kPerPatch);
        const at::Tensor told = head(condition.slice(1, prefix).flatten(0, 1)).to(at::kFloat);
        at::Tensor weight = at::ones({kSurfaceChannels}, surface.options().dtype(at::kFloat));
        weight.slice(0, 3, 6).fill_(10.0);  // positions are small numbers, and matter most
        const at::Tensor weighted = surface.to(at::kFloat) * weight.sqrt().view({1, -1, 1, 1});
        const at::Tensor wanted = at::pixel_unshuffle(weighted, kPerPatch).flatten(2).transpose(1, 2);
        return at::mse_loss(told.view({condition.size(0), patches * patches, -1}), wanted);
    }

    Workshop& m_workshop;
    int m_batch;
    ObjectCache m_cache;
    StructureEncoder m_encode;
};

}  // namespace

std::unique_ptr<Phase> makeStructurePhase(const std::string& name, Workshop& workshop, const PhaseOptions& options) {
    if (name == "structure-flow") return std::make_unique<StructureFlow>(workshop, options);
    return std::make_unique<StructureVae>(workshop, options, name == "structure-decoder");
}

}  // namespace espalier::starter

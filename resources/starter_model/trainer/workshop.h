#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "inference/models/model_config.h"
#include "resources/starter_model/trainer/parameters.h"

namespace espalier::starter {

/// The sizes of all networks as their published JSON files say them: "args" of each model by its name in the pipeline,
/// and the encoder's config.json under "image_encoder".
nlohmann::json standardSizes();
/// Of the same kinds, small enough for tests on the processor.
nlohmann::json tinySizes();

/// Mean and deviation of a latent's channels, [1, C] float32.
struct LatentScale {
    at::Tensor mean, deviation;
};

/// A folder with everything that one training run knows: the networks' parameters, the latents' scales, the sizes.
/// Networks are loaded when they are first asked for; what is not there yet starts from the seed.
class Workshop {
public:
    /// `sizes` counts for a new folder only; an old one keeps its own.
    Workshop(std::filesystem::path folder, nlohmann::json sizes, c10::Device device, std::uint64_t seed);

    /// "structure_encoder", "structure_decoder", "image_encoder", "image_head", "structure_flow", and "encoder",
    /// "decoder", "flow" of "shape_" and "texture_".
    Parameters& parameters(const std::string& network);
    /// Where a network computes: bfloat16 on a card.
    Placement placement() const;
    c10::Device device() const { return m_device; }
    std::uint64_t seed() const { return m_seed; }
    const std::filesystem::path& folder() const { return m_folder; }
    const nlohmann::json& sizes() const { return m_sizes; }

    FlowConfig flowConfig(const std::string& network) const;  ///< "structure_flow", "shape_flow", "texture_flow"
    StructureDecoderConfig structureDecoderConfig() const;
    SparseUnetConfig sparseDecoderConfig(const std::string& kind) const;  ///< "shape", "texture"
    DinoV3Config imageEncoderConfig() const;

    /// A network with gradients, to be built in every step; or with the averaged weights, for use.
    template <typename Model, typename Config>
    Model trained(const std::string& network, const Config& config) {
        return Model(config, parameters(network).scope(placement().computeType));
    }
    template <typename Model, typename Config>
    Model averaged(const std::string& network, const Config& config) {
        return Model(config, WeightScope(parameters(network).averaged(), placement()));
    }

    /// "shape" or "texture". Throws Error(InvalidRequest) when its autoencoder was not finished yet.
    LatentScale latentScale(const std::string& kind) const;
    void setLatentScale(const std::string& kind, const LatentScale& scale);

    /// Steps that a phase has made.
    std::int64_t stepsOf(const std::string& phase) const;
    /// Writes the parameters of `networks` and the phase's count of steps. Throws Error(FileWrite).
    void save(const std::string& phase, std::int64_t steps, const std::vector<std::string>& networks);

private:
    void writeNotes() const;
    JsonConfig argsOf(const std::string& network) const;

    std::filesystem::path m_folder;
    c10::Device m_device;
    std::uint64_t m_seed;
    nlohmann::json m_sizes;
    nlohmann::json m_notes;  ///< steps by phase, scales by kind
    std::map<std::string, std::shared_ptr<Parameters>> m_parameters;
};

/// Writes the averaged weights in the published layout: pipeline.json, ckpts/, dinov3/. Matrices and kernels of 4,096
/// numbers and more become int8 with one float32 scale per row, everything else float16. Throws Error(FileWrite), and
/// Error(InvalidRequest) naming the phase when a network was not trained yet.
void publish(Workshop& workshop, const std::filesystem::path& folder);

}  // namespace espalier::starter

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inference/base/json_config.h"
#include "inference/pipeline/generate_request.h"

namespace espalier {

/// The names under which pipeline.json lists its networks.
namespace model_name {
inline constexpr const char* kStructureFlow = "sparse_structure_flow_model";
inline constexpr const char* kStructureDecoder = "sparse_structure_decoder";
inline constexpr const char* kShapeFlow512 = "shape_slat_flow_model_512";
inline constexpr const char* kShapeFlow1024 = "shape_slat_flow_model_1024";
inline constexpr const char* kShapeDecoder = "shape_slat_decoder";
inline constexpr const char* kTextureFlow512 = "tex_slat_flow_model_512";
inline constexpr const char* kTextureFlow1024 = "tex_slat_flow_model_1024";
inline constexpr const char* kTextureDecoder = "tex_slat_decoder";
}  // namespace model_name

/// One sampler of pipeline.json.
struct SamplerConfig {
    double sigmaMin = 1e-5;
    SamplerParams params;
};

/// A latent's mean and deviation per channel.
struct LatentNormalization {
    std::vector<float> mean;
    std::vector<float> deviation;
};

/// The object under `key` of a pipeline's arguments: {"mean": [...], "std": [...]}. Throws Error(CheckpointCorrupt)
/// naming file and key.
LatentNormalization parseNormalization(const JsonConfig& args, const std::string& key);

/// What pipeline.json of a TRELLIS.2 image-to-3D checkpoint says. No file beside it is opened.
struct PipelineConfig {
    std::filesystem::path root;                 ///< the folder of pipeline.json
    std::map<std::string, std::string> models;  ///< name -> path as written; names of the list above only
    SamplerConfig structure, shape, texture;
    LatentNormalization shapeLatent, textureLatent;
    std::string encoderName;
    PipelineType defaultType = PipelineType::k1024Cascade;

    /// Throws Error(ModelNotFound) without the file, Error(CheckpointCorrupt) naming file and key otherwise.
    static PipelineConfig read(const std::filesystem::path& root);

    bool has(const std::string& model) const { return models.count(model) > 0; }
    bool supports(PipelineType type) const;
    bool supportsTexture(PipelineType type) const;
    /// Names of the networks that a job of this type loads, in the order of use.
    std::vector<std::string> modelsFor(PipelineType type, bool withTexture) const;
    /// The same in the order in which the stages ask for them, some twice.
    std::vector<std::string> leaseOrder(PipelineType type, bool withTexture) const;

    /// Path without extension of a network's two files: under the root, else (the structure decoder comes from another
    /// repository) beside it. Throws Error(ModelNotFound) naming the first place that was searched.
    std::filesystem::path stemOf(const std::string& model) const;
    /// Folder of the image encoder: under the root, else beside it; in Hugging Face's layout or timm's.
    std::filesystem::path encoderDir() const;
};

/// A flow sampler's parameters, from pipeline.json or a recorded case: {"name", "params"}. Absent ones are the
/// reference's defaults; a sampler class without guidance gets strength 1.
SamplerParams parseSamplerParams(const std::string& className, const JsonConfig& params);

}  // namespace espalier

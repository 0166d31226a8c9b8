#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "inference/pipeline/pipeline_config.h"

namespace espalier {

/// Which pipeline a folder's pipeline.json describes.
enum class PipelineGeneration { First, Second };

/// Throws Error(ModelNotFound) without the file, Error(CheckpointCorrupt) when it names a pipeline that Espalier cannot
/// run; that of the model which takes words is told from the others.
PipelineGeneration pipelineGeneration(const std::filesystem::path& root);

/// What pipeline.json of an image-to-3D checkpoint of the first TRELLIS says. No file beside it is opened.
struct PipelineConfigV1 {
    /// The names under which it lists its networks.
    static constexpr const char* kStructureFlow = "sparse_structure_flow_model";
    static constexpr const char* kStructureDecoder = "sparse_structure_decoder";
    static constexpr const char* kLatentFlow = "slat_flow_model";
    static constexpr const char* kMeshDecoder = "slat_decoder_mesh";
    static constexpr const char* kGaussianDecoder = "slat_decoder_gs";
    static constexpr const char* kRadianceFieldDecoder = "slat_decoder_rf";

    std::filesystem::path root;
    std::map<std::string, std::string> models;  ///< name -> path as written
    SamplerConfig structure, latent;            ///< guidance strength as the reference writes it: 0 = none
    LatentNormalization normalization;
    std::string encoderName;

    /// Throws as pipelineGeneration(), and Error(CheckpointCorrupt) naming file and key.
    static PipelineConfigV1 read(const std::filesystem::path& root);

    bool has(const std::string& model) const { return models.count(model) > 0; }
    /// As PipelineConfig::stemOf().
    std::filesystem::path stemOf(const std::string& model) const;
    /// The image encoder's weights, .safetensors or PyTorch's .pth: inside the root, beside it, or where PyTorch keeps
    /// what it downloads. Throws Error(ModelNotFound) naming the first place searched.
    std::filesystem::path encoderFile() const;
};

/// A sampler of the first TRELLIS, from pipeline.json or a recorded case. Absent parameters are the reference's
/// defaults.
SamplerParams parseSamplerParamsV1(const std::string& className, const JsonConfig& params);

/// The same parameters for sampleFlow(). The first TRELLIS counts guidance from 0, where only the condition counts;
/// TRELLIS.2 from 1.
SamplerParams forSampleFlow(SamplerParams params);

}  // namespace espalier

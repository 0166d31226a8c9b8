#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/model_store.h"
#include "inference/pipeline/pipeline_config.h"
#include "inference/pipeline/pipeline_config_v1.h"
#include "inference/pipeline/raw_result.h"

namespace espalier {

class TrellisV1Pipeline;
class TrellisV2Pipeline;

/// pipeline.json of either generation of TRELLIS.
using ModelConfig = std::variant<PipelineConfigV1, PipelineConfig>;

/// Throws as pipelineGeneration() and the configurations' own read().
ModelConfig readModelConfig(const std::filesystem::path& root);

/// Throws Error(InvalidRequest) when the request asks for what such a model does not have.
void requireOffered(const ModelConfig& config, const GenerateRequest& request);

/// What a job takes of a machine, as readFootprint().
ModelFootprint footprintOf(const ModelConfig& config, const GenerateRequest& request);

/// What a pipeline gives, whichever generation it is of.
struct PipelineOutput {
    std::shared_ptr<const RawResult> raw;       ///< with at least one face
    std::shared_ptr<const JobLatents> latents;  ///< null for the first TRELLIS
    ImageBuffer preparedImage;
    PipelineType type = PipelineType::k512;
    std::int64_t tokens = 0;
    std::int64_t voxels = 0;
    std::vector<std::pair<Stage, double>> stageSeconds;
    std::vector<std::string> notes;
};

/// The pipeline of one checkpoint folder, with the networks it keeps between jobs.
class JobPipeline {
public:
    JobPipeline(ModelConfig config, const ComputeSettings& settings);
    ~JobPipeline();

    const std::filesystem::path& root() const;
    const ComputeSettings& settings() const;
    void setMemory(MemoryMode mode);

    /// As the pipelines' run().
    PipelineOutput run(const GenerateRequest& request, const RunContext& context);

private:
    std::variant<std::unique_ptr<TrellisV1Pipeline>, std::unique_ptr<TrellisV2Pipeline>> m_pipeline;
};

}  // namespace espalier

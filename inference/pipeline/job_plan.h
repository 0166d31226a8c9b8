#pragma once

#include <utility>
#include <vector>

#include "inference/base/progress.h"
#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/pipeline_config.h"
#include "inference/pipeline/pipeline_config_v1.h"

namespace espalier {

/// The samplers of one job: the model's defaults with the request's changes.
struct JobSamplers {
    SamplerParams structure, shape, texture;
};

/// Faces of a usual object's mesh in the grid of the first TRELLIS.
inline constexpr std::size_t kUsualFacesV1 = 500'000;

/// What a job for the first TRELLIS has to do.
struct JobWorkV1 {
    int structureEvaluations = 0;  ///< of the flow models, over all samples
    int latentEvaluations = 0;
    int pictures = 1;
    int samples = 1;
    bool withMesh = true;
    std::vector<std::pair<Stage, double>> afterwards{};  ///< stages after the pipeline's own
};

/// Expected cost of each stage, in seconds of an ordinary processor; only their proportions matter. Made from the
/// networks' JSON files and a usual number of tokens, before anything has run.
class JobPlan {
public:
    JobPlan() = default;
    /// Of `request` counts whether textures are wanted, and what is to be made of the mesh.
    JobPlan(const PipelineConfig& config, PipelineType type, const JobSamplers& samplers,
            const GenerateRequest& request);
    JobPlan(const PipelineConfigV1& config, const JobWorkV1& work);

    const std::vector<std::pair<Stage, double>>& costs() const { return m_costs; }

    /// Share of the whole job that is done when `share` of `stage` is.
    double fractionAt(Stage stage, double share) const;

private:
    std::vector<std::pair<Stage, double>> m_costs;
};

}  // namespace espalier

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/mesh_asset.h"
#include "inference/asset/radiance_field.h"
#include "inference/base/error.h"
#include "inference/base/run_context.h"
#include "inference/pipeline/asset_maker.h"
#include "inference/pipeline/generate_request.h"

namespace espalier {

/// What a job did, for logs, the bench and the history.
struct RunReport {
    std::vector<std::pair<Stage, double>> stageSeconds;  ///< in the order they ran
    double totalSeconds = 0.0;
    std::uint64_t peakMemoryBytes = 0;  ///< resident set of this process
    std::uint64_t peakCardBytes = 0;    ///< allocated on the card by this job; 0 on the processor
    std::uint64_t seed = 0;
    PipelineType type = PipelineType::k512;
    int resolution = 0;              ///< voxels per axis of the final grid
    std::int64_t tokens = 0;         ///< active structure voxels
    std::int64_t voxels = 0;         ///< voxels of the decoded grid
    std::string device;              ///< "cpu" or "cuda:0 (name)"
    std::string arithmetic;          ///< "fp32", "bf16" or "fp16"
    std::string memory;              ///< how a card's memory was used: "resident", "staged" or "chunked"; "" = no card
    std::string attentionBackend;    ///< what served at::scaled_dot_product_attention
    std::vector<std::string> notes;  ///< what the user should know, one sentence each
};

struct GenerateResult {
    MeshAssetPtr mesh;                          ///< the made asset, or the raw mesh where that was asked for
    std::shared_ptr<const RawResult> raw;       ///< to make it again with other settings
    std::shared_ptr<const JobLatents> latents;  ///< null for the first TRELLIS
    GaussianCloudPtr gaussians;                 ///< null unless asked for
    RadianceFieldPtr radianceField;             ///< the same
    AssetReport asset;                          ///< empty for a raw mesh
    ImageBuffer preparedImage;                  ///< what the encoder saw
    RunReport report;
};

/// A failure as a user reads it.
struct JobFailure {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string hint;
    std::string details;  ///< for the log: the library's own words, may be empty
};

struct JobCancelled {};

using JobOutcome = std::variant<std::shared_ptr<const GenerateResult>, JobFailure, JobCancelled>;

/// Runs one job at a time on the calling thread; the only place where exceptions become values. Keeps the last model
/// loaded between jobs. Used by the window's worker and by the command line alike.
class JobRunner {
public:
    JobRunner();
    ~JobRunner();

    /// Never throws. `context` gets progress and previews on this thread.
    JobOutcome run(const GenerateRequest& request, const RunContext& context);

    /// Makes the asset of a finished job again, as `request` says (`asset`, `raw`, `threads`), without a model. The
    /// result has no prepared picture and no latents. Never throws.
    JobOutcome remake(const std::shared_ptr<const RawResult>& raw, const GenerateRequest& request,
                      const RunContext& context);

private:
    template <typename Work>
    JobOutcome guarded(Work work);

    class Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace espalier

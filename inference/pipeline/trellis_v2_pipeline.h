#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/base/run_context.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/model_store.h"
#include "inference/pipeline/raw_result.h"
#include "inference/tensor/sparse_tensor.h"

namespace espalier {

/// Everything that a run computes on its way, for comparing with recorded results.
struct TrellisV2Trace {
    at::Tensor condition512, condition1024;
    std::vector<at::Tensor> noise;  ///< in the order drawn
    at::Tensor structureLatent;
    at::Tensor structureLogits;
    at::Tensor coords;           ///< [N, 4] int32
    SparseTensor shapeLatent;    ///< denormalised
    SparseTensor textureLatent;  ///< denormalised
    SparseTensor head;           ///< the shape decoder's 7 channels
    SparseTensor voxels;         ///< the texture decoder's 6 channels
};

struct TrellisV2Result {
    std::shared_ptr<const RawResult> raw;  ///< with at least one face
    std::shared_ptr<const JobLatents> latents;
    ImageBuffer preparedImage;
    std::int64_t tokens = 0;
    std::int64_t voxels = 0;
    std::vector<std::pair<Stage, double>> stageSeconds;
    std::vector<std::string> notes;  ///< what the user should know of the run, one sentence each
};

/// The reference's Trellis2ImageTo3DPipeline: picture -> structure -> shape latent -> mesh, texture latent -> PBR
/// voxels. What the reference does to the mesh afterwards is left to makeAsset().
class TrellisV2Pipeline {
public:
    /// `settings` may be just a device.
    TrellisV2Pipeline(PipelineConfig config, ComputeSettings settings);

    const PipelineConfig& config() const { return m_store.config(); }
    const ComputeSettings& settings() const { return m_store.settings(); }
    void setMemory(MemoryMode mode) { m_store.setMemory(mode); }

    /// Runs one job on the calling thread, which must be in inference mode. Throws Error, Cancelled, and LibTorch's own
    /// exceptions. When a card's memory runs out, the stage at hand is run once more in the next leaner mode. `trace`,
    /// when given, receives the intermediate results.
    TrellisV2Result run(const GenerateRequest& request, const RunContext& context, TrellisV2Trace* trace = nullptr);

private:
    ModelStore m_store;
};

}  // namespace espalier

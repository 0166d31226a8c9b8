#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/image_buffer.h"
#include "inference/asset/mesh_asset.h"
#include "inference/asset/radiance_field.h"
#include "inference/base/run_context.h"
#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/model_store_v1.h"

namespace espalier {

/// One job for the first TRELLIS.
struct TrellisV1Job {
    std::vector<ImageBuffer> images;  ///< at least one: views of the same object
    bool imagesArePrepared = false;   ///< 518 x 518 RGB on black already
    bool keepBackground = false;      ///< pictures without alpha are used as they are, all of them
    ViewMode views = ViewMode::Stochastic;
    std::uint64_t seed = 42;
    int samples = 1;
    SamplerOverrides structure, latent;
    bool mesh = true;
    bool gaussians = true;
    bool radianceField = false;
    int previewEvery = 1;  ///< structure steps between previews of the first sample; 0 = none
    std::vector<std::pair<Stage, double>> afterwards{};  ///< what the caller will do with the mesh, for the job's plan
};

struct TrellisV1Sample {
    MeshAssetPtr mesh;                  ///< with colours at the vertices; null when not asked for
    std::vector<float> meshAttributes;  ///< 6 per vertex, 0..1: RGB and normal; empty without colours
    int meshResolution = 0;             ///< cubes per axis of the grid that the mesh was made in
    GaussianCloudPtr gaussians;
    RadianceFieldPtr radianceField;
    std::int64_t tokens = 0;  ///< voxels of the structured latent
};

struct TrellisV1Result {
    std::vector<TrellisV1Sample> samples;
    std::vector<ImageBuffer> preparedImages;
    int resolution = 0;  ///< of the latent's voxels, per axis
    std::vector<std::pair<Stage, double>> stageSeconds;
};

/// Everything that a run computes on its way, for comparing with recorded results.
struct TrellisV1Trace {
    std::vector<at::Tensor> conditions;  ///< one per picture
    std::vector<at::Tensor> noise;       ///< of structure and latent
    at::Tensor structureLatents;         ///< [samples, C, R, R, R]
    at::Tensor structureLogits;
    at::Tensor coords;   ///< [N, 4] int32
    at::Tensor latents;  ///< [N, C], denormalised
};

/// The reference's TrellisImageTo3DPipeline: pictures -> structure -> structured latent -> mesh, Gaussians, radiance
/// field. Samples of one job are computed one after another from the noise that the reference draws for all at once.
class TrellisV1Pipeline {
public:
    TrellisV1Pipeline(PipelineConfigV1 config, ComputeSettings settings) : m_store(std::move(config), settings) {}

    const PipelineConfigV1& config() const { return m_store.config(); }
    const ComputeSettings& settings() const { return m_store.settings(); }
    void setMemory(MemoryMode mode) { m_store.setMemory(mode); }

    /// Runs one job on the calling thread, which must be in inference mode. Throws Error, Cancelled, and LibTorch's own
    /// exceptions. `trace`, when given, receives the intermediate results.
    TrellisV1Result run(const TrellisV1Job& job, const RunContext& context, TrellisV1Trace* trace = nullptr);

private:
    ModelStoreV1 m_store;
};

}  // namespace espalier

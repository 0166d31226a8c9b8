#pragma once

#include <map>
#include <memory>
#include <string>

#include "inference/base/run_context.h"
#include "inference/models/checkpoint.h"
#include "inference/pipeline/model_store.h"
#include "inference/pipeline/pipeline_config_v1.h"

namespace espalier {

class DinoV2Encoder;

/// The networks of a checkpoint folder of the first TRELLIS, loaded when a stage asks for them. They stay loaded while
/// they take a small part of the memory; otherwise each goes when its stage lets go of it.
class ModelStoreV1 {
public:
    ModelStoreV1(PipelineConfigV1 config, ComputeSettings settings)
        : m_config(std::move(config)), m_settings(settings) {}

    const PipelineConfigV1& config() const { return m_config; }
    const c10::Device& device() const { return m_settings.device; }
    const ComputeSettings& settings() const { return m_settings; }

    /// Another mode on the card from here on; networks that were kept are let go of, and the card's cache with them.
    void setMemory(MemoryMode mode);

    /// Checks that the files of `models` and of the encoder are there and readable. Throws Error(ModelNotFound or
    /// CheckpointCorrupt); reports Stage::Load.
    void prepare(const std::vector<std::string>& models, const RunContext& context);

    std::shared_ptr<const DinoV2Encoder> encoder();
    std::shared_ptr<const SparseStructureFlowModel> structureFlow();
    std::shared_ptr<const SparseStructureDecoder> structureDecoder();
    std::shared_ptr<const v1::SLatFlowModel> latentFlow();
    std::shared_ptr<const v1::SLatMeshDecoder> meshDecoder();
    std::shared_ptr<const v1::SLatGaussianDecoder> gaussianDecoder();
    std::shared_ptr<const v1::SLatRadianceFieldDecoder> radianceFieldDecoder();

private:
    template <typename Model, typename Load>
    std::shared_ptr<const Model> lease(const char* name, Load load);
    template <typename Model>
    std::shared_ptr<const Model> lease(const char* name, const Placement& placement,
                                       std::shared_ptr<const Model> (*load)(const Checkpoint&, const Placement&));

    PipelineConfigV1 m_config;
    ComputeSettings m_settings;
    bool m_keeps = false;
    std::map<std::string, std::shared_ptr<const void>> m_kept;
};

}  // namespace espalier

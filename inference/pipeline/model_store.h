#pragma once

#include <c10/core/Device.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "inference/base/run_context.h"
#include "inference/models/checkpoint.h"
#include "inference/pipeline/pipeline_config.h"

namespace espalier {

class DinoV3Encoder;

/// The networks of one checkpoint folder, loaded when a stage asks for them. A small model stays loaded between jobs;
/// of one that would fill the memory each network is dropped as soon as its stage lets go of the lease.
class ModelStore {
public:
    ModelStore(PipelineConfig config, c10::Device device);
    ~ModelStore();

    const PipelineConfig& config() const { return m_config; }
    const c10::Device& device() const { return m_device; }

    /// Checks that every file of a job is there and readable, and loads the networks that will stay. Throws
    /// Error(ModelNotFound or CheckpointCorrupt), Cancelled; reports Stage::Load.
    void prepare(PipelineType type, bool withTexture, const RunContext& context);

    std::shared_ptr<const SparseStructureFlowModel> structureFlow();
    std::shared_ptr<const SparseStructureDecoder> structureDecoder();
    std::shared_ptr<const SLatFlowModel> flow(const std::string& name);
    std::shared_ptr<const FlexiDualGridVaeDecoder> shapeDecoder();
    std::shared_ptr<const TextureDecoder> textureDecoder();
    std::shared_ptr<const DinoV3Encoder> encoder();

private:
    template <typename Model, typename Load>
    std::shared_ptr<const Model> lease(const std::string& name, Load load);
    void load(const std::string& name);
    bool fitsInMemory(const std::vector<std::string>& names) const;

    PipelineConfig m_config;
    c10::Device m_device;
    bool m_keeps = false;
    std::map<std::string, std::shared_ptr<const void>> m_kept;
};

}  // namespace espalier

#pragma once

#include <c10/core/Device.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "inference/base/run_context.h"
#include "inference/device/capability.h"
#include "inference/models/checkpoint.h"
#include "inference/pipeline/pipeline_config.h"
#include "inference/pipeline/weight_prefetch.h"

namespace espalier {

class DinoV3Encoder;

/// Where and in what numbers the networks of a job compute. On a card in half precision as published: flows in
/// bfloat16 (float16 where the card has no bfloat16), decoders in float16.
struct ComputeSettings {
    c10::Device device{c10::kCPU};
    Arithmetic arithmetic = Arithmetic::Float32;
    /// Of a card. Processor memory is judged by what the machine has.
    MemoryMode memory = MemoryMode::Resident;

    ComputeSettings() = default;
    /// In float32, resident.
    ComputeSettings(c10::Device where) : device(where) {}  // NOLINT: a device is the whole answer for most callers

    Placement flows() const;
    Placement decoders() const;
    Placement encoder() const;
};

/// The networks of one checkpoint folder, loaded when a stage asks for them. A small model stays loaded between jobs;
/// of one that would fill the memory each network is dropped as soon as its stage lets go of the lease, and on a card
/// the next one's weights are brought to page-locked memory meanwhile.
class ModelStore {
public:
    ModelStore(PipelineConfig config, ComputeSettings settings);
    ~ModelStore();

    const PipelineConfig& config() const { return m_config; }
    const c10::Device& device() const { return m_settings.device; }
    const ComputeSettings& settings() const { return m_settings; }

    /// Another mode on the card from here on; networks that were kept are let go of, and the card's cache with them.
    void setMemory(MemoryMode mode);

    /// Begins a job: checks that every file of it is there and readable, and loads the networks that will stay. Throws
    /// Error(ModelNotFound or CheckpointCorrupt), Cancelled, as do the members below; reports Stage::Load.
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
    Checkpoint openCheckpoint(const std::string& name);
    void readAheadAfter(const std::string& name);
    void releaseCache() const;
    void load(const std::string& name);
    bool keepsAll(const std::vector<std::string>& names) const;

    PipelineConfig m_config;
    ComputeSettings m_settings;
    RunContext m_run;  ///< the job's that asks for networks
    bool m_keeps = false;
    std::vector<std::string> m_order;  ///< networks in the order in which the stages ask for them
    std::size_t m_position = 0;        ///< in m_order: the next that will be asked for
    std::map<std::string, std::shared_ptr<const void>> m_kept;
    WeightPrefetch m_prefetch;
};

}  // namespace espalier

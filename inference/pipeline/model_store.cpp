#include "inference/pipeline/model_store.h"

#include <c10/core/CachingDeviceAllocator.h>

#include "inference/device/device_probe.h"
#include "inference/models/dinov3_encoder.h"
#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/models/v2/texture_decoder.h"

namespace espalier {
namespace {

constexpr const char* kEncoder = "image_cond_model";
/// Networks stay loaded while all of them in float32 take less than this share of the machine's memory.
constexpr double kResidentShare = 0.25;

std::uint64_t float32Bytes(const TensorSource& weights) {
    std::uint64_t bytes = 0;
    for (const auto& [key, info] : weights.entries()) {
        std::uint64_t tensor = sizeof(float);
        for (const auto extent : info.shape)
            tensor *= static_cast<std::uint64_t>(extent);
        bytes += tensor;
    }
    return bytes;
}

/// A source whose every tensor is a checkpoint: a whole network is half a second's work.
class CheckpointedSource : public TensorSource {
public:
    CheckpointedSource(std::shared_ptr<const TensorSource> source, RunContext run)
        : m_source(std::move(source)), m_run(std::move(run)) {}

    const std::string& name() const override { return m_source->name(); }
    const std::map<std::string, TensorInfo>& entries() const override { return m_source->entries(); }
    at::Tensor tensor(const std::string& key) const override {
        m_run.checkpoint();
        return m_source->tensor(key);
    }

private:
    std::shared_ptr<const TensorSource> m_source;
    RunContext m_run;
};

at::ScalarType scalarType(Arithmetic arithmetic) {
    switch (arithmetic) {
        case Arithmetic::Float16:
            return at::kHalf;
        case Arithmetic::BFloat16:
            return at::kBFloat16;
        case Arithmetic::Float32:
            break;
    }
    return at::kFloat;
}

}  // namespace

Placement ComputeSettings::flows() const {
    return {device, scalarType(arithmetic)};
}

Placement ComputeSettings::decoders() const {
    return {device, arithmetic == Arithmetic::Float32 ? at::kFloat : at::kHalf};
}

Placement ComputeSettings::encoder() const {
    return decoders();
}

ModelStore::ModelStore(PipelineConfig config, ComputeSettings settings)
    : m_config(std::move(config)), m_settings(settings) {}
ModelStore::~ModelStore() = default;

void ModelStore::setMemory(MemoryMode mode) {
    m_settings.memory = mode;
    m_keeps = m_keeps && mode == MemoryMode::Resident;
    m_prefetch.drop();
    if (!m_keeps) m_kept.clear();
    releaseCache();
}

void ModelStore::releaseCache() const {
    if (!device().is_cpu()) c10::getDeviceAllocator(device().type())->emptyCache();
}

template <typename Model, typename Load>
std::shared_ptr<const Model> ModelStore::lease(const std::string& name, Load load) {
    if (const auto kept = m_kept.find(name); kept != m_kept.end())
        return std::static_pointer_cast<const Model>(kept->second);
    if (!m_keeps) releaseCache();  // what the stage before left there fits the next one's sizes badly
    std::shared_ptr<const Model> model = load();
    if (m_keeps) m_kept[name] = model;
    readAheadAfter(name);
    return model;
}

Checkpoint ModelStore::openCheckpoint(const std::string& name) {
    const std::filesystem::path stem = m_config.stemOf(name);
    Checkpoint checkpoint = Checkpoint::open(stem);
    if (auto weights = m_prefetch.take(stem, m_run)) checkpoint.weights = std::move(weights);
    checkpoint.weights = std::make_shared<const CheckpointedSource>(std::move(checkpoint.weights), m_run);
    return checkpoint;
}

/// On a card only: on the processor the mapped file is as near as it gets.
void ModelStore::readAheadAfter(const std::string& name) {
    if (device().is_cpu() || m_settings.memory == MemoryMode::Chunked) return;
    const auto here = std::find(m_order.begin() + std::ptrdiff_t(m_position), m_order.end(), name);
    if (here == m_order.end()) return;
    m_position = std::size_t(here - m_order.begin()) + 1;
    if (m_position < m_order.size()) m_prefetch.start(m_config.stemOf(m_order[m_position]));
}

std::shared_ptr<const SparseStructureFlowModel> ModelStore::structureFlow() {
    const std::string name = model_name::kStructureFlow;
    return lease<SparseStructureFlowModel>(name,
                                           [&] { return loadStructureFlow(openCheckpoint(name), m_settings.flows()); });
}

std::shared_ptr<const SparseStructureDecoder> ModelStore::structureDecoder() {
    const std::string name = model_name::kStructureDecoder;
    return lease<SparseStructureDecoder>(
        name, [&] { return loadStructureDecoder(openCheckpoint(name), m_settings.decoders()); });
}

std::shared_ptr<const SLatFlowModel> ModelStore::flow(const std::string& name) {
    return lease<SLatFlowModel>(name, [&] { return loadSLatFlow(openCheckpoint(name), m_settings.flows()); });
}

std::shared_ptr<const FlexiDualGridVaeDecoder> ModelStore::shapeDecoder() {
    const std::string name = model_name::kShapeDecoder;
    return lease<FlexiDualGridVaeDecoder>(
        name, [&] { return loadShapeDecoder(openCheckpoint(name), m_settings.decoders()); });
}

std::shared_ptr<const TextureDecoder> ModelStore::textureDecoder() {
    const std::string name = model_name::kTextureDecoder;
    return lease<TextureDecoder>(name, [&] { return loadTextureDecoder(openCheckpoint(name), m_settings.decoders()); });
}

std::shared_ptr<const DinoV3Encoder> ModelStore::encoder() {
    return lease<DinoV3Encoder>(kEncoder, [&] {
        return std::make_shared<const DinoV3Encoder>(DinoV3Encoder::load(m_config.encoderDir(), m_settings.encoder()));
    });
}

void ModelStore::load(const std::string& name) {
    if (name == model_name::kStructureFlow)
        structureFlow();
    else if (name == model_name::kStructureDecoder)
        structureDecoder();
    else if (name == model_name::kShapeDecoder)
        shapeDecoder();
    else if (name == model_name::kTextureDecoder)
        textureDecoder();
    else if (name == kEncoder)
        encoder();
    else
        flow(name);
}

/// On a card the plan decides; every file is opened all the same, so that a missing one is told before work begins.
bool ModelStore::keepsAll(const std::vector<std::string>& names) const {
    std::uint64_t bytes = 0;
    for (const auto& name : names)
        bytes += float32Bytes(*Checkpoint::open(m_config.stemOf(name)).weights);
    bytes += float32Bytes(*SafetensorsFile::open(m_config.encoderDir() / "model.safetensors"));
    if (!device().is_cpu()) return m_settings.memory == MemoryMode::Resident;
    return double(bytes) < kResidentShare * double(probeDevices().memoryBytes);
}

void ModelStore::prepare(PipelineType type, bool withTexture, const RunContext& context) {
    const std::vector<std::string> names = m_config.modelsFor(type, withTexture);
    m_run = context;
    context.report(Stage::Load, 0, 1);
    m_keeps = keepsAll(names);
    if (!m_keeps) m_kept.clear();
    m_order = m_keeps ? names : m_config.leaseOrder(type, withTexture);
    m_position = 0;
    // The first network asked for is the encoder; the first of the others is read meanwhile.
    std::vector<std::string> toLoad{kEncoder};
    toLoad.insert(toLoad.end(), names.begin(), names.end());
    if (!device().is_cpu() && m_kept.count(m_order.front()) == 0) m_prefetch.start(m_config.stemOf(m_order.front()));
    for (std::size_t i = 0; m_keeps && i < toLoad.size(); ++i) {
        load(toLoad[i]);
        context.report(Stage::Load, int(i + 1), int(toLoad.size()));
    }
    context.report(Stage::Load, 1, 1);
}

}  // namespace espalier

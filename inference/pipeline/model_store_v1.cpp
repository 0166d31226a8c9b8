#include "inference/pipeline/model_store_v1.h"

#include <c10/core/CachingDeviceAllocator.h>

#include "inference/device/device_probe.h"
#include "inference/models/dinov2_encoder.h"
#include "inference/tensor/torch_pickle.h"

namespace espalier {
namespace {

/// Networks stay loaded while all of them, which are stored in half precision, take less than this share of the
/// machine's memory in float32.
constexpr double kResidentShare = 0.25;
constexpr std::uint64_t kFloat32Growth = 2;

}  // namespace

void ModelStoreV1::setMemory(MemoryMode mode) {
    m_settings.memory = mode;
    m_keeps = m_keeps && mode == MemoryMode::Resident;
    if (!m_keeps) m_kept.clear();
    if (!device().is_cpu()) c10::getDeviceAllocator(device().type())->emptyCache();
}

void ModelStoreV1::prepare(const std::vector<std::string>& models, const RunContext& context) {
    context.report(Stage::Load, 0, 1);
    std::uint64_t bytes = std::filesystem::file_size(m_config.encoderFile());
    openWeights(m_config.encoderFile());  // checks its header
    for (const std::string& model : models) {
        Checkpoint::open(m_config.stemOf(model));
        bytes += kFloat32Growth * std::filesystem::file_size(m_config.stemOf(model).string() + ".safetensors");
    }
    m_keeps = device().is_cpu() ? double(bytes) < kResidentShare * double(probeDevices().memoryBytes)
                                : m_settings.memory == MemoryMode::Resident;
    if (!m_keeps) m_kept.clear();
    context.report(Stage::Load, 1, 1);
}

template <typename Model, typename Load>
std::shared_ptr<const Model> ModelStoreV1::lease(const char* name, Load load) {
    if (const auto kept = m_kept.find(name); kept != m_kept.end())
        return std::static_pointer_cast<const Model>(kept->second);
    std::shared_ptr<const Model> model = load();
    if (m_keeps) m_kept[name] = model;
    return model;
}

template <typename Model>
std::shared_ptr<const Model> ModelStoreV1::lease(const char* name, const Placement& placement,
                                                 std::shared_ptr<const Model> (*load)(const Checkpoint&,
                                                                                      const Placement&)) {
    return lease<Model>(name, [&] { return load(Checkpoint::open(m_config.stemOf(name)), placement); });
}

std::shared_ptr<const DinoV2Encoder> ModelStoreV1::encoder() {
    return lease<DinoV2Encoder>("image_cond_model", [&] {
        return std::make_shared<const DinoV2Encoder>(DinoV2Encoder::load(m_config.encoderFile(), m_settings.encoder()));
    });
}

std::shared_ptr<const SparseStructureFlowModel> ModelStoreV1::structureFlow() {
    return lease(PipelineConfigV1::kStructureFlow, m_settings.flows(), v1::loadStructureFlow);
}

std::shared_ptr<const SparseStructureDecoder> ModelStoreV1::structureDecoder() {
    return lease(PipelineConfigV1::kStructureDecoder, m_settings.decoders(), loadStructureDecoder);
}

std::shared_ptr<const v1::SLatFlowModel> ModelStoreV1::latentFlow() {
    return lease(PipelineConfigV1::kLatentFlow, m_settings.flows(), v1::loadSLatFlow);
}

std::shared_ptr<const v1::SLatMeshDecoder> ModelStoreV1::meshDecoder() {
    return lease(PipelineConfigV1::kMeshDecoder, m_settings.decoders(), v1::loadMeshDecoder);
}

std::shared_ptr<const v1::SLatGaussianDecoder> ModelStoreV1::gaussianDecoder() {
    return lease(PipelineConfigV1::kGaussianDecoder, m_settings.decoders(), v1::loadGaussianDecoder);
}

std::shared_ptr<const v1::SLatRadianceFieldDecoder> ModelStoreV1::radianceFieldDecoder() {
    return lease(PipelineConfigV1::kRadianceFieldDecoder, m_settings.decoders(), v1::loadRadianceFieldDecoder);
}

}  // namespace espalier

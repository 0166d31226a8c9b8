#include "inference/pipeline/model_store.h"

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

}  // namespace

ModelStore::ModelStore(PipelineConfig config, c10::Device device) : m_config(std::move(config)), m_device(device) {}
ModelStore::~ModelStore() = default;

template <typename Model, typename Load>
std::shared_ptr<const Model> ModelStore::lease(const std::string& name, Load load) {
    if (const auto kept = m_kept.find(name); kept != m_kept.end())
        return std::static_pointer_cast<const Model>(kept->second);
    std::shared_ptr<const Model> model = load();
    if (m_keeps) m_kept[name] = model;
    return model;
}

std::shared_ptr<const SparseStructureFlowModel> ModelStore::structureFlow() {
    const std::string name = model_name::kStructureFlow;
    return lease<SparseStructureFlowModel>(name, [&] { return loadStructureFlow(m_config.stemOf(name), m_device); });
}

std::shared_ptr<const SparseStructureDecoder> ModelStore::structureDecoder() {
    const std::string name = model_name::kStructureDecoder;
    return lease<SparseStructureDecoder>(name, [&] { return loadStructureDecoder(m_config.stemOf(name), m_device); });
}

std::shared_ptr<const SLatFlowModel> ModelStore::flow(const std::string& name) {
    return lease<SLatFlowModel>(name, [&] { return loadSLatFlow(m_config.stemOf(name), m_device); });
}

std::shared_ptr<const FlexiDualGridVaeDecoder> ModelStore::shapeDecoder() {
    const std::string name = model_name::kShapeDecoder;
    return lease<FlexiDualGridVaeDecoder>(name, [&] { return loadShapeDecoder(m_config.stemOf(name), m_device); });
}

std::shared_ptr<const TextureDecoder> ModelStore::textureDecoder() {
    const std::string name = model_name::kTextureDecoder;
    return lease<TextureDecoder>(name, [&] { return loadTextureDecoder(m_config.stemOf(name), m_device); });
}

std::shared_ptr<const DinoV3Encoder> ModelStore::encoder() {
    return lease<DinoV3Encoder>(kEncoder, [&] {
        return std::make_shared<const DinoV3Encoder>(DinoV3Encoder::load(m_config.encoderDir(), m_device));
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

bool ModelStore::fitsInMemory(const std::vector<std::string>& names) const {
    std::uint64_t bytes = 0;
    for (const auto& name : names)
        bytes += float32Bytes(*Checkpoint::open(m_config.stemOf(name)).weights);
    bytes += float32Bytes(*SafetensorsFile::open(m_config.encoderDir() / "model.safetensors"));
    return double(bytes) < kResidentShare * double(probeDevices().memoryBytes);
}

void ModelStore::prepare(PipelineType type, bool withTexture, const RunContext& context) {
    std::vector<std::string> names = m_config.modelsFor(type, withTexture);
    context.report(Stage::Load, 0, 1);
    m_keeps = fitsInMemory(names);
    if (!m_keeps) m_kept.clear();
    names.emplace_back(kEncoder);
    for (std::size_t i = 0; m_keeps && i < names.size(); ++i) {
        load(names[i]);
        context.report(Stage::Load, int(i + 1), int(names.size()));
    }
    context.report(Stage::Load, 1, 1);
}

}  // namespace espalier

#include "inference/models/checkpoint.h"

#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/models/v2/texture_decoder.h"

namespace espalier {

namespace {

/// `stem` may contain dots, so the endings are appended, not replaced.
std::filesystem::path withEnding(std::filesystem::path stem, const char* ending) {
    return stem += ending;
}

}  // namespace

Checkpoint Checkpoint::open(const std::filesystem::path& stem) {
    return {ModelFile::read(withEnding(stem, ".json")), SafetensorsFile::open(withEnding(stem, ".safetensors"))};
}

std::shared_ptr<const SparseStructureFlowModel> loadStructureFlow(const Checkpoint& checkpoint,
                                                                  const Placement& placement) {
    checkpoint.file.requireClass({"SparseStructureFlowModel"});
    return buildModel<SparseStructureFlowModel>(FlowConfig::parse(checkpoint.file.args), checkpoint.weights, placement);
}

std::shared_ptr<const SparseStructureDecoder> loadStructureDecoder(const Checkpoint& checkpoint,
                                                                   const Placement& placement) {
    checkpoint.file.requireClass({"SparseStructureDecoder"});
    return buildModel<SparseStructureDecoder>(StructureDecoderConfig::parse(checkpoint.file.args), checkpoint.weights,
                                              placement);
}

std::shared_ptr<const SLatFlowModel> loadSLatFlow(const Checkpoint& checkpoint, const Placement& placement) {
    checkpoint.file.requireClass({"SLatFlowModel", "ElasticSLatFlowModel"});
    return buildModel<SLatFlowModel>(FlowConfig::parse(checkpoint.file.args), checkpoint.weights, placement);
}

std::shared_ptr<const FlexiDualGridVaeDecoder> loadShapeDecoder(const Checkpoint& checkpoint,
                                                                const Placement& placement) {
    checkpoint.file.requireClass({"FlexiDualGridVaeDecoder"});
    return buildModel<FlexiDualGridVaeDecoder>(SparseUnetConfig::parse(checkpoint.file.className, checkpoint.file.args),
                                               checkpoint.weights, placement);
}

std::shared_ptr<const TextureDecoder> loadTextureDecoder(const Checkpoint& checkpoint, const Placement& placement) {
    checkpoint.file.requireClass({"SparseUnetVaeDecoder"});
    return buildModel<TextureDecoder>(SparseUnetConfig::parse(checkpoint.file.className, checkpoint.file.args),
                                      checkpoint.weights, placement);
}

}  // namespace espalier

#pragma once

#include <filesystem>
#include <memory>

#include "inference/models/model_config.h"
#include "inference/tensor/safetensors.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// A published model on disk: `<stem>.json` and `<stem>.safetensors`.
struct Checkpoint {
    ModelFile file;
    std::shared_ptr<const TensorSource> weights;

    /// Throws Error(ModelNotFound) when a file is missing, Error(CheckpointCorrupt) when one is damaged.
    static Checkpoint open(const std::filesystem::path& stem);
};

/// Builds Model(config, scope) from the checkpoint's weights and warns about keys that no module took.
template <typename Model, typename Config>
std::shared_ptr<const Model> buildModel(const Config& config, const std::shared_ptr<const TensorSource>& weights,
                                        const Placement& placement) {
    const WeightScope scope(weights, placement);
    auto model = std::make_shared<const Model>(config, scope);
    scope.warnAboutUnexpected();
    return model;
}

/// The models by name, each after a check of its class: parse, build.
class SparseStructureFlowModel;
class SparseStructureDecoder;
class SLatFlowModel;
class FlexiDualGridVaeDecoder;
class TextureDecoder;
std::shared_ptr<const SparseStructureFlowModel> loadStructureFlow(const Checkpoint& checkpoint,
                                                                  const Placement& placement = {});
std::shared_ptr<const SparseStructureDecoder> loadStructureDecoder(const Checkpoint& checkpoint,
                                                                   const Placement& placement = {});
std::shared_ptr<const SLatFlowModel> loadSLatFlow(const Checkpoint& checkpoint, const Placement& placement = {});
std::shared_ptr<const FlexiDualGridVaeDecoder> loadShapeDecoder(const Checkpoint& checkpoint,
                                                                const Placement& placement = {});
std::shared_ptr<const TextureDecoder> loadTextureDecoder(const Checkpoint& checkpoint, const Placement& placement = {});

/// The same of the first TRELLIS; its structure decoder is the one above. Elastic classes compute the same.
namespace v1 {
class SLatFlowModel;
class SLatGaussianDecoder;
class SLatRadianceFieldDecoder;
class SLatMeshDecoder;
std::shared_ptr<const SparseStructureFlowModel> loadStructureFlow(const Checkpoint& checkpoint,
                                                                  const Placement& placement = {});
std::shared_ptr<const SLatFlowModel> loadSLatFlow(const Checkpoint& checkpoint, const Placement& placement = {});
std::shared_ptr<const SLatGaussianDecoder> loadGaussianDecoder(const Checkpoint& checkpoint,
                                                               const Placement& placement = {});
std::shared_ptr<const SLatRadianceFieldDecoder> loadRadianceFieldDecoder(const Checkpoint& checkpoint,
                                                                         const Placement& placement = {});
std::shared_ptr<const SLatMeshDecoder> loadMeshDecoder(const Checkpoint& checkpoint, const Placement& placement = {});
}  // namespace v1

}  // namespace espalier

#include "inference/models/checkpoint.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v1/slat_decoders.h"
#include "inference/models/v1/slat_flow.h"

namespace espalier::v1 {

namespace {

/// Builds a decoder from the arguments that all share and `rest`, which is its own.
template <typename Decoder, typename Rest>
std::shared_ptr<const Decoder> buildDecoder(const Checkpoint& checkpoint, const Rest& rest,
                                            const Placement& placement) {
    const WeightScope scope(checkpoint.weights, placement);
    auto decoder = std::make_shared<const Decoder>(SparseTransformerConfig::parse(checkpoint.file.args), rest, scope);
    scope.warnAboutUnexpected();
    return decoder;
}

}  // namespace

std::shared_ptr<const SparseStructureFlowModel> loadStructureFlow(const Checkpoint& checkpoint,
                                                                  const Placement& placement) {
    checkpoint.file.requireClass({"SparseStructureFlowModel", "ElasticSparseStructureFlowModel"});
    return buildModel<SparseStructureFlowModel>(FlowConfig::parseV1(checkpoint.file.args), checkpoint.weights,
                                                placement);
}

std::shared_ptr<const SLatFlowModel> loadSLatFlow(const Checkpoint& checkpoint, const Placement& placement) {
    checkpoint.file.requireClass({"SLatFlowModel", "ElasticSLatFlowModel"});
    return buildModel<SLatFlowModel>(FlowConfig::parseV1(checkpoint.file.args), checkpoint.weights, placement);
}

std::shared_ptr<const SLatGaussianDecoder> loadGaussianDecoder(const Checkpoint& checkpoint,
                                                               const Placement& placement) {
    checkpoint.file.requireClass({"SLatGaussianDecoder", "ElasticSLatGaussianDecoder"});
    return buildDecoder<SLatGaussianDecoder>(checkpoint, GaussianConfig::parse(checkpoint.file.args), placement);
}

std::shared_ptr<const SLatRadianceFieldDecoder> loadRadianceFieldDecoder(const Checkpoint& checkpoint,
                                                                         const Placement& placement) {
    checkpoint.file.requireClass({"SLatRadianceFieldDecoder", "ElasticSLatRadianceFieldDecoder"});
    return buildDecoder<SLatRadianceFieldDecoder>(checkpoint, checkpoint.file.args.object("representation_config"),
                                                  placement);
}

std::shared_ptr<const SLatMeshDecoder> loadMeshDecoder(const Checkpoint& checkpoint, const Placement& placement) {
    checkpoint.file.requireClass({"SLatMeshDecoder", "ElasticSLatMeshDecoder"});
    const bool useColor = checkpoint.file.args.object("representation_config").get<bool>("use_color", false);
    return buildDecoder<SLatMeshDecoder>(checkpoint, useColor, placement);
}

}  // namespace espalier::v1

#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v1/slat_flow.h"
#include "tests/conformance/v1_cases.h"

namespace espalier::conformance::v1 {
namespace {

/// Modules of a flow report under their own names; the recordings call them "mid.block0.self_attn".
Tap flowTap(Comparison& comparison) {
    return [&comparison](std::string_view name, const at::Tensor& result) {
        const std::string recorded =
            std::regex_replace(std::string(name), std::regex("block(s?)\\.([0-9]+)"), "block$2");
        comparison.check("mid." + recorded, result);
        if (name == "t_embedder") comparison.check("mid.t_emb", result);
    };
}

}  // namespace

void compareStructureFlow(RecordedSet& set, Comparison& comparison) {
    const auto flow = espalier::v1::loadStructureFlow(set.checkpointOf(comparison.recorded()), set.device());
    const auto input = [&](const char* key) { return comparison.input(key).to(set.device()); };
    const Tap tap = flowTap(comparison);
    comparison.check("mid.pos_emb", flow->positionEmbedding());
    comparison.require("out.v", flow->forward(input("in.x"), input("in.t"), flow->prepare(input("in.cond")),
                                              ForwardContext(nullptr, tap)));
}

void compareStructureDecoder(RecordedSet& set, Comparison& comparison) {
    const auto decoder = loadStructureDecoder(set.checkpointOf(comparison.recorded()), set.device());
    const Tap tap = [&](std::string_view name, const at::Tensor& result) {
        std::string recorded = std::regex_replace(std::string(name), std::regex("blocks\\."), "block");
        if (recorded == "middle_block") recorded = "middle";
        comparison.check("mid." + recorded, result);
    };
    const at::Tensor logits = decoder->forward(comparison.input("in.z").to(set.device()), ForwardContext(nullptr, tap));
    comparison.require("out.logits", logits);
    comparison.require("out.coords", occupiedCoords(logits, logits.size(2)));
}

void compareLatentFlow(RecordedSet& set, Comparison& comparison) {
    const auto flow = espalier::v1::loadSLatFlow(set.checkpointOf(comparison.recorded()), set.device());
    const SparseTensor x = inputVoxels(set, comparison);
    const Tap tap = flowTap(comparison);
    comparison.require("out.v", flow->forward(x, comparison.input("in.t").to(set.device()),
                                              flow->prepare(comparison.input("in.cond").to(set.device())),
                                              flow->gridFor(x.set), ForwardContext(nullptr, tap))
                                    .feats);
}

}  // namespace espalier::conformance::v1

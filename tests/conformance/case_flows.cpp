#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/slat_flow.h"
#include "tests/conformance/cases.h"

namespace espalier::conformance {

void compareStructureFlow(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const auto device = set.models().device();
    const auto flow = set.models().structureFlow();
    const at::Tensor x = comparison.input("x").to(device);
    const at::Tensor t = comparison.input("t").to(device);
    const at::Tensor cond = comparison.input("cond").to(device);

    const RopeTable& rope = flow->rope();
    if (rope.defined()) comparison.check("rope_phases_real_imag", at::stack({rope.cos, rope.sin}, -1));
    const Tap tap = comparison.tap();
    comparison.require("output", flow->forward(x, t, flow->prepare(cond), ForwardContext(nullptr, tap)));

    const std::string zeroKey = "output_zero_cond_batch0";
    if (!recorded.has(zeroKey)) return;
    const FlowCondition zero = flow->prepare(at::zeros_like(cond.slice(0, 0, 1)));
    comparison.check(zeroKey, flow->forward(x.slice(0, 0, 1), t.slice(0, 0, 1), zero));
}

void compareLatentFlow(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const auto device = set.models().device();
    // "shape_slat_flow_512" is a case of the network "shape_slat_flow_model_512".
    const auto flow = set.models().flow(std::regex_replace(recorded.kind, std::regex("_flow_"), "_flow_model_"));
    const SparseTensor x(comparison.input("x").to(device), comparison.input("coords"));
    const at::Tensor t = comparison.input("t").to(device);
    const at::Tensor cond = comparison.input("cond").to(device);
    const at::Tensor concat = recorded.has("concat_cond") ? comparison.input("concat_cond").to(device) : at::Tensor();
    const Tap tap = comparison.tap();
    comparison.require(
        "output",
        flow->forward(x, t, flow->prepare(cond), flow->ropeFor(*x.set), concat, ForwardContext(nullptr, tap)).feats);
}

}  // namespace espalier::conformance

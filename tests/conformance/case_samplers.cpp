#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v2/slat_flow.h"
#include "inference/pipeline/flow_euler_sampler.h"
#include "inference/tensor/sparse_ops.h"
#include "tests/conformance/cases.h"

namespace espalier::conformance {
namespace {

/// A sampler's chain as it is recorded.
struct Chain {
    std::vector<at::Tensor> x, x0;
    at::Tensor samples;
};

Chain runChain(const FlowField& field, const at::Tensor& noise, const SamplerParams& params, double sigmaMin) {
    Chain chain;
    chain.samples = sampleFlow(field, noise, params, sigmaMin, [&](const FlowStep& step) {
        chain.x.push_back(step.x);
        chain.x0.push_back(step.x0);
    });
    return chain;
}

/// The README's velocity: tanh(0.7 x) (0.4 + t / 2000) + 0.3 mean(cond) - 0.2 x. `rows` repeats per-sample values.
at::Tensor toyVelocity(const at::Tensor& x, const at::Tensor& t, const at::Tensor& mean,
                       const std::function<at::Tensor(const at::Tensor&)>& rows) {
    return at::tanh(0.7 * x) * (0.4 + rows(t) / 2000) + 0.3 * rows(mean) - 0.2 * x;
}

void compareToyRun(Comparison& comparison, const std::string& name, const SamplerParams& params, double sigmaMin) {
    const RecordedCase& recorded = comparison.recorded();
    const std::string layout = name.substr(0, name.find('.'));
    const at::Tensor cond = comparison.input("cond");
    const at::Tensor noise = comparison.input(layout + ".noise");
    const at::Tensor mean = cond.mean({1, 2}), none = at::zeros_like(mean);

    std::function<at::Tensor(const at::Tensor&)> rows;
    FlowField field;
    field.batchSize = cond.size(0);
    if (layout == "sparse") {
        const auto set = std::make_shared<const CoordSet>(comparison.input("sparse.coords"));
        rows = [set](const at::Tensor& values) { return broadcastToRows(values.unsqueeze(1), set->offsets()); };
        field.deviation = [set](const at::Tensor& x) { return sparseDeviation(x, set); };
    } else {
        rows = [&](const at::Tensor& values) {
            std::vector<std::int64_t> shape(static_cast<std::size_t>(noise.dim()), 1);
            shape[0] = values.size(0);
            return values.reshape(shape);
        };
        field.deviation = denseDeviation;
    }
    field.velocity = [&](const at::Tensor& x, const at::Tensor& t, bool conditioned) {
        return toyVelocity(x, t, conditioned ? mean : none, rows);
    };
    const Chain chain = runChain(field, noise, params, sigmaMin);
    comparison.check(name + ".pred_x_t", at::stack(chain.x));
    comparison.check(name + ".pred_x_0", at::stack(chain.x0));
    comparison.require(name + ".samples", chain.samples);
    // The guidance interval is compared with these, so they must be right to the last bit.
    if (recorded.has(name + ".t_seq"))
        comparison.check(name + ".t_seq",
                         at::tensor(at::ArrayRef<double>(flowTimes(params.steps, params.rescaleT)), at::kDouble), 0.0);
}

SamplerParams recordedParams(const RecordedCase& recorded) {
    const JsonConfig params = recorded.meta.object("params");
    return parseSamplerParams(params.get("sampler", std::string("FlowEulerGuidanceIntervalSampler")), params);
}

void compareChain(Comparison& comparison, const Chain& chain) {
    comparison.check("pred_x_t", at::stack(chain.x));
    comparison.check("pred_x_0", at::stack(chain.x0));
    comparison.check("pred_x_0_last", chain.x0.back());
    comparison.require("samples", chain.samples);
}

}  // namespace

void compareToySamplers(RecordedSet& set, Comparison& comparison) {
    const JsonConfig runs = comparison.recorded().meta.object("runs");
    for (const auto& [name, run] : runs.json().items()) {
        const JsonConfig params = JsonConfig(runs.file(), run, name + ".");
        compareToyRun(comparison, name, parseSamplerParams(params.get<std::string>("sampler"), params),
                      set.config().structure.sigmaMin);
    }
}

void compareStructureSampler(RecordedSet& set, Comparison& comparison) {
    const auto device = set.models().device();
    const auto flow = set.models().structureFlow();
    const at::Tensor cond = comparison.input("cond").to(device);
    const FlowCondition positive = flow->prepare(cond), negative = flow->prepare(at::zeros_like(cond));
    const FlowField field{cond.size(0),
                          [&](const at::Tensor& x, const at::Tensor& t, bool conditioned) {
                              return flow->forward(x, t, conditioned ? positive : negative);
                          },
                          denseDeviation};
    compareChain(comparison, runChain(field, comparison.input("noise").to(device),
                                      recordedParams(comparison.recorded()), set.config().structure.sigmaMin));
}

void compareShapeSampler(RecordedSet& set, Comparison& comparison) {
    const auto device = set.models().device();
    const auto flow = set.models().flow(
        comparison.recorded().fromDescription("(shape_slat_flow_model_[0-9]+)").value_or(model_name::kShapeFlow512));
    const at::Tensor cond = comparison.input("cond").to(device);
    const auto voxels = std::make_shared<const CoordSet>(comparison.input("coords"));
    const RopeTable rope = flow->ropeFor(*voxels);
    const FlowCondition positive = flow->prepare(cond), negative = flow->prepare(at::zeros_like(cond));
    const FlowField field{cond.size(0),
                          [&](const at::Tensor& x, const at::Tensor& t, bool conditioned) {
                              const FlowCondition& chosen = conditioned ? positive : negative;
                              return flow->forward(SparseTensor(x, voxels), t, chosen, rope).feats;
                          },
                          [&](const at::Tensor& x) { return sparseDeviation(x, voxels); }};
    const Chain chain = runChain(field, comparison.input("noise").to(device), recordedParams(comparison.recorded()),
                                 set.config().shape.sigmaMin);
    compareChain(comparison, chain);
    const LatentNormalization& n = set.config().shapeLatent;
    comparison.check("slat_denormalised", chain.samples.cpu() * at::tensor(at::ArrayRef<float>(n.deviation)) +
                                              at::tensor(at::ArrayRef<float>(n.mean)));
}

}  // namespace espalier::conformance

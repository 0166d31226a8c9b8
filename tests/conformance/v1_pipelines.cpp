#include "inference/models/sparse_structure_flow.h"
#include "inference/models/v1/slat_flow.h"
#include "inference/pipeline/trellis_v1_pipeline.h"
#include "inference/pipeline/view_guidance.h"
#include "tests/conformance/v1_cases.h"
#include "tests/support/png_reader.h"

namespace espalier::conformance::v1 {
namespace {

struct RecordedSampler {
    SamplerParams params;
    double sigmaMin;
};

RecordedSampler samplerOf(const RecordedCase& recorded) {
    const JsonConfig sampler = recorded.meta.object("sampler");
    return {forSampleFlow(parseSamplerParamsV1(sampler.get<std::string>("name"), sampler.object("params"))),
            sampler.object("args").get<double>("sigma_min")};
}

void compareChain(Comparison& comparison, const FlowField& field, c10::Device device) {
    const RecordedSampler sampler = samplerOf(comparison.recorded());
    std::vector<at::Tensor> x, x0;
    const at::Tensor noise = comparison.input("in.noise").to(device);
    const at::Tensor samples = sampleFlow(field, noise, sampler.params, sampler.sigmaMin, [&](const FlowStep& step) {
        x.push_back(step.x);
        x0.push_back(step.x0);
    });
    comparison.require("out.samples", samples);
    comparison.require("out.pred_x_t", at::stack(x));
    comparison.check("out.pred_x_0", at::stack(x0));
    // The guidance interval is compared with these, so they must be right to the last bit.
    const auto times = flowTimes(sampler.params.steps, sampler.params.rescaleT);
    comparison.check("out.t_seq", at::tensor(at::ArrayRef<double>(times), at::kDouble), 0.0);
}

/// The recorded condition, repeated for each element of the batch.
std::vector<at::Tensor> conditionFor(RecordedSet& set, Comparison& comparison, std::int64_t batch) {
    const at::Tensor condition = comparison.input("in.cond").to(set.device());
    if (comparison.recorded().has("in.neg_cond") && comparison.input("in.neg_cond").count_nonzero().item<int>() != 0)
        comparison.fail("the negative condition is not zero");
    return {condition.size(0) == batch ? condition : condition.repeat({batch, 1, 1})};
}

/// "99.5 % of the vertices within a thousandth": of each side to the other.
void checkGeometry(Comparison& comparison, const std::string& key, const MeshAsset& mesh) {
    const at::Tensor recorded = comparison.recorded().tensor(key).to(at::kFloat);
    const at::Tensor actual = at::from_blob(const_cast<Vec3f*>(mesh.positions.data()),
                                            {static_cast<std::int64_t>(mesh.positions.size()), 3}, at::kFloat);
    constexpr double kCountShare = 0.005, kReach = 1e-3, kFarShare = 0.005;
    const double counts = std::abs(double(actual.size(0) - recorded.size(0))) / static_cast<double>(recorded.size(0));
    if (counts > kCountShare) return comparison.fail(key + ": another number of vertices");
    const auto farShare = [&](const at::Tensor& from, const at::Tensor& to) {
        std::int64_t far = 0;
        for (const at::Tensor& piece : from.split(512))
            far += (at::cdist(piece, to).amin(1) > kReach).sum().item<std::int64_t>();
        return static_cast<double>(far) / static_cast<double>(from.size(0));
    };
    const double worst = std::max(farShare(actual, recorded), farShare(recorded, actual));
    if (worst > kFarShare) comparison.fail(key + ": " + std::to_string(worst) + " of the vertices are elsewhere");
}

void checkSample(Comparison& comparison, std::size_t index, const TrellisV1Sample& sample) {
    const RecordedCase& recorded = comparison.recorded();
    const std::string number = std::to_string(index);
    const auto rows = [](const auto& list, at::IntArrayRef shape) {
        return at::from_blob(const_cast<void*>(static_cast<const void*>(list.data())), shape, at::kFloat);
    };
    if (sample.gaussians) {
        const GaussianCloud& cloud = *sample.gaussians;
        const auto count = static_cast<std::int64_t>(cloud.size());
        comparison.require("out.gs" + number + ".xyz", rows(cloud.positions, {count, 3}));
        comparison.require("out.gs" + number + ".features", rows(cloud.features, {count, 3}));
        comparison.require("out.gs" + number + ".scaling", rows(cloud.scales, {count, 3}));
        comparison.require("out.gs" + number + ".rotation", rows(cloud.rotations, {count, 4}));
        comparison.require("out.gs" + number + ".opacity", rows(cloud.opacities, {count, 1}));
    }
    if (sample.radianceField) {
        const RadianceField& field = *sample.radianceField;
        const auto flat = [&](const std::vector<float>& list) {
            return rows(list, {static_cast<std::int64_t>(list.size())});
        };
        comparison.require("out.rf" + number + ".position",
                           rows(field.positions, {static_cast<std::int64_t>(field.size()), 3}));
        comparison.require("out.rf" + number + ".trivec", flat(field.vectors));
        comparison.require("out.rf" + number + ".density", flat(field.densities));
        comparison.require("out.rf" + number + ".features_dc", flat(field.features));
    }
    if (!sample.mesh) return;
    const std::string mesh = "out.mesh" + number;
    checkGeometry(comparison, mesh + ".vertices", *sample.mesh);
    // Where every sign agrees the meshes are the same, vertex by vertex.
    if (recorded.tensor(mesh + ".vertices").size(0) != static_cast<std::int64_t>(sample.mesh->positions.size())) return;
    comparison.checkVertices(mesh + ".vertices", sample.mesh->positions);
    comparison.checkFaces(mesh + ".faces", sample.mesh->triangles, /*mayFlip=*/true);
    comparison.require(mesh + ".vertex_attrs",
                       rows(sample.meshAttributes, {static_cast<std::int64_t>(sample.meshAttributes.size())}));
}

}  // namespace

void compareStructureSampler(RecordedSet& set, Comparison& comparison) {
    const auto flow = espalier::v1::loadStructureFlow(set.checkpointOf(comparison.recorded()), set.device());
    const std::int64_t batch = comparison.recorded().tensor("in.noise").size(0);
    compareChain(comparison,
                 viewField(*flow, conditionFor(set, comparison, batch), ViewMode::Stochastic, flow->runner(), {}),
                 set.device());
}

void compareLatentSampler(RecordedSet& set, Comparison& comparison) {
    const auto flow = espalier::v1::loadSLatFlow(set.checkpointOf(comparison.recorded()), set.device());
    const auto voxels = std::make_shared<const CoordSet>(comparison.input("in.coords"));
    compareChain(comparison,
                 viewField(*flow, conditionFor(set, comparison, voxels->batchSize()), ViewMode::Stochastic,
                           flow->runner(voxels), {}),
                 set.device());
}

void comparePipeline(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const JsonConfig& meta = recorded.meta;
    TrellisV1Job job;
    for (const auto& name : meta.get<std::vector<std::string>>("images"))
        job.images.push_back(readPng(recorded.folder / name));
    job.imagesArePrepared = true;
    job.views = meta.get<std::string>("mode") == "multidiffusion" ? ViewMode::Multidiffusion : ViewMode::Stochastic;
    job.seed = meta.get<std::uint64_t>("seed");
    job.samples = meta.get<int>("num_samples");
    const auto formats = meta.get<std::vector<std::string>>("formats");
    const auto wants = [&](const char* format) {
        return std::find(formats.begin(), formats.end(), format) != formats.end();
    };
    job.mesh = wants("mesh");
    job.gaussians = wants("gaussian");
    job.radianceField = wants("radiance_field");
    job.previewEvery = 0;

    TrellisV1Trace trace;
    TrellisV1Pipeline pipeline(PipelineConfigV1::read(set.root()), set.device());
    const TrellisV1Result result = pipeline.run(job, {}, &trace);
    comparison.check("in.noise_ss", trace.noise.at(0), 0.0);
    comparison.check("in.noise_slat", trace.noise.at(1), 0.0);
    if (recorded.has("mid.min_abs_occ_logit")) comparison.input("mid.min_abs_occ_logit");  // the margin of the signs
    comparison.require("mid.z_s", trace.structureLatents);
    comparison.check("mid.occ_logits", trace.structureLogits);
    comparison.require("out.coords", trace.coords);
    comparison.require("out.slat", trace.latents);
    for (std::size_t s = 0; s < result.samples.size(); ++s)
        checkSample(comparison, s, result.samples[s]);
}

}  // namespace espalier::conformance::v1

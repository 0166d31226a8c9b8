#include "inference/meshing/hole_filling.h"
#include "inference/pipeline/mesh_finish.h"
#include "inference/pipeline/trellis_v2_pipeline.h"
#include "tests/conformance/cases.h"
#include "tests/support/png_reader.h"

namespace espalier::conformance {
namespace {

GenerateRequest requestOf(RecordedSet& set, const RecordedCase& recorded) {
    const std::string typeName = recorded.kind.substr(recorded.kind.find('_') + 1);  // pipeline_1024_cascade
    GenerateRequest request;
    request.image = readPng(recorded.picture("run\\(([^,]+\\.png)", "pipeline_input.png"));
    request.modelDir = set.config().root;
    request.type = pipelineTypeFromName(typeName);
    if (!request.type) throw Error(ErrorCode::InvalidRequest, "There is no pipeline type \"" + typeName + "\".");
    request.seed = recorded.meta.get("seed", std::stoull(recorded.fromDescription("seed=([0-9]+)").value_or("42")));
    request.maxTokens = recorded.meta.get("max_num_tokens", request.maxTokens);
    request.previewEvery = 0;
    return request;
}

void compareSparse(Comparison& comparison, const std::string& name, const SparseTensor& x) {
    comparison.require(name + ".feats", x.feats);
    comparison.check(name + ".coords", x.coords());
}

}  // namespace

void comparePipeline(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    TrellisV2Trace trace;
    TrellisV2Pipeline pipeline(set.config(), set.models().device());
    const TrellisV2Result result = pipeline.run(requestOf(set, recorded), {}, &trace);

    comparison.check("cond_512", trace.condition512);
    comparison.check("cond_1024", trace.condition1024);
    for (std::size_t i = 0; i < trace.noise.size(); ++i)
        comparison.check("noise." + std::to_string(i), trace.noise[i], 0.0);
    comparison.require("coords", trace.coords);
    compareSparse(comparison, "shape_slat", trace.shapeLatent);
    compareSparse(comparison, "tex_slat", trace.textureLatent);
    compareSparse(comparison, "head", trace.head);
    comparison.checkVertices("mesh_raw.vertices", result.raw->mesh.positions);
    comparison.checkFaces("mesh_raw.faces", result.raw->mesh.triangles, /*mayFlip=*/true);
    MeshAsset filled = result.raw->mesh;
    fillHoles(filled, kReferenceHolePerimeter);
    comparison.checkVertices("mesh.vertices", filled.positions);
    comparison.checkFaces("mesh.faces", filled.triangles, /*mayFlip=*/true);
    comparison.check("voxel.coords", trace.voxels.coords().slice(1, 1));
    comparison.require("voxel.attrs", trace.voxels.feats);
    if (recorded.meta.has("resolution"))
        comparison.checkNumber("resolution", recorded.meta.get<double>("resolution"), result.raw->resolution);

    const at::Tensor feats = trace.voxels.feats.to(at::kCPU).contiguous();
    const auto coords = voxelCoords(trace.voxels.coords());
    auto attributes =
        sampleAttributes(coords, {static_cast<const PbrAttributes*>(feats.const_data_ptr()), coords.size()},
                         result.raw->resolution, filled.positions);
    comparison.check("vertex_attrs",
                     at::from_blob(attributes.data(), {static_cast<std::int64_t>(attributes.size()), 6}, at::kFloat));
}

}  // namespace espalier::conformance

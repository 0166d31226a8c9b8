#include "inference/models/sparse_structure_decoder.h"
#include "inference/models/v2/dual_grid_decoder.h"
#include "inference/models/v2/texture_decoder.h"
#include "inference/pipeline/cascade_coords.h"
#include "inference/pipeline/mesh_finish.h"
#include "tests/conformance/cases.h"

namespace espalier::conformance {
namespace {

SparseTensor inputLatent(RecordedSet& set, Comparison& comparison) {
    return SparseTensor(comparison.input("slat.feats").to(set.models().device()), comparison.input("slat.coords"));
}

/// Modules report features and coordinates as they are recorded: "blocks.0.1" and "blocks.0.1.coords".
Tap sparseTap(Comparison& comparison) {
    return comparison.tap({".feats", ""});
}

/// The grid that recorded vertices were made for: vertex = (coord + dual) / resolution - 0.5.
int resolutionOf(const at::Tensor& vertices, const at::Tensor& coords, const at::Tensor& dual) {
    const at::Tensor cells = (coords + dual).to(at::kDouble).flatten();
    const auto furthest = cells.argmax().item<std::int64_t>();
    const double position = vertices.to(at::kDouble).flatten()[furthest].item<double>() + 0.5;
    return static_cast<int>(std::lround(cells[furthest].item<double>() / position));
}

}  // namespace

void compareStructureDecoder(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const auto decoder = set.models().structureDecoder();
    const Tap tap = comparison.tap();
    const at::Tensor logits =
        decoder->forward(comparison.input("z").to(set.models().device()), ForwardContext(nullptr, tap));
    comparison.check("logits", logits);
    for (const auto& key : recorded.keysWithPrefix("coords"))  // coords64, coords32
        comparison.check(key, occupiedCoords(logits, std::stoll(key.substr(6))));
}

void compareShapeDecoder(RecordedSet& set, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const auto decoder = set.models().shapeDecoder();
    const Tap tap = sparseTap(comparison);
    const DualGrid grid = decoder->decode(inputLatent(set, comparison), {}, ForwardContext(nullptr, tap));
    comparison.require("output_layer.feats", grid.head.feats);
    comparison.check("output_layer.coords", grid.head.coords());
    comparison.check("dual_vertices_local", grid.vertices);
    comparison.check("intersected", grid.intersected);
    comparison.check("quad_lerp", grid.quadLerp);
    if (!recorded.has("mesh.vertices")) return;
    const int resolution =
        resolutionOf(recorded.tensor("mesh.vertices"), recorded.tensor("output_layer.coords").slice(1, 1),
                     recorded.tensor("dual_vertices_local"));
    const MeshAsset mesh = rawMesh(grid, resolution, {});
    comparison.checkVertices("mesh.vertices", mesh.positions);
    comparison.checkFaces("mesh.faces", mesh.triangles, /*mayFlip=*/true);
}

void compareTextureDecoder(RecordedSet& set, Comparison& comparison) {
    const SparseTensor latent = inputLatent(set, comparison);
    const auto decoder = set.models().textureDecoder();
    std::vector<Subdivision> guide;
    CoordSetPtr voxels = latent.set;
    for (std::int64_t level = 0; level < decoder->config().upLevels(); ++level) {
        const at::Tensor logits = comparison.input("guide_subs." + std::to_string(level));
        guide.push_back(Subdivision::fromLogits(SparseTensor(logits.to(set.models().device()), voxels)));
        voxels = guide.back().children->fine;
    }
    const Tap tap = sparseTap(comparison);
    const SparseTensor pbr = decoder->decode(latent, guide, ForwardContext(nullptr, tap));
    comparison.require("pbr.feats", pbr.feats);
    comparison.check("pbr.coords", pbr.coords());
}

void compareCascade(RecordedSet& set, Comparison& comparison) {
    constexpr std::int64_t kTokenGrid = 32;  // of the cascades' first pass
    const auto decoder = set.models().shapeDecoder();
    const std::int64_t levels = decoder->config().upLevels();
    const std::int64_t tokenSize = std::int64_t{1} << levels;
    const at::Tensor voxels = decoder->upsample(inputLatent(set, comparison), levels)->coords();
    comparison.require("hr_coords", voxels);
    const auto runs = comparison.recorded().meta.get<std::vector<nlohmann::json>>("runs");
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::string name = "run" + std::to_string(i);
        const JsonConfig run(comparison.recorded().meta.file(), runs[i], name + ".");
        auto resolution = run.get<std::int64_t>("resolution");
        const at::Tensor coords = cascadeCoords(voxels, kTokenGrid * tokenSize, tokenSize,
                                                run.get<std::int64_t>("max_num_tokens"), resolution);
        comparison.require(name + ".coords", coords);
        comparison.checkNumber(name + ".hr_resolution", run.get<double>("hr_resolution"),
                               static_cast<double>(resolution));
    }
}

}  // namespace espalier::conformance

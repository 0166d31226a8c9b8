#include "inference/meshing/dual_grid_mesher.h"
#include "inference/meshing/hole_filling.h"
#include "tests/conformance/cases.h"

namespace espalier::conformance {
namespace {

/// Rows of a recorded tensor as plain values.
template <typename Row>
std::vector<Row> rowsOf(const at::Tensor& tensor, at::ScalarType type) {
    const at::Tensor plain = tensor.to(type).contiguous();
    const auto* first = static_cast<const Row*>(plain.const_data_ptr());
    return {first, first + plain.size(0)};
}

/// The grid that the recorded vertices were made for: vertex = (coord + dual) / resolution - 0.5.
int resolutionOf(const std::vector<VoxelCoord>& coords, const std::vector<Vec3f>& duals,
                 const std::vector<Vec3f>& vertices) {
    double furthest = 0.0, resolution = 0.0;
    for (std::size_t v = 0; v < coords.size(); ++v)
        for (std::size_t a = 0; a < 3; ++a) {
            const double cells = double(coords[v][a]) + double(duals[v][a]);
            if (cells <= furthest) continue;
            furthest = cells;
            resolution = cells / (double(vertices[v][a]) + 0.5);
        }
    return static_cast<int>(std::lround(resolution));
}

}  // namespace

void compareDualGrid(RecordedSet&, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const auto coords = rowsOf<VoxelCoord>(comparison.input("coords"), at::kInt);
    const auto duals = rowsOf<Vec3f>(comparison.input("dual_vertices_local"), at::kFloat);
    const auto flags = rowsOf<std::array<std::uint8_t, 3>>(comparison.input("intersected"), at::kByte);
    const auto weights = rowsOf<float>(comparison.input("split_weight"), at::kFloat);
    if (recorded.has("center")) comparison.input("center");  // of the analytic shape: says nothing about the mesher
    DualGridView grid{coords, duals, flags, weights,
                      resolutionOf(coords, duals, rowsOf<Vec3f>(recorded.tensor("vertices"), at::kFloat))};
    const MeshAsset byWeight = meshDualGrid(grid);
    comparison.checkVertices("vertices", byWeight.positions);
    comparison.checkFaces("faces_split_weight", byWeight.triangles, /*mayFlip=*/false);
    grid.splitWeights = {};
    comparison.checkFaces("faces_min_angle_split", meshDualGrid(grid).triangles, /*mayFlip=*/false);
}

void compareHoleFilling(RecordedSet&, Comparison& comparison) {
    MeshAsset mesh;
    mesh.positions = rowsOf<Vec3f>(comparison.input("vertices"), at::kFloat);
    mesh.triangles = rowsOf<std::array<std::uint32_t, 3>>(comparison.input("faces"), at::kInt);
    const std::string prefix = "faces_perimeter_";
    for (const auto& key : comparison.recorded().keysWithPrefix(prefix)) {
        const std::string perimeter = key.substr(prefix.size());
        MeshAsset filled = mesh;
        fillHoles(filled, std::stof(perimeter));
        comparison.checkVertices("vertices_perimeter_" + perimeter, filled.positions);
        comparison.checkFaces(key, filled.triangles, /*mayFlip=*/false);
    }
}

}  // namespace espalier::conformance

#include <fstream>
#include <iterator>

#include "inference/asset/gaussian_export.h"
#include "inference/meshing/flexicubes.h"
#include "inference/pipeline/v1_assets.h"
#include "tests/conformance/v1_cases.h"

namespace espalier::conformance::v1 {
namespace {

template <typename Row>
std::vector<Row> rowsOf(const at::Tensor& tensor, at::ScalarType type) {
    const at::Tensor plain = tensor.to(type).contiguous();
    const auto* first = static_cast<const Row*>(plain.const_data_ptr());
    return {first, first + plain.nbytes() / sizeof(Row)};
}

/// A lattice of `side`^3 in row-major order.
std::vector<VoxelCoord> lattice(std::int32_t side) {
    std::vector<VoxelCoord> points;
    for (std::int32_t x = 0; x < side; ++x)
        for (std::int32_t y = 0; y < side; ++y)
            for (std::int32_t z = 0; z < side; ++z)
                points.push_back({x, y, z});
    return points;
}

/// The recorded weights of all cubes in one row each; none were recorded: all zeros, which are the defaults.
std::vector<CubeWeights> weightsOf(Comparison& comparison, std::size_t cubes) {
    if (!comparison.recorded().has("in.beta")) return std::vector<CubeWeights>(cubes);
    return rowsOf<CubeWeights>(
        at::cat({comparison.input("in.beta"), comparison.input("in.alpha"), comparison.input("in.gamma").unsqueeze(1)},
                1),
        at::kFloat);
}

void checkMesh(Comparison& comparison, const FlexiCubesMesh& mesh, const std::string& attributesKey) {
    comparison.checkVertices("out.vertices", mesh.mesh.positions);
    comparison.checkFaces("out.faces", mesh.mesh.triangles, /*mayFlip=*/false);
    if (!mesh.attributes.empty()) comparison.require(attributesKey, at::tensor(at::ArrayRef<float>(mesh.attributes)));
}

at::Tensor faceNormals(const MeshAsset& mesh, std::int64_t count) {
    std::vector<std::array<std::uint32_t, 3>> faces(mesh.triangles.begin(), mesh.triangles.begin() + count);
    const at::Tensor positions =
        at::from_blob(const_cast<Vec3f*>(mesh.positions.data()), {std::int64_t(mesh.positions.size()), 3}, at::kFloat);
    const at::Tensor index = at::from_blob(faces.data(), {count, 3}, at::kInt).to(at::kLong);
    const auto corner = [&](std::int64_t c) { return positions.index_select(0, index.select(1, c)); };
    const at::Tensor normal = at::linalg_cross(corner(1) - corner(0), corner(2) - corner(0));
    return normal / at::linalg_vector_norm(normal, 2, at::IntArrayRef{1}, true).clamp_min(1e-12);
}

}  // namespace

void compareMesh(RecordedSet&, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const at::Tensor raw = comparison.input("in.raw").contiguous();
    const at::Tensor coords = comparison.input("in.raw_coords");
    const auto cubes = rowsOf<VoxelCoord>(coords.slice(1, coords.size(1) - 3), at::kInt);
    const CubeFeatures features{.resolution = recorded.meta.get<int>("res"),
                                .cubes = cubes,
                                .features = {raw.const_data_ptr<float>(), static_cast<std::size_t>(raw.numel())},
                                .channels = static_cast<std::size_t>(raw.size(1))};
    const CubeLattice points = latticeOf(features);
    const auto count = static_cast<std::int64_t>(points.points.size());
    comparison.check("mid.vert_coords",
                     at::from_blob(const_cast<VoxelCoord*>(points.points.data()), {count, 3}, at::kInt));
    comparison.check("mid.vert_sdf_deform",
                     at::cat({at::tensor(at::ArrayRef<float>(points.distances)).unsqueeze(1),
                              at::from_blob(const_cast<Vec3f*>(points.shifts.data()), {count, 3}, at::kFloat)},
                             1));
    comparison.input("mid.min_abs_sdf");  // the margin of the signs
    const FlexiCubesMesh mesh = meshCubeFeatures(features);
    checkMesh(comparison, mesh, "out.vertex_attrs");
    comparison.check("out.face_normal_first64", faceNormals(mesh.mesh, 64));
}

void compareFlexiCubes(RecordedSet&, Comparison& comparison) {
    const RecordedCase& recorded = comparison.recorded();
    const auto side = recorded.meta.get<std::int32_t>("res");
    const auto points = lattice(side + 1), cubes = lattice(side);
    const auto distances = rowsOf<float>(comparison.input("in.sdf"), at::kFloat);
    std::vector<Vec3f> positions;
    if (recorded.has("in.grid_vertices")) positions = rowsOf<Vec3f>(comparison.input("in.grid_vertices"), at::kFloat);
    std::vector<float> colors;
    std::size_t channels = 0;
    if (recorded.has("in.colors")) {
        const at::Tensor raw = comparison.input("in.colors");
        channels = static_cast<std::size_t>(raw.size(1));
        colors = rowsOf<float>(raw, at::kFloat);
    }
    const auto weights = weightsOf(comparison, cubes.size());
    const FlexiCubesMesh mesh = meshFlexiCubes({.resolution = side,
                                                .points = points,
                                                .distances = distances,
                                                .positions = positions,
                                                .attributes = colors,
                                                .channels = channels,
                                                .cubes = cubes,
                                                .weights = weights});
    std::vector<std::int64_t> rows;
    for (const VoxelCoord& cube : mesh.cubes)
        rows.push_back((std::int64_t(cube[0]) * side + cube[1]) * side + cube[2]);
    comparison.check("mid.surf_cubes", at::tensor(at::ArrayRef<std::int64_t>(rows)));
    comparison.check("mid.case_ids", at::tensor(at::ArrayRef<std::uint8_t>(mesh.cases), at::kByte));
    checkMesh(comparison, mesh, "out.colors");
}

void comparePly(Comparison& comparison, const espalier::v1::Gaussians& activated) {
    const RecordedCase& recorded = comparison.recorded();
    if (!recorded.has("out.ply_table")) return;
    const auto read = [](const std::filesystem::path& path) {
        std::ifstream stream(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), {});
    };
    const auto headerOf = [](const std::string& bytes) { return bytes.substr(0, bytes.find("end_header\n") + 11); };
    const auto file = std::filesystem::temp_directory_path() / ("espalier_" + recorded.name + ".ply");
    exportGaussians(gaussianCloud(activated), file, GaussianFormat::Ply);
    const std::string written = read(file);
    std::filesystem::remove(file);
    const at::Tensor table = recorded.tensor("out.ply_table");
    const std::string header = headerOf(written);
    if (written.size() != header.size() + table.nbytes()) return comparison.fail("the PLY file has another length");
    at::Tensor values = at::empty(table.sizes(), at::kFloat);
    std::copy(written.begin() + std::ptrdiff_t(header.size()), written.end(), static_cast<char*>(values.data_ptr()));
    comparison.require("out.ply_table", values);
    const std::string reference = read(recorded.folder / "08_gaussian.ply");
    if (!reference.empty() && headerOf(reference) != header) comparison.fail("the PLY file has another header");
}

}  // namespace espalier::conformance::v1

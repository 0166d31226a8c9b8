#include "inference/meshing/attribute_sampling.h"
#include "inference/meshing/dual_grid_mesher.h"
#include "inference/tensor/sparse_tensor.h"
#include "tests/cuda/kernel_check.h"
#include "tests/support/tensor_compare.h"

namespace espalier::test {
namespace {

const c10::Device kCard(c10::kCUDA, 0);
constexpr int kSide = 24;

template <typename Row>
std::vector<Row> rowsOf(const at::Tensor& tensor) {
    const auto* first = static_cast<const Row*>(tensor.const_data_ptr());
    return {first, first + tensor.size(0)};
}

template <typename Row>
at::Tensor tensorOf(const std::vector<Row>& rows, std::int64_t width, at::ScalarType type) {
    return at::from_blob(const_cast<Row*>(rows.data()), {static_cast<std::int64_t>(rows.size()), width}, type).clone();
}

void checkMesher(KernelChecks& checks, const std::string& name, const at::Tensor& coords, bool withWeights) {
    const std::int64_t count = coords.size(0);
    const at::Tensor dual = randomTensor({count, 3}, 1).sigmoid().mul(2).sub(0.5).contiguous();
    const at::Tensor crossed = randomTensor({count, 3}, 2) > 0;
    const at::Tensor weights = withWeights ? at::softplus(randomTensor({count}, 3)) : at::Tensor();
    const auto plainCoords = rowsOf<VoxelCoord>(coords.slice(1, 1).contiguous());
    const auto plainDual = rowsOf<Vec3f>(dual);
    const auto plainCrossed = rowsOf<std::array<std::uint8_t, 3>>(crossed.to(at::kByte));
    const auto plainWeights = withWeights ? rowsOf<float>(weights) : std::vector<float>();
    const MeshAsset mesh = meshDualGrid({plainCoords, plainDual, plainCrossed, plainWeights, kSide});

    const CoordSet set(coords.to(kCard), 1);
    const auto [positions, triangles] =
        cudaOps()->meshDualGrid(set.coords(), set.neighbourMap(), dual.to(kCard), crossed.to(kCard),
                                withWeights ? weights.to(kCard) : weights, kSide);
    const std::string what = name + (withWeights ? ", split by weights" : ", split by normals");
    checks.equal("dual-grid", what + ", positions", positions, tensorOf(mesh.positions, 3, at::kFloat));
    checks.equal("dual-grid", what + ", triangles", triangles, tensorOf(mesh.triangles, 3, at::kInt));
}

void checkSampling(KernelChecks& checks, const std::string& name, const at::Tensor& coords) {
    const at::Tensor attributes = randomTensor({coords.size(0), 6}, 4);
    const at::Tensor positions = (at::sigmoid(randomTensor({5000, 3}, 5)) * double(kSide + 4) - 2.0).contiguous();
    const auto samples = sampleVoxels(rowsOf<VoxelCoord>(coords.slice(1, 1).contiguous()),
                                      rowsOf<PbrAttributes>(attributes), rowsOf<Vec3f>(positions));
    checks.equal("sampling", name, cudaOps()->sampleVoxels(coords.to(kCard), attributes.to(kCard), positions.to(kCard)),
                 tensorOf(samples, 6, at::kFloat));
}

}  // namespace

void checkMeshingKernels(KernelChecks& checks) {
    if (!checks.wants("meshing")) return;
    const std::int64_t many = checks.isSmall() ? 1500 : 9000;
    const std::vector<std::pair<std::string, at::Tensor>> sets{
        {std::to_string(many) + " voxels", randomCoords({many}, kSide, 6)},
        {"one voxel", at::tensor({0, 1, 2, 3}, at::kInt).view({1, 4})},
        {"no voxel", at::zeros({0, 4}, at::kInt)}};
    for (const auto& [name, coords] : sets) {
        checkMesher(checks, name, coords, true);
        checkMesher(checks, name, coords, false);
        checkSampling(checks, name, coords);
    }
}

}  // namespace espalier::test

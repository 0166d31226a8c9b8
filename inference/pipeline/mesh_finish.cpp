#include "inference/pipeline/mesh_finish.h"

#include "inference/meshing/dual_grid_mesher.h"
#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/winding.h"
#include "inference/tensor/cuda_ops.h"

namespace espalier {
namespace {

/// Rows of a contiguous tensor as fixed-size arrays; the tensor must outlive the span.
template <typename Row>
std::span<const Row> rowsOf(const at::Tensor& tensor) {
    return {static_cast<const Row*>(tensor.const_data_ptr()), static_cast<std::size_t>(tensor.size(0))};
}

/// Rows of a tensor on any device, copied.
template <typename Row>
std::vector<Row> copiedRows(const at::Tensor& tensor) {
    const at::Tensor onHost = tensor.to(at::kCPU).contiguous();
    const auto rows = rowsOf<Row>(onHost);
    return {rows.begin(), rows.end()};
}

at::Tensor hostFloat(const at::Tensor& x) {
    return x.to(at::kCPU, at::kFloat).contiguous();
}

}  // namespace

std::vector<VoxelCoord> voxelCoords(const at::Tensor& coords) {
    const at::Tensor onHost = coords.to(at::kCPU).contiguous();
    std::vector<VoxelCoord> plain;
    plain.reserve(static_cast<std::size_t>(onHost.size(0)));
    for (const auto& row : rowsOf<std::array<std::int32_t, 4>>(onHost))
        plain.push_back({row[1], row[2], row[3]});
    return plain;
}

MeshAsset rawMesh(const DualGrid& grid, int resolution, const RunContext& context) {
    const CudaOps* const card = grid.head.feats.is_cuda() && grid.head.coords().is_cuda() ? cudaOps() : nullptr;
    if (card) {
        const auto [positions, triangles] = card->meshDualGrid(
            grid.head.coords(), grid.head.set->neighbourMap(), grid.vertices.to(at::kFloat).contiguous(),
            grid.intersected.contiguous(), grid.quadLerp.to(at::kFloat).contiguous().view({-1}), resolution);
        MeshAsset mesh;
        mesh.positions = copiedRows<Vec3f>(positions);
        mesh.triangles = copiedRows<std::array<std::uint32_t, 3>>(triangles);
        return mesh;
    }
    const auto coords = voxelCoords(grid.head.coords());
    const at::Tensor vertices = hostFloat(grid.vertices);
    const at::Tensor intersected = grid.intersected.to(at::kCPU, at::kByte).contiguous();
    const at::Tensor quadLerp = hostFloat(grid.quadLerp);
    return meshDualGrid({.coords = coords,
                         .dualVertices = rowsOf<Vec3f>(vertices),
                         .intersected = rowsOf<std::array<std::uint8_t, 3>>(intersected),
                         .splitWeights = rowsOf<float>(quadLerp),
                         .resolution = resolution},
                        context);
}

void tidyMesh(MeshAsset& mesh, const RunContext& context) {
    dropUnreferencedVertices(mesh);
    unifyWinding(mesh.positions, mesh.triangles, context);
    context.checkpoint();
    mesh.normals = vertexNormals(mesh.positions, mesh.triangles);
}

RawGrid rawGrid(const DualGrid& grid) {
    return {voxelCoords(grid.head.coords()), copiedRows<Vec3f>(grid.vertices.to(at::kFloat)),
            copiedRows<std::array<std::uint8_t, 3>>(grid.intersected.to(at::kByte)),
            copiedRows<float>(grid.quadLerp.to(at::kFloat))};
}

std::vector<PbrAttributes> pbrAttributes(const at::Tensor& feats) {
    return copiedRows<PbrAttributes>(feats.to(at::kFloat));
}

}  // namespace espalier

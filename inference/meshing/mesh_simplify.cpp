#include "inference/meshing/mesh_simplify.h"

#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace espalier {
namespace {

/// The positions with those at the same place moved apart by the least step there is. Cleaning has separated surfaces
/// that touch, but meshoptimizer goes by place: it would take them for one again and leave them as they are.
std::vector<Vec3f> distinctPositions(const std::vector<Vec3f>& positions) {
    std::vector<std::uint32_t> order(positions.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return positions[a] != positions[b] ? positions[a] < positions[b] : a < b; });
    std::vector<Vec3f> result = positions;
    for (std::size_t i = 1; i < order.size(); ++i) {
        if (positions[order[i]] != positions[order[i - 1]]) continue;
        const float previous = result[order[i - 1]][0];
        result[order[i]][0] = std::nextafter(previous, std::numeric_limits<float>::max());
    }
    return result;
}

}  // namespace

bool canSimplify() {
    return true;
}

SimplifyReport simplifyMesh(MeshAsset& mesh, std::size_t targetFaces, const CleanOptions& repair,
                            const RunContext& context) {
    SimplifyReport report{.facesBefore = mesh.triangles.size(), .facesAfter = mesh.triangles.size()};
    if (targetFaces == 0 || targetFaces >= mesh.triangles.size()) return report;
    context.checkpoint();
    const auto distinct = distinctPositions(mesh.positions);
    const float* const positions = distinct.front().data();
    std::vector<std::array<std::uint32_t, 3>> simplified(mesh.triangles.size());
    float relativeError = 0.0f;
    const std::size_t indices = meshopt_simplify(
        simplified.front().data(), mesh.triangles.front().data(), 3 * mesh.triangles.size(), positions,
        mesh.positions.size(), sizeof(Vec3f), 3 * targetFaces, std::numeric_limits<float>::max(), 0u, &relativeError);
    simplified.resize(indices / 3);
    report.errorBound =
        double(relativeError) * double(meshopt_simplifyScale(positions, mesh.positions.size(), sizeof(Vec3f)));
    mesh.triangles = std::move(simplified);
    context.checkpoint();
    report.repair = repairSurface(mesh, repair, context);
    report.facesAfter = mesh.triangles.size();
    return report;
}

SimplifyReport simplifyMesh(MeshAsset& mesh, std::size_t targetFaces, const RunContext& context) {
    return simplifyMesh(mesh, targetFaces, {}, context);
}

}  // namespace espalier

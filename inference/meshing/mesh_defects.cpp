#include "inference/meshing/mesh_defects.h"

#include <algorithm>
#include <vector>

#include "inference/meshing/disjoint_sets.h"
#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/mesh_geometry.h"

namespace espalier {
namespace {

std::uint32_t cornerAt(const std::array<std::uint32_t, 3>& t, std::uint32_t vertex) {
    return t[0] == vertex ? 0 : t[1] == vertex ? 1 : 2;
}

/// Vertices whose corners fall into more than one fan, corners being joined across every edge.
std::size_t countSplitFans(const MeshAsset& mesh, DisjointSets& corners) {
    constexpr std::uint32_t kNone = ~0u;
    std::vector<std::uint32_t> fan(mesh.positions.size(), kNone);
    std::vector<std::uint8_t> split(mesh.positions.size());
    for (std::uint32_t corner = 0; corner < 3 * mesh.triangles.size(); ++corner) {
        const auto v = mesh.triangles[corner / 3][corner % 3];
        const auto root = corners.root(corner);
        if (fan[v] == kNone) fan[v] = root;
        if (fan[v] != root) split[v] = 1;
    }
    return std::size_t(std::count(split.begin(), split.end(), 1));
}

std::size_t countDuplicates(const MeshAsset& mesh) {
    auto faces = mesh.triangles;
    for (auto& t : faces)
        std::sort(t.begin(), t.end());
    std::sort(faces.begin(), faces.end());
    std::size_t count = 0;
    for (std::size_t f = 1; f < faces.size(); ++f)
        count += faces[f] == faces[f - 1];
    return count;
}

}  // namespace

MeshDefects findDefects(const MeshAsset& mesh) {
    MeshDefects defects;
    DisjointSets corners(3 * mesh.triangles.size());
    MeshEdges(mesh.positions.size(), mesh.triangles).forEach([&](const MeshEdges::Edge& edge) {
        const auto sides = edge.sides;
        defects.boundaryEdges += sides.size() == 1;
        defects.nonManifoldEdges += sides.size() > 2;
        defects.inconsistentEdges += sides.size() == 2 && sides[0].ascending == sides[1].ascending;
        for (std::size_t s = 1; s < sides.size(); ++s)
            for (const auto v : {edge.low, edge.high})
                corners.join(3 * sides[0].triangle + cornerAt(mesh.triangles[sides[0].triangle], v),
                             3 * sides[s].triangle + cornerAt(mesh.triangles[sides[s].triangle], v));
    });
    defects.nonManifoldVertices = countSplitFans(mesh, corners);
    for (const auto& t : mesh.triangles)
        defects.degenerateFaces += isDegenerate(mesh, t);
    defects.duplicateFaces = countDuplicates(mesh);
    return defects;
}

}  // namespace espalier

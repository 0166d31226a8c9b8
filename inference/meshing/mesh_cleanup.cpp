#include "inference/meshing/mesh_cleanup.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace espalier {

void dropUnreferencedVertices(MeshAsset& mesh) {
    std::vector<std::uint32_t> target(mesh.positions.size(), 0);
    for (const auto& t : mesh.triangles)
        for (const auto v : t)
            target[v] = 1;
    std::uint32_t kept = 0;
    const auto move = [&](auto& perVertex, std::size_t from) {
        if (!perVertex.empty()) perVertex[kept] = perVertex[from];
    };
    for (std::size_t v = 0; v < target.size(); ++v) {
        if (!target[v]) continue;
        move(mesh.positions, v);
        move(mesh.normals, v);
        move(mesh.colors, v);
        move(mesh.metallicRoughness, v);
        target[v] = kept++;
    }
    const auto shorten = [&](auto& perVertex) {
        if (!perVertex.empty()) perVertex.resize(kept);
    };
    shorten(mesh.positions);
    shorten(mesh.normals);
    shorten(mesh.colors);
    shorten(mesh.metallicRoughness);
    for (auto& t : mesh.triangles)
        for (auto& v : t)
            v = target[v];
}

}  // namespace espalier

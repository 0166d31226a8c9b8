#include "inference/meshing/mesh_cleanup.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "inference/meshing/mesh_edges.h"

namespace espalier {
namespace {

/// Calls visit(list) for every list of the mesh that holds one item per vertex, if it is in use.
template <typename Visit>
void forEachVertexList(MeshAsset& mesh, Visit&& visit) {
    const auto visitUsed = [&](auto& list) {
        if (!list.empty()) visit(list);
    };
    visitUsed(mesh.positions);
    visitUsed(mesh.normals);
    visitUsed(mesh.colors);
    visitUsed(mesh.metallicRoughness);
    visitUsed(mesh.uvs);
    visitUsed(mesh.tangents);
}

}  // namespace

void dropUnreferencedVertices(MeshAsset& mesh) {
    std::vector<std::uint32_t> target(mesh.positions.size(), 0);
    for (const auto& t : mesh.triangles)
        for (const auto v : t)
            target[v] = 1;
    std::uint32_t kept = 0;
    std::vector<std::uint32_t> origin;
    for (std::uint32_t v = 0; v < target.size(); ++v) {
        if (!target[v]) continue;
        origin.push_back(v);
        target[v] = kept++;
    }
    forEachVertexList(mesh, [&](auto& list) {
        for (std::uint32_t v = 0; v < kept; ++v)
            list[v] = list[origin[v]];
        list.resize(kept);
    });
    for (auto& t : mesh.triangles)
        for (auto& v : t)
            v = target[v];
}

std::uint32_t copyVertex(MeshAsset& mesh, std::uint32_t v) {
    forEachVertexList(mesh, [&](auto& list) {
        const auto item = list[v];  // by value: the list may move
        list.push_back(item);
    });
    return std::uint32_t(mesh.positions.size() - 1);
}

std::uint32_t middleVertex(MeshAsset& mesh, std::uint32_t a, std::uint32_t b) {
    forEachVertexList(mesh, [&](auto& list) {
        auto item = list[a];
        for (std::size_t i = 0; i < item.size(); ++i)
            item[i] = static_cast<std::remove_reference_t<decltype(item[i])>>((list[a][i] + list[b][i]) / 2);
        list.push_back(item);
    });
    return std::uint32_t(mesh.positions.size() - 1);
}

std::size_t dropFaces(MeshAsset& mesh, const std::vector<std::uint8_t>& marked) {
    std::size_t kept = 0;
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
        if (!marked[f]) mesh.triangles[kept++] = mesh.triangles[f];
    const std::size_t dropped = mesh.triangles.size() - kept;
    mesh.triangles.resize(kept);
    return dropped;
}

std::size_t dropRepeatedFaces(MeshAsset& mesh) {
    auto& triangles = mesh.triangles;
    const auto repeatsVertex = [](const auto& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; };
    const std::size_t before = triangles.size();
    triangles.erase(std::remove_if(triangles.begin(), triangles.end(), repeatsVertex), triangles.end());

    // Equal faces share all edges, so only faces at an edge of more than two, or of two with the same tip, can be
    // equal.
    std::vector<std::uint8_t> marked(triangles.size());
    std::vector<std::uint8_t> isAttached(triangles.size()), isNeeded(triangles.size());  // some edge of a pair says so
    std::vector<std::uint32_t> twin(triangles.size());
    const MeshEdges edges(mesh.positions.size(), triangles);
    edges.forEach([&](const MeshEdges::Edge& edge) {
        if (edge.sides.size() < 2) return;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> tips;  // third vertex, face
        for (const auto& side : edge.sides) {
            const auto& t = triangles[side.triangle];
            tips.emplace_back(t[0] ^ t[1] ^ t[2] ^ edge.low ^ edge.high, side.triangle);
        }
        std::sort(tips.begin(), tips.end());
        for (std::size_t i = 1; i < tips.size(); ++i) {
            if (tips[i].first != tips[i - 1].first) continue;
            marked[tips[i].second] = 1;
            const bool single = tips.size() == 4 && (i == 1 || tips[i - 2].first != tips[i].first) &&
                                (i + 1 == tips.size() || tips[i + 1].first != tips[i].first);
            const bool othersDiffer = tips.size() == 4 && (i == 1 ? tips[2].first != tips[3].first : true) &&
                                      (i == 3 ? tips[0].first != tips[1].first : true);
            if (tips.size() > 2) (single && othersDiffer ? isAttached : isNeeded)[tips[i].second] = 1;
            twin[tips[i].second] = tips[i - 1].second;
        }
    });
    for (std::size_t f = 0; f < triangles.size(); ++f)
        if (marked[f] && isAttached[f] && !isNeeded[f]) marked[twin[f]] = 1;
    dropFaces(mesh, marked);
    return before - triangles.size();
}

}  // namespace espalier

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Removes positions (and what belongs to them) that no triangle uses; the others keep their order.
void dropUnreferencedVertices(MeshAsset& mesh);

/// Appends a vertex like `v` in all that belongs to it, and returns its index.
std::uint32_t copyVertex(MeshAsset& mesh, std::uint32_t v);

/// Appends a vertex half-way between two, attributes too, and returns its index.
std::uint32_t middleVertex(MeshAsset& mesh, std::uint32_t a, std::uint32_t b);

/// Removes the faces whose mark is not 0; the others keep their order. Returns how many went.
std::size_t dropFaces(MeshAsset& mesh, const std::vector<std::uint8_t>& marked);

/// Removes faces that name a vertex twice, and those that have the three vertices of an earlier face. Of two equal
/// faces that form a membrane between other faces (each edge has two more, or at a fin none) both go, or a closed
/// surface would become open.
std::size_t dropRepeatedFaces(MeshAsset& mesh);

}  // namespace espalier

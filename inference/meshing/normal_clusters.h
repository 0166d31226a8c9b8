#pragma once

#include <cstdint>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

struct NormalClusterOptions {
    float coneDegrees = 50.0f;        ///< a face joins while its normal is this near to the cluster's mean normal
    float reach = 0.3f;               ///< how far a face may lie from the middle, in roots of the surface's area
    std::size_t maxFaces = 20'000;    ///< bounds what flattening one cluster costs, which grows faster than its size
    float smallestAreaShare = 1e-3f;  ///< of the whole area; smaller clusters join a neighbour
};

/// The three neighbours of every face across its edges (corner k to k + 1); kNoFace where an edge has one face or more
/// than two, or where the two faces wind against each other. Throws Cancelled.
inline constexpr std::uint32_t kNoFace = 0xffffffffu;
std::vector<std::array<std::uint32_t, 3>> faceNeighbours(const MeshAsset& mesh, const RunContext& context = {});

/// Divides the faces into connected groups that face about one way, so that each flattens with little distortion.
/// Every face is in exactly one group; the order is the same on every run. Throws Cancelled.
std::vector<std::vector<std::uint32_t>> normalClusters(const MeshAsset& mesh,
                                                       const std::vector<std::array<std::uint32_t, 3>>& neighbours,
                                                       const NormalClusterOptions& options = {},
                                                       const RunContext& context = {});

}  // namespace espalier

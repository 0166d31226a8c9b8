#pragma once

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/progress.h"

namespace espalier {

/// Occupied cells of a cubic grid that spans [-0.5, 0.5]^3 in model space.
struct VoxelCloud {
    int resolution = 0;                               ///< cells per axis
    std::vector<std::array<std::uint16_t, 3>> cells;  ///< indices, each < resolution
    std::vector<std::array<std::uint8_t, 3>> colors;  ///< sRGB, one per cell; empty = none
};

/// The shape as far as it is known while a job runs. Immutable once handed to RunContext::preview().
struct Preview {
    Stage stage = Stage::Structure;
    int step = 0;
    int of = 1;
    std::variant<VoxelCloud, MeshAssetPtr> shape;
};

}  // namespace espalier

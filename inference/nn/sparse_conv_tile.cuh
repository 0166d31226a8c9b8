#pragma once

#include "inference/nn/sparse_conv_kernels.h"

namespace espalier::kernels {

/// The part of a convolution that one block computes: rows [begin, end) of `order`, all of one group.
struct ConvTile {
    std::int32_t group, begin, end;
};

/// False for the surplus blocks at the end of a grid.
__device__ inline bool findTile(const SparseConvJob& job, int index, int rowsPerTile, ConvTile& tile) {
    for (tile.group = 0; tile.group < job.groups; ++tile.group) {
        tile.begin = job.groupBegin[tile.group];
        tile.end = job.groupBegin[tile.group + 1];
        const int tiles = (tile.end - tile.begin + rowsPerTile - 1) / rowsPerTile;
        if (index < tiles) {
            tile.begin += index * rowsPerTile;
            tile.end = min(tile.end, tile.begin + rowsPerTile);
            return true;
        }
        index -= tiles;
    }
    return false;
}

/// Row of the map for an output row.
__device__ inline std::int32_t mapRow(const SparseConvJob& job, std::int32_t row) {
    return job.slot ? std::int32_t(job.slot[row] >> 3) : row;
}

/// A grid that has a block for every tile: each group may end in an unfilled one.
inline int tileCount(const SparseConvJob& job, int rowsPerTile) {
    return (job.rows + rowsPerTile - 1) / rowsPerTile + job.groups - 1;
}

}  // namespace espalier::kernels

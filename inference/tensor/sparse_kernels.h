#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "inference/tensor/coord_hash.cuh"

// Launchers of the kernels on voxel coordinates. Pointers are device memory; work is put on `stream`.

namespace espalier::kernels {

/// Slots of a table for `count` voxels.
std::uint32_t hashCapacity(std::int64_t count);

/// Fills the table (memory of hashCapacity(count) keys and rows) with coords [count, 4]. A voxel out of range is left
/// out; of one that occurs twice the smallest row counts.
cudaError_t buildHash(const HashTable& table, const std::int32_t* coords, std::int64_t count, cudaStream_t stream);
/// The view of such memory.
HashTable hashTable(void* keys, void* rows, std::int64_t count);

/// map [count, 27]; see CoordSet::neighbourMap().
cudaError_t lookUpNeighbours(const HashTable& table, const std::int32_t* coords, std::int64_t count, std::int32_t* map,
                             cudaStream_t stream);

/// map [count, 27] of the voxels `slot` [count] (8 * coarse row + child) from the coarse voxels' map; no hash is
/// needed. childRow [8 * coarse rows] is filled with the row of each child, -1 for those that do not exist.
cudaError_t refineNeighbours(const std::int32_t* coarseMap, std::int64_t coarseCount, const std::int64_t* slot,
                             std::int64_t count, std::int32_t* childRow, std::int32_t* map, cudaStream_t stream);

/// coords [count, 4] of the children `slot` [count] of coarse [., 4].
cudaError_t childCoords(const std::int32_t* coarse, const std::int64_t* slot, std::int64_t count, std::int32_t* coords,
                        cudaStream_t stream);

/// masks [count]: bit k is set where map [count, 27] has a neighbour in column k.
cudaError_t neighbourMasks(const std::int32_t* map, std::int64_t count, std::int32_t* masks, cudaStream_t stream);

/// Sort keys [count] that bring output rows with similar masks (of maskCount rows of the map) together: child number (0
/// without `slot`), then chunks of rows that lie near each other, then the mask's bits, those that split surfaces best
/// first, fuller masks before emptier ones.
cudaError_t orderKeys(const std::int32_t* masks, std::int64_t maskCount, const std::int64_t* slot, std::int64_t count,
                      std::int32_t* keys, cudaStream_t stream);

/// Child number of a key is key >> kGroupShift.
constexpr int kGroupShift = 27;

}  // namespace espalier::kernels

#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "inference/tensor/coord_hash.cuh"

// Launchers of the kernels that make meshes. Pointers are device memory; work is put on `stream`. Single operations are
// rounded as the processor rounds them, so the results agree bit for bit.

namespace espalier::kernels {

struct DualGridJob {
    const std::int32_t* coords;  ///< [count, 4]
    const std::int32_t* map;     ///< [count, 27]
    const float* dualVertices;   ///< [count, 3]
    const bool* intersected;     ///< [count, 3]
    const float* splitWeights;   ///< [count] or null
    std::int64_t count;
    std::int32_t resolution;
};

/// positions [count, 3], and for each flag whether its four voxels exist.
cudaError_t placeVertices(const DualGridJob& job, float* positions, bool* complete, cudaStream_t stream);

/// Two triangles for each of the flags `edges` [edgeCount] (3 * voxel + axis); triangles [2 * edgeCount, 3].
cudaError_t splitQuads(const DualGridJob& job, const float* positions, const std::int64_t* edges,
                       std::int64_t edgeCount, std::int32_t* triangles, cudaStream_t stream);

/// Trilinear samples [count, channels] of attributes [., channels] on the voxels in `table` at positions [count, 3].
cudaError_t sampleVoxels(const HashTable& table, const float* attributes, std::int32_t channels, const float* positions,
                         std::int64_t count, float* samples, cudaStream_t stream);

}  // namespace espalier::kernels

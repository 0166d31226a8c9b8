#include "inference/tensor/sparse_kernels.h"

namespace espalier::kernels {

namespace {

constexpr int kThreads = 256;

unsigned blocksFor(std::int64_t items) {
    return unsigned((items + kThreads - 1) / kThreads);
}

__device__ std::int64_t globalThread() {
    return std::int64_t(blockIdx.x) * kThreads + threadIdx.x;
}

__global__ void insertKernel(HashTable table, const int4* coords, std::int64_t count) {
    const std::int64_t row = globalThread();
    if (row >= count) return;
    const int4 c = coords[row];
    std::uint64_t key;
    if (!packKey(c.x, c.y, c.z, c.w, key)) return;
    for (std::uint32_t slot = homeSlot(table, key);; slot = (slot + 1) & table.slotMask) {
        const std::uint64_t before = atomicCAS(table.keys + slot, kEmptyKey, static_cast<unsigned long long>(key));
        if (before != kEmptyKey && before != key) continue;
        atomicMin(table.rows + slot, std::int32_t(row));
        return;
    }
}

__global__ void neighbourKernel(HashTable table, const int4* coords, std::int64_t count, std::int32_t* map) {
    const std::int64_t entry = globalThread();
    if (entry >= 27 * count) return;
    const int4 c = coords[entry / 27];
    const int k = int(entry % 27);
    map[entry] = findRow(table, c.x, c.y + k / 9 - 1, c.z + k / 3 % 3 - 1, c.w + k % 3 - 1);
}

__global__ void childRowKernel(const std::int64_t* slot, std::int64_t count, std::int32_t* childRow) {
    const std::int64_t row = globalThread();
    if (row < count) childRow[slot[row]] = std::int32_t(row);
}

// A neighbour of a child is a child of a neighbour of its parent.
__global__ void refineKernel(const std::int32_t* coarseMap, const std::int64_t* slot, std::int64_t count,
                             const std::int32_t* childRow, std::int32_t* map) {
    const std::int64_t entry = globalThread();
    if (entry >= 27 * count) return;
    const std::int64_t own = slot[entry / 27];
    const int k = int(entry % 27);
    const int x = int(own & 1) + k / 9 - 1, y = int(own >> 1 & 1) + k / 3 % 3 - 1, z = int(own >> 2 & 1) + k % 3 - 1;
    const int column = ((x >> 1) + 1) * 9 + ((y >> 1) + 1) * 3 + (z >> 1) + 1;
    const std::int32_t parent = coarseMap[(own >> 3) * 27 + column];
    map[entry] = parent < 0 ? -1 : childRow[8 * std::int64_t(parent) + (x & 1) + 2 * (y & 1) + 4 * (z & 1)];
}

__global__ void childCoordsKernel(const int4* coarse, const std::int64_t* slot, std::int64_t count, int4* coords) {
    const std::int64_t row = globalThread();
    if (row >= count) return;
    const std::int64_t own = slot[row];
    const int4 c = coarse[own >> 3];
    coords[row] = make_int4(c.x, 2 * c.y + int(own & 1), 2 * c.z + int(own >> 1 & 1), 2 * c.w + int(own >> 2 & 1));
}

__global__ void maskKernel(const std::int32_t* map, std::int64_t count, std::int32_t* masks) {
    // A block's rows are read in one sweep, then each thread gathers its own row's columns.
    __shared__ std::int32_t rows[kThreads * 27];
    const std::int64_t first = std::int64_t(blockIdx.x) * kThreads;
    const int here = int(count - first < kThreads ? count - first : kThreads);
    for (int i = threadIdx.x; i < here * 27; i += kThreads)
        rows[i] = map[first * 27 + i];
    __syncthreads();
    if (int(threadIdx.x) >= here) return;
    std::int32_t mask = 0;
    for (int k = 0; k < 27; ++k)
        mask |= std::int32_t(rows[threadIdx.x * 27 + k] >= 0) << k;
    masks[first + threadIdx.x] = mask;
}

/// Columns of the map from the most to the least significant bit of a sort key: neighbours across edges, corners and
/// faces. On shells this order left the fewest neighbours in tiles of 128 rows, of those tried. The last faces and the
/// voxel itself would add nothing.
constexpr int kMaskBits = 23;
__constant__ const signed char kBitOrder[kMaskBits] = {1, 3, 5, 7, 9,  11, 15, 17, 19, 21, 23, 25,
                                                       0, 2, 6, 8, 18, 20, 24, 26, 4,  10, 12};

/// Rows are sorted within chunks: neighbours of rows near each other are near each other too, so what a chunk gathers
/// stays in the cache.
constexpr std::int64_t kChunkRows = 1 << 16;
constexpr std::int64_t kMostChunks = 1 << (kGroupShift - kMaskBits);

__global__ void keyKernel(const std::int32_t* masks, const std::int64_t* slot, std::int64_t count,
                          std::int64_t chunkRows, std::int32_t* keys) {
    const std::int64_t row = globalThread();
    if (row >= count) return;
    const std::int64_t own = slot ? slot[row] : 8 * row;
    const std::int32_t mask = masks[own >> 3];
    std::int32_t bits = 0;
    for (int bit = 0; bit < kMaskBits; ++bit)
        bits = bits << 1 | (~(mask >> kBitOrder[bit]) & 1);
    keys[row] = std::int32_t(own & 7) << kGroupShift | std::int32_t((own >> 3) / chunkRows) << kMaskBits | bits;
}

}  // namespace

std::uint32_t hashCapacity(std::int64_t count) {
    std::uint32_t capacity = 16;
    while (capacity < 2 * count)
        capacity *= 2;
    return capacity;
}

HashTable hashTable(void* keys, void* rows, std::int64_t count) {
    const std::uint32_t capacity = hashCapacity(count);
    int shift = 64;
    for (std::uint32_t left = capacity; left > 1; left /= 2)
        --shift;
    return {static_cast<unsigned long long*>(keys), static_cast<std::int32_t*>(rows), capacity - 1, shift};
}

cudaError_t buildHash(const HashTable& table, const std::int32_t* coords, std::int64_t count, cudaStream_t stream) {
    const std::size_t capacity = std::size_t(table.slotMask) + 1;
    cudaMemsetAsync(table.keys, 0xff, capacity * sizeof *table.keys, stream);
    cudaMemsetAsync(table.rows, 0x7f, capacity * sizeof *table.rows, stream);
    if (count > 0)
        insertKernel<<<blocksFor(count), kThreads, 0, stream>>>(table, reinterpret_cast<const int4*>(coords), count);
    return cudaGetLastError();
}

cudaError_t lookUpNeighbours(const HashTable& table, const std::int32_t* coords, std::int64_t count, std::int32_t* map,
                             cudaStream_t stream) {
    if (count > 0)
        neighbourKernel<<<blocksFor(27 * count), kThreads, 0, stream>>>(table, reinterpret_cast<const int4*>(coords),
                                                                        count, map);
    return cudaGetLastError();
}

cudaError_t refineNeighbours(const std::int32_t* coarseMap, std::int64_t coarseCount, const std::int64_t* slot,
                             std::int64_t count, std::int32_t* childRow, std::int32_t* map, cudaStream_t stream) {
    if (count == 0) return cudaSuccess;
    cudaMemsetAsync(childRow, 0xff, std::size_t(8 * coarseCount) * sizeof *childRow, stream);
    childRowKernel<<<blocksFor(count), kThreads, 0, stream>>>(slot, count, childRow);
    refineKernel<<<blocksFor(27 * count), kThreads, 0, stream>>>(coarseMap, slot, count, childRow, map);
    return cudaGetLastError();
}

cudaError_t childCoords(const std::int32_t* coarse, const std::int64_t* slot, std::int64_t count, std::int32_t* coords,
                        cudaStream_t stream) {
    if (count > 0)
        childCoordsKernel<<<blocksFor(count), kThreads, 0, stream>>>(reinterpret_cast<const int4*>(coarse), slot, count,
                                                                     reinterpret_cast<int4*>(coords));
    return cudaGetLastError();
}

cudaError_t neighbourMasks(const std::int32_t* map, std::int64_t count, std::int32_t* masks, cudaStream_t stream) {
    if (count > 0) maskKernel<<<blocksFor(count), kThreads, 0, stream>>>(map, count, masks);
    return cudaGetLastError();
}

cudaError_t orderKeys(const std::int32_t* masks, std::int64_t maskCount, const std::int64_t* slot, std::int64_t count,
                      std::int32_t* keys, cudaStream_t stream) {
    const std::int64_t even = (maskCount + kMostChunks - 1) / kMostChunks;
    if (count > 0)
        keyKernel<<<blocksFor(count), kThreads, 0, stream>>>(masks, slot, count, even > kChunkRows ? even : kChunkRows,
                                                             keys);
    return cudaGetLastError();
}

}  // namespace espalier::kernels

#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

#include "resources/starter_model/trainer/generator.h"

namespace espalier::starter {

namespace {

constexpr int kCells = kTokenGrid * kTokenGrid * kTokenGrid;
constexpr int kThreads = 256;
constexpr int kTile = 16;  ///< a block draws a square, so that its threads take similar ways

/// A block's object in shared memory.
__device__ int load(const Objects& objects, int i, Primitive* program) {
    const int length = objects.lengths[i];
    const auto* source = reinterpret_cast<const int*>(objects.programs + static_cast<size_t>(i) * kMaxPrimitives);
    auto* target = reinterpret_cast<int*>(program);
    const int words = length * static_cast<int>(sizeof(Primitive) / sizeof(int));
    for (int w = static_cast<int>(threadIdx.x); w < words; w += static_cast<int>(blockDim.x))
        target[w] = source[w];
    __syncthreads();
    return length;
}

__device__ void pixelOfThread(int side, int* column, int* row) {
    const int tiles = side / kTile;
    const int tile = static_cast<int>(blockIdx.x), within = static_cast<int>(threadIdx.x);
    *column = tile % tiles * kTile + within % kTile;
    *row = tile / tiles * kTile + within / kTile;
}

// Primitives have default values, which __shared__ variables may not: hence raw memory.
#define ESPALIER_SHARED_PROGRAM(name)                                                       \
    __shared__ __align__(16) unsigned char name##Bytes[kMaxPrimitives * sizeof(Primitive)]; \
    auto* name = reinterpret_cast<Primitive*>(name##Bytes)

__global__ void silhouetteKernel(Objects objects, const Camera* cameras, int side, std::uint8_t* mask) {
    ESPALIER_SHARED_PROGRAM(program);
    const int i = static_cast<int>(blockIdx.y);
    const int length = load(objects, i, program);
    int column = 0, row = 0;
    pixelOfThread(side, &column, &row);
    const float x = (static_cast<float>(column) + 0.5f) / static_cast<float>(side) * 2.0f - 1.0f;
    const float y = (static_cast<float>(row) + 0.5f) / static_cast<float>(side) * 2.0f - 1.0f;
    float t = 0.0f;
    mask[(static_cast<size_t>(i) * side + row) * side + column] =
        trace(program, length, cameras[i].position, rayThrough(cameras[i], x, y), &t);
}

__global__ void pictureKernel(Objects objects, const Camera* cameras, const Light* lights, int side, int samples,
                              std::uint8_t* out, int surfaceSide, float* surface) {
    ESPALIER_SHARED_PROGRAM(program);
    const int i = static_cast<int>(blockIdx.y);
    const int length = load(objects, i, program);
    int column = 0, row = 0;
    pixelOfThread(side, &column, &row);
    drawPixel(program, length, cameras[i], lights[i], column, row, side, samples,
              out + static_cast<size_t>(i) * 4 * side * side, surfaceSide,
              surface ? surface + static_cast<size_t>(i) * kSurfaceChannels * surfaceSide * surfaceSide : nullptr);
}

__global__ void cellKernel(Objects objects, std::int32_t* cells, std::int32_t* found) {
    ESPALIER_SHARED_PROGRAM(program);
    const int i = static_cast<int>(blockIdx.y);
    const int length = load(objects, i, program);
    const int cell = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (fabsf(objectDistance(program, length, cellMiddle(cell))) < kCellReach)
        cells[atomicAdd(found, 1)] = i * kCells + cell;
}

__global__ void voxelKernel(Objects objects, const std::int32_t* cells, std::uint8_t* occupied, std::int32_t* coords,
                            SurfaceVoxel* values, std::int32_t capacity, std::int32_t* found) {
    ESPALIER_SHARED_PROGRAM(program);
    __shared__ float distances[kCornersPerCell];
    __shared__ int any;
    const int object = cells[blockIdx.x] / kCells, cell = cells[blockIdx.x] % kCells;
    if (threadIdx.x == 0) any = 0;
    const int length = load(objects, object, program);
    const int first = static_cast<int>(threadIdx.x), stride = static_cast<int>(blockDim.x);
    for (int corner = first; corner < kCornersPerCell; corner += stride)
        distances[corner] = objectDistance(program, length, cellCorner(cell, corner));
    __syncthreads();
    for (int voxel = first; voxel < kVoxelsPerCell; voxel += stride) {
        float corners[8];
        if (!gatherCorners(distances, voxel, corners)) continue;
        any = 1;
        if (!coords) continue;
        const VoxelPlace at = voxelPlace(cell, voxel);
        SurfaceVoxel value;
        dualVertex(program, length, corners, voxelCorner(at.x, at.y, at.z), &value);
        const std::int32_t slot = atomicAdd(found, 1);
        if (slot >= capacity) continue;
        std::int32_t* row = coords + 4 * static_cast<size_t>(slot);
        row[0] = object, row[1] = at.x, row[2] = at.y, row[3] = at.z;
        values[slot] = value;
    }
    __syncthreads();
    if (occupied && threadIdx.x == 0 && any) occupied[cells[blockIdx.x]] = 1;
}

__global__ void distanceKernel(Objects objects, const float* points, int each, float* out) {
    ESPALIER_SHARED_PROGRAM(program);
    const int i = static_cast<int>(blockIdx.y);
    const int length = load(objects, i, program);
    const int j = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (j >= each) return;
    const size_t at = static_cast<size_t>(i) * each + j;
    out[at] = objectDistance(program, length, {points[3 * at], points[3 * at + 1], points[3 * at + 2]});
}

/// A kernel that cannot start means a program built for other cards: nothing sensible can follow.
void checkLaunch(const char* what) {
    const cudaError_t error = cudaGetLastError();
    if (error == cudaSuccess) return;
    std::fprintf(stderr, "trainer: the kernel %s did not start: %s\n", what, cudaGetErrorString(error));
    std::abort();
}

dim3 grid(int blocks, int objects) {
    return {static_cast<unsigned>(blocks), static_cast<unsigned>(objects), 1};
}

void silhouettes(const Objects& objects, const Camera* cameras, int side, std::uint8_t* mask) {
    silhouetteKernel<<<grid(side * side / kThreads, objects.count), kThreads>>>(objects, cameras, side, mask);
    checkLaunch("silhouettes");
}

void pictures(const Objects& objects, const Camera* cameras, const Light* lights, int side, int samples,
              std::uint8_t* out, int surfaceSide, float* surface) {
    pictureKernel<<<grid(side * side / kThreads, objects.count), kThreads>>>(objects, cameras, lights, side, samples,
                                                                             out, surfaceSide, surface);
    checkLaunch("pictures");
}

void nearCells(const Objects& objects, std::int32_t* cells, std::int32_t* found) {
    cellKernel<<<grid(kCells / kThreads, objects.count), kThreads>>>(objects, cells, found);
    checkLaunch("nearCells");
}

void voxels(const Objects& objects, const std::int32_t* cells, int cellCount, std::uint8_t* occupied,
            std::int32_t* coords, SurfaceVoxel* values, std::int32_t capacity, std::int32_t* found) {
    if (cellCount == 0) return;
    voxelKernel<<<cellCount, 128>>>(objects, cells, occupied, coords, values, capacity, found);
    checkLaunch("voxels");
}

void distances(const Objects& objects, const float* points, int each, float* out) {
    distanceKernel<<<grid((each + kThreads - 1) / kThreads, objects.count), kThreads>>>(objects, points, each, out);
    checkLaunch("distances");
}

}  // namespace

const Generator* generatorOnCard() {
    static const Generator generator{silhouettes, pictures, nearCells, voxels, distances};
    return &generator;
}

}  // namespace espalier::starter

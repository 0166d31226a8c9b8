#include <algorithm>
#include <atomic>

#include "resources/starter_model/trainer/generator.h"

namespace espalier::starter {

namespace {

constexpr int kCells = kTokenGrid * kTokenGrid * kTokenGrid;

const Primitive* programOf(const Objects& objects, int i) {
    return objects.programs + static_cast<std::size_t>(i) * kMaxPrimitives;
}

void silhouettes(const Objects& objects, const Camera* cameras, int side, std::uint8_t* mask) {
#pragma omp parallel for collapse(2) schedule(dynamic, 8)
    for (int i = 0; i < objects.count; ++i)
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column) {
                const float x = (static_cast<float>(column) + 0.5f) / static_cast<float>(side) * 2.0f - 1.0f;
                const float y = (static_cast<float>(row) + 0.5f) / static_cast<float>(side) * 2.0f - 1.0f;
                float t = 0.0f;
                mask[(static_cast<std::size_t>(i) * side + row) * side + column] = trace(
                    programOf(objects, i), objects.lengths[i], cameras[i].position, rayThrough(cameras[i], x, y), &t);
            }
}

void pictures(const Objects& objects, const Camera* cameras, const Light* lights, int side, int samples,
              std::uint8_t* out, int surfaceSide, float* surface) {
#pragma omp parallel for collapse(2) schedule(dynamic, 4)
    for (int i = 0; i < objects.count; ++i)
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column)
                drawPixel(programOf(objects, i), objects.lengths[i], cameras[i], lights[i], column, row, side, samples,
                          out + static_cast<std::size_t>(i) * 4 * side * side, surfaceSide,
                          surface ? surface + static_cast<std::size_t>(i) * kSurfaceChannels * surfaceSide * surfaceSide
                                  : nullptr);
}

void nearCells(const Objects& objects, std::int32_t* cells, std::int32_t* found) {
    std::atomic_ref<std::int32_t> next(*found);
#pragma omp parallel for collapse(2)
    for (int i = 0; i < objects.count; ++i)
        for (int cell = 0; cell < kCells; ++cell)
            if (fabsf(objectDistance(programOf(objects, i), objects.lengths[i], cellMiddle(cell))) < kCellReach)
                cells[next.fetch_add(1)] = i * kCells + cell;
}

void voxels(const Objects& objects, const std::int32_t* cells, int cellCount, std::uint8_t* occupied,
            std::int32_t* coords, SurfaceVoxel* values, std::int32_t capacity, std::int32_t* found) {
    std::atomic_ref<std::int32_t> next(*found);
#pragma omp parallel for schedule(dynamic, 16)
    for (int job = 0; job < cellCount; ++job) {
        const int object = cells[job] / kCells, cell = cells[job] % kCells;
        const Primitive* program = programOf(objects, object);
        const int length = objects.lengths[object];
        float distances[kCornersPerCell];
        bool any = false;
        for (int corner = 0; corner < kCornersPerCell; ++corner) {
            distances[corner] = objectDistance(program, length, cellCorner(cell, corner));
            any = any || (distances[corner] < 0.0f) != (distances[0] < 0.0f);
            if (any && !coords) break;  // that is all there is to know
        }
        for (int voxel = 0; any && coords && voxel < kVoxelsPerCell; ++voxel) {
            float corners[8];
            if (!gatherCorners(distances, voxel, corners)) continue;
            const VoxelPlace at = voxelPlace(cell, voxel);
            SurfaceVoxel value;
            dualVertex(program, length, corners, voxelCorner(at.x, at.y, at.z), &value);
            const std::int32_t slot = next.fetch_add(1);
            if (slot >= capacity) continue;
            const std::int32_t row[4] = {object, at.x, at.y, at.z};
            std::copy_n(row, 4, coords + 4 * static_cast<std::size_t>(slot));
            values[slot] = value;
        }
        if (any && occupied) occupied[cells[job]] = 1;
    }
}

void distances(const Objects& objects, const float* points, int each, float* out) {
#pragma omp parallel for collapse(2)
    for (int i = 0; i < objects.count; ++i)
        for (int j = 0; j < each; ++j) {
            const std::size_t at = static_cast<std::size_t>(i) * each + j;
            out[at] = objectDistance(programOf(objects, i), objects.lengths[i],
                                     {points[3 * at], points[3 * at + 1], points[3 * at + 2]});
        }
}

}  // namespace

const Generator& generatorOnCpu() {
    static const Generator generator{silhouettes, pictures, nearCells, voxels, distances};
    return generator;
}

#ifndef ESPALIER_TRAINER_CUDA
const Generator* generatorOnCard() {
    return nullptr;
}
#endif

}  // namespace espalier::starter

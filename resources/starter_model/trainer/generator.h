#pragma once

#include <cstdint>

#include "resources/starter_model/trainer/render.h"
#include "resources/starter_model/trainer/voxels.h"

namespace espalier::starter {

/// Objects in memory that the generator reads: [count, kMaxPrimitives] primitives, of which lengths[i] count.
struct Objects {
    const Primitive* programs = nullptr;
    const std::int32_t* lengths = nullptr;
    int count = 0;
};

/// What training and measuring are made of. Both implementations compute the same functions; all pointers are of
/// the implementation's memory. The card's puts its work on the default stream, which is LibTorch's.
struct Generator {
    /// mask [count, side, side]: 1 where the camera sees the object.
    void (*silhouettes)(const Objects&, const Camera*, int side, std::uint8_t* mask);
    /// pictures [count, 4, side, side]: premultiplied sRGB and alpha; surface [count, kSurfaceChannels, surfaceSide,
    /// surfaceSide], zero where there is no object, or null. surfaceSide divides side.
    void (*pictures)(const Objects&, const Camera*, const Light*, int side, int samples, std::uint8_t* pictures,
                     int surfaceSide, float* surface);
    /// Cells (object * kTokenGrid^3 + cell) near the surface, in any order; adds to *found, which is zero before.
    void (*nearCells)(const Objects&, std::int32_t* cells, std::int32_t* found);
    /// For `cellCount` such cells: occupied [count, kTokenGrid^3] set to 1 where the surface passes the cell (or null),
    /// and the voxels that it passes, as coords [capacity, 4] (object, x, y, z) and values [capacity] in any order (or
    /// null). Adds to *found, which may grow past `capacity`.
    void (*voxels)(const Objects&, const std::int32_t* cells, int cellCount, std::uint8_t* occupied,
                   std::int32_t* coords, SurfaceVoxel* values, std::int32_t capacity, std::int32_t* found);
    /// Signed distances at points [count, each, 3].
    void (*distances)(const Objects&, const float* points, int each, float* distances);
};

const Generator& generatorOnCpu();
/// Null when the trainer was built without a CUDA compiler.
const Generator* generatorOnCard();

}  // namespace espalier::starter

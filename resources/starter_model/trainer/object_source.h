#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "inference/tensor/sparse_ops.h"
#include "resources/starter_model/trainer/generator.h"

namespace espalier::starter {

/// Objects where the generator reads them.
struct ObjectBatch {
    at::Tensor programs;                 ///< [B, bytes] uint8
    at::Tensor lengths;                  ///< [B] int32
    std::vector<std::uint64_t> numbers;  ///< as member() takes them
    std::vector<int> families;

    Objects view() const;
    std::int64_t size() const { return lengths.size(0); }
};

/// Pictures as the pipeline crops them, before anything spoils them.
struct Pictures {
    at::Tensor rgba;     ///< [B, 4, S, S] uint8, premultiplied
    at::Tensor surface;  ///< [B, kSurfaceChannels, A, A] float16: what lies under the pixels
};

/// The surface voxels of a batch on a pyramid of grids, in the order in which a decoder subdivides the tokens.
struct VoxelPyramid {
    CoordSetPtr tokens;                  ///< on the grid kTokenGrid
    std::vector<at::Tensor> subdivided;  ///< per up level: [N, 8] bool, which children exist
    std::vector<ChildMapPtr> children;   ///< per up level; the last one's fine voxels are on kVoxelGrid
    at::Tensor vertices;                 ///< [M, 3] float32 in voxels, 0..1
    at::Tensor crossed;                  ///< [M, 3] float32, 0 or 1
    at::Tensor attributes;               ///< [M, 6] float32 in 0..1: base colour, metallic, roughness, alpha

    const CoordSetPtr& voxels() const { return children.back()->fine; }
};

/// Makes objects and what is learned from them, on the processor or the card. All of it follows from the objects'
/// numbers. One thread at a time.
class ObjectSource {
public:
    /// Throws Error(DeviceUnavailable) for a card when the trainer was built without a CUDA compiler.
    explicit ObjectSource(c10::Device device);

    ObjectBatch objects(std::span<const std::uint64_t> numbers) const;
    /// [B, 32, 32, 32] uint8: 1 where the surface passes the cell.
    at::Tensor occupancy(const ObjectBatch& objects) const;
    VoxelPyramid voxels(const ObjectBatch& objects) const;
    /// Cropped as the pipeline crops; cameras and lights are drawn from the objects' numbers. `samples` squared rays
    /// per pixel.
    Pictures pictures(const ObjectBatch& objects, int side, int samples, int surfaceSide) const;
    /// The picture that a user would give, not cropped: [4, S, S] uint8, premultiplied.
    at::Tensor wholePicture(const ObjectBatch& object, int side, int samples) const;

    c10::Device device() const { return m_device; }

private:
    at::Tensor nearCells(const ObjectBatch& objects) const;
    at::Tensor onDevice(const void* data, std::int64_t bytes) const;

    c10::Device m_device;
    const Generator* m_generator;
};

}  // namespace espalier::starter

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "inference/tensor/cuda_ops.h"

namespace espalier {

class CoordSet;
using CoordSetPtr = std::shared_ptr<const CoordSet>;

/// A set of voxels with what is derived from it, shared by all tensors that live on it. Immutable to its users; derived
/// tables are made on first use, where the coordinates lie, and kept (thread-safe).
class CoordSet {
public:
    /// coords [N, 4] int32 (batch, x, y, z); the rows of one batch element contiguous, batches ascending; within a
    /// batch any order. `batchSize` 0 = last batch index + 1. Throws Error(Internal) when this does not hold.
    /// On a card and with one batch element, the batch column is trusted: reading it would wait for the card.
    explicit CoordSet(at::Tensor coords, std::int64_t batchSize = 0);
    /// The children `slot` (see ChildMap) of `coarse`, on whose map theirs can be built without a search.
    CoordSet(at::Tensor coords, CoordSetPtr coarse, at::Tensor slot);

    const at::Tensor& coords() const { return m_coords; }
    std::int64_t size() const { return m_coords.size(0); }
    std::int64_t batchSize() const { return static_cast<std::int64_t>(m_offsets.size()) - 1; }

    /// Row ranges of the batch elements: element b owns rows [offsets[b], offsets[b + 1]).
    const std::vector<std::int64_t>& offsets() const { return m_offsets; }

    /// [N, 27] int32: row of the voxel at (x, y, z) + (k0 - 1, k1 - 1, k2 - 1), column (k0 * 3 + k1) * 3 +
    /// k2; -1 where there is none.
    const at::Tensor& neighbourMap() const;

    /// For sparse convolutions by CudaOps.
    const ConvolutionOrder& convolutionOrder() const;

    /// The same voxels with their coordinates on `device`: `set` itself, or a copy that it keeps.
    static CoordSetPtr on(const CoordSetPtr& set, c10::Device device);

private:
    at::Tensor buildNeighbourMap() const;

    at::Tensor m_coords;
    std::vector<std::int64_t> m_offsets;
    CoordSetPtr m_coarse;  ///< null, or whose children these are
    at::Tensor m_slot;
    mutable std::once_flag m_neighbourOnce, m_orderOnce;
    mutable at::Tensor m_neighbourMap;
    mutable ConvolutionOrder m_order;
    mutable std::mutex m_copyMutex;
    mutable CoordSetPtr m_copy;  ///< on another device
};

/// Features on a set of voxels. Cheap to copy.
struct SparseTensor {
    at::Tensor feats;  ///< [N, C]
    CoordSetPtr set;

    SparseTensor() = default;
    SparseTensor(at::Tensor features, CoordSetPtr coordSet);
    SparseTensor(at::Tensor features, const at::Tensor& coords);

    const at::Tensor& coords() const { return set->coords(); }
    std::int64_t size() const { return set->size(); }
    std::int64_t channels() const { return feats.size(1); }
    SparseTensor withFeats(at::Tensor features) const { return SparseTensor(std::move(features), set); }
};

}  // namespace espalier

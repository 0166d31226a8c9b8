#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace espalier {

/// A set of voxels with what is derived from it, shared by all tensors that live on it. Immutable to its users; derived
/// tables are made on first use and kept (thread-safe).
class CoordSet {
public:
    /// coords [N, 4] int32 (batch, x, y, z); the rows of one batch element contiguous, batches ascending; within a
    /// batch any order. `batchSize` 0 = last batch index + 1. Throws Error(Internal) when this does not hold.
    explicit CoordSet(at::Tensor coords, std::int64_t batchSize = 0);

    const at::Tensor& coords() const { return m_coords; }
    std::int64_t size() const { return m_coords.size(0); }
    std::int64_t batchSize() const { return static_cast<std::int64_t>(m_offsets.size()) - 1; }

    /// Row ranges of the batch elements: element b owns rows [offsets[b], offsets[b + 1]).
    const std::vector<std::int64_t>& offsets() const { return m_offsets; }

    /// [N, 27] int32 on the CPU: row of the voxel at (x, y, z) + (k0 - 1, k1 - 1, k2 - 1), column (k0 * 3 + k1) * 3 +
    /// k2; -1 where there is none.
    const at::Tensor& neighbourMap() const;

private:
    at::Tensor m_coords;
    std::vector<std::int64_t> m_offsets;
    mutable std::once_flag m_neighbourOnce;
    mutable at::Tensor m_neighbourMap;
};
using CoordSetPtr = std::shared_ptr<const CoordSet>;

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

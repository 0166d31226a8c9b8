#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "inference/tensor/sparse_tensor.h"

namespace espalier {

/// Which voxel of a grid twice as fine lies in which voxel of a coarse one. Child number n = dx + 2 dy + 4 dz: x is the
/// lowest bit. Both sets keep their derived tables, so several networks on the same voxels share them.
struct ChildMap {
    CoordSetPtr coarse;
    CoordSetPtr fine;
    at::Tensor slot;  ///< [fine.size()] int64: 8 * coarse row + child number

    ChildMap(CoordSetPtr coarseSet, CoordSetPtr fineSet, at::Tensor slots)
        : coarse(std::move(coarseSet)), fine(std::move(fineSet)), slot(std::move(slots)) {}

    /// For sparse convolutions by CudaOps from the coarse voxels to the fine ones; made on first use and kept.
    const ConvolutionOrder& convolutionOrder() const;

private:
    mutable std::once_flag m_orderOnce;
    mutable ConvolutionOrder m_order;
};
using ChildMapPtr = std::shared_ptr<const ChildMap>;

/// The children of `coarse` that `keep` [N, 8] bool selects: parents in row order, children in ascending number. Waits
/// for the card to learn how many there are.
ChildMapPtr subdivide(const CoordSetPtr& coarse, const at::Tensor& keep);

/// All children of `coarse`: parents in row order, the eight children of each with z running fastest.
ChildMapPtr subdivideAll(const CoordSetPtr& coarse);

/// The distinct parents of `fine` (coordinates halved, rounding down), in lexicographic order.
ChildMapPtr coarsen(const CoordSetPtr& fine);

/// Throws Error(Internal) unless x lies on the voxels `set`.
void requireSet(const SparseTensor& x, const CoordSetPtr& set);

/// x on map.coarse, [N, 8 C] (child-major) -> [M, C] on map.fine.
SparseTensor channelToSpace(const SparseTensor& x, const ChildMap& map);
/// x on map.fine, [M, C] -> [N, 8 C] on map.coarse; absent children are zero.
SparseTensor spaceToChannel(const SparseTensor& x, const ChildMap& map);
/// x on map.coarse, [N, C] -> [M, C] on map.fine: every child gets its parent's features.
SparseTensor upsampleNearest(const SparseTensor& x, const ChildMap& map);
/// x on map.fine, [M, C] -> [N, C] on map.coarse: mean over the children that exist and `zeros` that do not.
SparseTensor downsampleAverage(const SparseTensor& x, const ChildMap& map, std::int64_t zeros = 0);

/// Standard deviation per batch element over its tokens and channels, biased: sqrt(E[x^2] - E[x]^2), each mean taken
/// over tokens of per-token channel means. [B, 1]. The samplers' guidance rescale uses exactly this.
at::Tensor varlenStd(const SparseTensor& x);

/// values [B, C] -> [N, C], row b repeated for the rows of batch element b. `offsets` as in CoordSet. One batch element
/// gives a view [1, C] that broadcasts.
at::Tensor broadcastToRows(const at::Tensor& values, const std::vector<std::int64_t>& offsets);

}  // namespace espalier

#include "inference/tensor/sparse_ops.h"

#include "inference/base/error.h"

namespace espalier {

namespace {

constexpr std::int64_t kChildren = 8;

at::Tensor childNumber(const at::Tensor& fineCoords) {
    const at::Tensor low = fineCoords.slice(1, 1).bitwise_and(1).to(at::kLong);
    return low.select(1, 0) + 2 * low.select(1, 1) + 4 * low.select(1, 2);
}

at::Tensor childCoords(const at::Tensor& coarse, const at::Tensor& slot) {
    if (coarse.is_cuda() && cudaOps()) return cudaOps()->childCoords(coarse, slot);
    const at::Tensor child = slot.bitwise_and(kChildren - 1);
    at::Tensor coords = coarse.index_select(0, slot.bitwise_right_shift(3));
    coords.slice(1, 1).mul_(2);
    for (std::int64_t axis = 0; axis < 3; ++axis)
        coords.select(1, axis + 1).add_(child.bitwise_right_shift(axis).bitwise_and(1));
    return coords;
}

/// The map's slots where the features lie: coordinates, and what follows from them alone, may lie on the CPU.
at::Tensor slotFor(const SparseTensor& x, const ChildMap& map) {
    return map.slot.to(x.feats.device());
}

at::Tensor coarseRowFor(const SparseTensor& x, const ChildMap& map) {
    return slotFor(x, map).bitwise_right_shift(3);
}

}  // namespace

const ConvolutionOrder& ChildMap::convolutionOrder() const {
    std::call_once(m_orderOnce, [this] { m_order = cudaOps()->convolutionOrder(coarse->neighbourMap(), slot); });
    return m_order;
}

void requireSet(const SparseTensor& x, const CoordSetPtr& set) {
    const bool same = x.set == set || at::equal(x.coords(), CoordSet::on(set, x.coords().device())->coords());
    if (!same) throw Error(ErrorCode::Internal, "A tensor lies on other voxels than the map it is resampled by.");
}

ChildMapPtr subdivide(const CoordSetPtr& coarse, const at::Tensor& keep) {
    const at::Tensor slot = keep.reshape({-1}).to(coarse->coords().device()).nonzero().squeeze(1);
    auto fine = std::make_shared<const CoordSet>(childCoords(coarse->coords(), slot), coarse, slot);
    return std::make_shared<const ChildMap>(coarse, std::move(fine), slot);
}

ChildMapPtr subdivideAll(const CoordSetPtr& coarse) {
    const auto options = at::TensorOptions().dtype(at::kLong).device(coarse->coords().device());
    const at::Tensor children = at::tensor({0, 4, 2, 6, 1, 5, 3, 7}, at::kLong).to(options.device());
    const at::Tensor slot = (at::arange(coarse->size(), options).unsqueeze(1) * kChildren + children).flatten();
    auto fine = std::make_shared<const CoordSet>(childCoords(coarse->coords(), slot), coarse, slot);
    return std::make_shared<const ChildMap>(coarse, std::move(fine), slot);
}

ChildMapPtr coarsen(const CoordSetPtr& fine) {
    at::Tensor parents = fine->coords().clone();
    parents.slice(1, 1).bitwise_right_shift_(1);
    auto [coords, inverse, counts] = at::unique_dim(parents, 0, /*sorted=*/true, /*return_inverse=*/true);
    auto coarse = std::make_shared<const CoordSet>(coords, fine->batchSize());
    const at::Tensor slot = inverse * kChildren + childNumber(fine->coords());
    return std::make_shared<const ChildMap>(std::move(coarse), fine, slot);
}

SparseTensor channelToSpace(const SparseTensor& x, const ChildMap& map) {
    requireSet(x, map.coarse);
    if (x.channels() % kChildren != 0)
        throw Error(ErrorCode::Internal, "Channel-to-space needs a multiple of 8 channels.");
    const at::Tensor children = x.feats.reshape({x.size() * kChildren, x.channels() / kChildren});
    return SparseTensor(children.index_select(0, slotFor(x, map)), map.fine);
}

SparseTensor spaceToChannel(const SparseTensor& x, const ChildMap& map) {
    requireSet(x, map.fine);
    const std::int64_t rows = map.coarse->size();
    at::Tensor children = at::zeros({rows * kChildren, x.channels()}, x.feats.options());
    children.index_copy_(0, slotFor(x, map), x.feats);
    return SparseTensor(children.view({rows, kChildren * x.channels()}), map.coarse);
}

SparseTensor upsampleNearest(const SparseTensor& x, const ChildMap& map) {
    requireSet(x, map.coarse);
    return SparseTensor(x.feats.index_select(0, coarseRowFor(x, map)), map.fine);
}

SparseTensor downsampleAverage(const SparseTensor& x, const ChildMap& map, std::int64_t zeros) {
    requireSet(x, map.fine);
    const at::Tensor row = coarseRowFor(x, map);
    at::Tensor sum = at::zeros({map.coarse->size(), x.channels()}, x.feats.options());
    sum.index_add_(0, row, x.feats);
    const at::Tensor count = (at::bincount(row, {}, map.coarse->size()) + zeros).to(x.feats.scalar_type());
    return SparseTensor(sum.div_(count.unsqueeze(1)), map.coarse);
}

at::Tensor varlenStd(const SparseTensor& x) {
    const at::Tensor mean = x.feats.mean(1, /*keepdim=*/true);
    const at::Tensor meanOfSquares = x.feats.square().mean(1, /*keepdim=*/true);
    const auto& offsets = x.set->offsets();
    std::vector<at::Tensor> rows;
    for (std::size_t b = 0; b + 1 < offsets.size(); ++b) {
        const auto segment = [&](const at::Tensor& t) { return t.slice(0, offsets[b], offsets[b + 1]).mean(0); };
        rows.push_back((segment(meanOfSquares) - segment(mean).square()).sqrt());
    }
    return at::stack(rows);
}

at::Tensor broadcastToRows(const at::Tensor& values, const std::vector<std::int64_t>& offsets) {
    if (values.size(0) + 1 != static_cast<std::int64_t>(offsets.size()))
        throw Error(ErrorCode::Internal, "One row per batch element is needed.");
    if (values.size(0) == 1) return values;
    std::vector<at::Tensor> rows;
    for (std::size_t b = 0; b + 1 < offsets.size(); ++b)
        rows.push_back(values.slice(0, b, b + 1).expand({offsets[b + 1] - offsets[b], values.size(1)}));
    return at::cat(rows);
}

}  // namespace espalier

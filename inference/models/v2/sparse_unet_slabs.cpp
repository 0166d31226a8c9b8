#include "inference/models/v2/sparse_unet_vae.h"

// The finest levels hold four of five voxels of a decoder. Here they run slab by slab along x: each slab with as many
// voxels on either side as the convolutions reach, of whose results only the slab's own are kept.

namespace espalier {

namespace {

constexpr std::int64_t kChildren = 8;

/// Coordinates [begin, end) along x in voxels of some level.
struct Slab {
    std::int64_t begin, end;

    Slab widened(std::int64_t by) const { return {begin - by, end + by}; }
    /// The rows of `coords`, of a level `finer` times twice as fine, that lie in it; ascending.
    at::Tensor rowsOf(const at::Tensor& coords, std::int64_t finer) const {
        const at::Tensor x = coords.select(1, 1);
        return ((x >= (begin << finer)) & (x < (end << finer))).nonzero().squeeze(1);
    }
};

/// Slabs of at least `target` voxels each, but for the last.
std::vector<Slab> slabsOf(const at::Tensor& coords, std::int64_t target) {
    const at::Tensor counts = at::bincount(coords.select(1, 1)).cpu();
    std::vector<Slab> slabs;
    std::int64_t begin = 0, held = 0;
    for (std::int64_t x = 0; x < counts.size(0); ++x) {
        held += counts[x].item<std::int64_t>();
        if (held < target && x + 1 < counts.size(0)) continue;
        slabs.push_back({begin, x + 1});
        begin = x + 1;
        held = 0;
    }
    return slabs;
}

/// [N, 8] bool: the children that exist.
at::Tensor keptOf(const ChildMap& children) {
    at::Tensor kept = at::zeros({children.coarse->size() * kChildren}, children.slot.options().dtype(at::kBool));
    return kept.index_fill_(0, children.slot, true).view({-1, kChildren});
}

}  // namespace

/// How far the results of a voxel of level `first`, after its blocks, depend on others there.
std::int64_t SparseUnetVaeDecoder::reach(std::size_t first) const {
    std::int64_t reach = 0;
    for (std::size_t level = m_levels.size() - 1; level > first; --level) {
        reach += static_cast<std::int64_t>(m_levels[level].blocks.size()) + 1;  // the blocks, conv2 on the same voxels
        reach = (reach + 1) / 2 + 1;                                            // conv1 on their parents
    }
    return reach;
}

void SparseUnetVaeDecoder::finishInSlabs(std::size_t first, const SparseTensor& h,
                                         const std::vector<Subdivision>& guide, std::int64_t slabVoxels,
                                         const LevelSink& onLevel, const ForwardContext& context,
                                         Output& output) const {
    const std::size_t last = m_levels.size() - 1;
    const std::int64_t margin = reach(first);
    const std::vector<Slab> slabs = slabsOf(h.coords(), slabVoxels);
    const auto finer = [first](std::size_t level) { return static_cast<std::int64_t>(level - first); };

    // What each slab gives: the logits of the levels between, and the last level's output.
    std::vector<std::vector<at::Tensor>> logits(last), outs(1);
    std::vector<at::Tensor> kept(last);
    kept[first] = keptOf(*output.subdivisions.back().children);
    for (std::size_t level = first + 1; level < last && !m_config.predSubdiv; ++level)
        kept[level] = keptOf(*guide[level].children);

    for (const Slab& slab : slabs) {
        const Slab wide = slab.widened(margin);
        const at::Tensor rows = wide.rowsOf(h.coords(), 0);
        SparseTensor x(h.feats.index_select(0, rows),
                       std::make_shared<const CoordSet>(h.coords().index_select(0, rows), h.set->batchSize()));
        Subdivision subdivision{{}, subdivide(x.set, kept[first].index_select(0, rows))};
        for (std::size_t level = first;; ++level) {
            context.checkpoint();
            x = runUp(level, x, subdivision, context);
            x = runBlocks(level + 1, std::move(x), context);
            const at::Tensor own = slab.rowsOf(x.coords(), finer(level + 1));
            if (level + 1 == last) {
                outs[0].push_back(leave(x.feats.index_select(0, own), context));
                break;
            }
            at::Tensor keep;
            if (m_config.predSubdiv) {
                const at::Tensor predicted = m_levels[level + 1].up.front().to_subdiv(x.feats, context);
                logits[level + 1].push_back(predicted.index_select(0, own));
                keep = predicted > 0;
            } else {
                const at::Tensor& fine = guide[level].children->fine->coords();
                keep = kept[level + 1].index_select(0, wide.rowsOf(fine, finer(level + 1)));
            }
            subdivision = {{}, subdivide(x.set, keep)};
        }
    }

    // A slab's rows and those of the whole level follow each other in the same order.
    const auto joined = [&](const std::vector<at::Tensor>& parts, const at::Tensor& coords, std::int64_t levels) {
        at::Tensor whole = at::empty({coords.size(0), parts.front().size(1)}, parts.front().options());
        for (std::size_t i = 0; i < slabs.size(); ++i)
            whole.index_copy_(0, slabs[i].rowsOf(coords, levels), parts[i]);
        return whole;
    };
    for (std::size_t level = first + 1; level < last; ++level) {
        const CoordSetPtr set = output.subdivisions.back().children->fine;
        output.subdivisions.push_back(
            m_config.predSubdiv
                ? Subdivision::fromLogits(SparseTensor(joined(logits[level], set->coords(), finer(level)), set))
                : guide[level]);
        if (onLevel) onLevel(static_cast<std::int64_t>(level) + 1, *output.subdivisions.back().children->fine);
    }
    const CoordSetPtr set = output.subdivisions.back().children->fine;
    output.h = SparseTensor(joined(outs[0], set->coords(), finer(last)), set);
}

}  // namespace espalier

#include "inference/nn/sparse_norm.h"

namespace espalier {

SparseTensor sparseGroupNorm(const SparseTensor& x, const GroupNorm& norm, bool thenSilu) {
    const std::vector<std::int64_t>& offsets = x.set->offsets();
    const std::int64_t perGroup = x.channels() / norm.groups;
    at::Tensor out = at::empty_like(x.feats);
    for (std::size_t b = 0; b + 1 < offsets.size(); ++b) {
        if (offsets[b] == offsets[b + 1]) continue;
        const at::Tensor rows = x.feats.slice(0, offsets[b], offsets[b + 1]).to(at::kFloat);
        const auto [variance, mean] =
            at::var_mean(rows.view({-1, norm.groups, perGroup}), at::IntArrayRef{0, 2}, /*unbiased=*/false);
        // One multiplication and addition per number: the statistics and the weights in one.
        const at::Tensor scale = at::rsqrt(variance + norm.eps).repeat_interleave(perGroup) * norm.weight;
        const at::Tensor shift = norm.bias - mean.repeat_interleave(perGroup) * scale;
        at::Tensor normal = at::addcmul(shift, rows, scale);
        out.slice(0, offsets[b], offsets[b + 1]).copy_(thenSilu ? at::silu_(normal) : normal);
    }
    return x.withFeats(out);
}

}  // namespace espalier

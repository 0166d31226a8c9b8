#include "inference/nn/sparse_conv.h"

#include <ATen/Parallel.h>

#include "inference/base/error.h"

namespace espalier {

namespace {

/// Copies the 27 neighbours of rows [begin, end) side by side; absent ones are zero.
void gatherNeighbours(const float* x, const std::int32_t* map, std::int64_t rows, std::int64_t channels, float* out) {
    for (std::int64_t i = 0; i < rows * 27; ++i, out += channels) {
        if (map[i] < 0)
            std::fill_n(out, channels, 0.0f);
        else
            std::copy_n(x + map[i] * channels, channels, out);
    }
}

}  // namespace

SparseConv3d::SparseConv3d(const WeightScope& scope, std::int64_t in, std::int64_t out, std::int64_t kernel)
    : SparseConv3d(scope.get("weight", {out, kernel, kernel, kernel, in}), scope.get("bias", {out})) {}

SparseConv3d::SparseConv3d(at::Tensor weight, at::Tensor bias)
    : m_bias(std::move(bias)),
      m_inChannels(weight.size(4)),
      m_outChannels(weight.size(0)),
      m_offsets(weight.size(1) * weight.size(2) * weight.size(3)) {
    if (m_offsets != 1 && m_offsets != 27)
        throw Error(ErrorCode::CheckpointCorrupt, "Only sparse convolutions with kernel 1 or 3 are supported.");
    m_weight = weight.reshape({m_outChannels, m_offsets * m_inChannels}).t().contiguous();
}

SparseTensor SparseConv3d::operator()(const SparseTensor& x, const ForwardContext& context) const {
    if (x.channels() != m_inChannels)
        throw Error(ErrorCode::Internal, "A sparse convolution got " + std::to_string(x.channels()) + " channels for " +
                                             std::to_string(m_inChannels) + ".");
    context.checkpoint();
    if (m_offsets == 1) return x.withFeats(at::addmm(m_bias, x.feats, m_weight));

    const at::Tensor map = x.set->neighbourMap();
    const at::Tensor feats = x.feats.contiguous();
    at::Tensor out = at::empty({x.size(), m_outChannels}, feats.options());
    const std::int64_t rowsPerChunk = std::max<std::int64_t>(64, (1 << 17) / (27 * m_inChannels));
    const std::int64_t chunks = (x.size() + rowsPerChunk - 1) / rowsPerChunk;
    at::parallel_for(0, chunks, 1, [&](std::int64_t first, std::int64_t last) {
        at::Tensor patches = at::empty({rowsPerChunk, 27 * m_inChannels}, feats.options());
        for (std::int64_t chunk = first; chunk < last; ++chunk) {
            const std::int64_t begin = chunk * rowsPerChunk;
            const std::int64_t rows = std::min(rowsPerChunk, x.size() - begin);
            gatherNeighbours(feats.const_data_ptr<float>(), map.const_data_ptr<std::int32_t>() + 27 * begin, rows,
                             m_inChannels, patches.mutable_data_ptr<float>());
            at::Tensor target = out.slice(0, begin, begin + rows);
            at::addmm_out(target, m_bias, patches.slice(0, 0, rows), m_weight);
        }
    });
    return x.withFeats(out);
}

}  // namespace espalier

#include "inference/nn/residual_stream.h"

#include "inference/tensor/cuda_ops.h"
#include "inference/tensor/gradient.h"
#include "inference/tensor/sparse_ops.h"

namespace espalier {

namespace {

bool isFused(const at::Tensor& x) {
    return x.is_cuda() && cudaOps();
}

/// One row of `values` [B, C] or [1, C]; undefined stays so.
at::Tensor rowOf(const at::Tensor& values, std::int64_t b) {
    if (!values.defined()) return {};
    return values.select(0, values.size(0) == 1 ? 0 : b).contiguous();
}

at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps,
                     at::ScalarType type) {
    return at::layer_norm(x.to(at::kFloat), {x.size(1)}, weight, bias, eps).to(type);
}

}  // namespace

ResidualStream::ResidualStream(at::Tensor x, std::vector<std::int64_t> offsets, at::ScalarType normType)
    : m_x(std::move(x)), m_offsets(std::move(offsets)), m_normType(normType), m_isTrained(isDifferentiated(m_x)) {
    if (!m_isTrained) return;
    m_segmentLength = m_offsets[1];
    for (std::size_t b = 1; b < m_offsets.size(); ++b)
        if (m_offsets[b] - m_offsets[b - 1] != m_segmentLength) m_segmentLength = 0;
}

at::Tensor ResidualStream::inSegments(const at::Tensor& x) const {
    return m_segmentLength > 0 && x.size(0) > 1 ? x.unflatten(0, {-1, m_segmentLength}) : x;
}

// As a matrix product: its derivative is one too, where that of an indexed copy adds row by row.
at::Tensor ResidualStream::forRows(const at::Tensor& values) {
    const at::Tensor rows = values.to(m_x.scalar_type());
    if (rows.size(0) == 1) return rows;
    if (m_segmentLength > 0) return rows.unsqueeze(1);
    if (!m_membership.defined()) {
        const at::Tensor starts = at::tensor(m_offsets).slice(0, 1, -1).to(m_x.device());
        const at::Tensor segment = at::searchsorted(starts, at::arange(m_x.size(0), starts.options()), false, true);
        m_membership = at::one_hot(segment, rows.size(0)).to(m_x.scalar_type());
    }
    return m_membership.mm(rows);
}

void ResidualStream::add(at::Tensor h, at::Tensor gate) {
    if (m_isTrained) {
        m_x =
            gate.defined() ? at::addcmul(inSegments(m_x), inSegments(h.to(m_x.scalar_type())), forRows(gate)) : m_x + h;
        if (m_x.dim() == 3) m_x = m_x.flatten(0, 1);
        return;
    }
    sum();
    if (isFused(m_x)) {
        m_waiting = std::move(h);
        m_gate = std::move(gate);
    } else if (gate.defined()) {
        const at::Tensor rows = gate.size(0) == 1 ? gate : broadcastToRows(gate, m_offsets);
        m_x.addcmul_(h.to(m_x.scalar_type()), rows.to(m_x.scalar_type()));
    } else {
        m_x.add_(h);
    }
}

void ResidualStream::resolve(const LayerNorm& norm, const at::Tensor& scale, const at::Tensor& shift,
                             const at::Tensor& out) {
    const auto isShared = [](const at::Tensor& rows) { return !rows.defined() || rows.size(0) == 1; };
    const bool inOnePiece = isShared(scale) && isShared(shift) && isShared(m_gate);
    const std::vector<std::int64_t> pieces = inOnePiece ? std::vector<std::int64_t>{0, m_x.size(0)} : m_offsets;
    for (std::size_t b = 0; b + 1 < pieces.size(); ++b) {
        const auto index = static_cast<std::int64_t>(b);
        const auto piece = [&](const at::Tensor& t) {
            return t.defined() && t.size(0) > 1 ? t.slice(0, pieces[b], pieces[b + 1]) : t;
        };
        const RowNorm row = scale.defined()
                                ? RowNorm{rowOf(scale, index), rowOf(shift, index), /*weightOffset=*/1.0, norm.eps}
                                : RowNorm{norm.weight, norm.bias, /*weightOffset=*/0.0, norm.eps};
        cudaOps()->addNorm(piece(m_x), piece(m_waiting), rowOf(m_gate, index), row, piece(out));
    }
    m_waiting = m_gate = at::Tensor();
}

at::Tensor ResidualStream::normAs(const LayerNorm& norm, at::ScalarType type) {
    if (m_isTrained) return norm(m_x).to(type);
    if (!isFused(m_x)) return layerNorm(m_x, norm.weight, norm.bias, norm.eps, type);
    at::Tensor out = at::empty(m_x.sizes(), m_x.options().dtype(type));
    resolve(norm, {}, {}, out);
    return out;
}

at::Tensor ResidualStream::modulatedNorm(double eps, const at::Tensor& scale, const at::Tensor& shift) {
    if (m_isTrained) {
        const at::Tensor y = LayerNorm(eps)(m_x);
        const at::Tensor out = at::addcmul(forRows(shift), inSegments(y), forRows(scale + 1));
        return (out.dim() == 3 ? out.flatten(0, 1) : out).to(m_normType);
    }
    const bool fused = isFused(m_x);
    const at::Tensor weight = fused ? at::Tensor() : scale + 1;  // of a layer norm whose weights are scale and shift
    if (!fused && weight.size(0) == 1) return layerNorm(m_x, rowOf(weight, 0), rowOf(shift, 0), eps, m_normType);
    at::Tensor out = at::empty(m_x.sizes(), m_x.options().dtype(m_normType));
    if (fused) {
        resolve(LayerNorm(eps), scale, shift, out);
        return out;
    }
    for (std::size_t b = 0; b + 1 < m_offsets.size(); ++b) {
        const auto index = static_cast<std::int64_t>(b);
        out.slice(0, m_offsets[b], m_offsets[b + 1])
            .copy_(layerNorm(m_x.slice(0, m_offsets[b], m_offsets[b + 1]), rowOf(weight, index), rowOf(shift, index),
                             eps, m_normType));
    }
    return out;
}

const at::Tensor& ResidualStream::sum() {
    if (m_waiting.defined()) resolve({}, {}, {}, {});
    return m_x;
}

ResidualStream ResidualStream::clone() {
    return ResidualStream(sum().clone(), m_offsets, m_normType);
}

ResidualStream ResidualStream::repeated(std::int64_t count) {
    std::vector<std::int64_t> offsets{0};
    for (std::int64_t i = 0; i < count; ++i)
        for (std::size_t b = 1; b < m_offsets.size(); ++b)
            offsets.push_back(i * m_offsets.back() + m_offsets[b]);
    return ResidualStream(sum().repeat({count, 1}), std::move(offsets), m_normType);
}

}  // namespace espalier

#include "inference/nn/forward_context.h"

namespace espalier {

void ForwardContext::tap(std::string_view name, const at::Tensor& result) const {
    if (m_tap) (*m_tap)(m_prefix + std::string(name), result);
}

void ForwardContext::tap(const at::Tensor& result) const {
    if (m_tap) (*m_tap)(std::string_view(m_prefix).substr(0, m_prefix.size() - 1), result);
}

ForwardContext ForwardContext::sub(std::string_view name) const {
    ForwardContext inner = *this;
    if (m_tap) inner.m_prefix += std::string(name) + ".";
    return inner;
}

ForwardContext ForwardContext::sub(std::string_view name, std::int64_t index) const {
    ForwardContext inner = *this;
    if (m_tap) inner.m_prefix += std::string(name) + "." + std::to_string(index) + ".";
    return inner;
}

}  // namespace espalier

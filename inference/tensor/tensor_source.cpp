#include "inference/tensor/tensor_source.h"

namespace espalier {

KeyTable::KeyTable(std::string name, std::map<std::string, TensorInfo> entries)
    : m_name(std::move(name)), m_entries(std::move(entries)) {}

at::Tensor KeyTable::tensor(const std::string& key) const {
    const TensorInfo& info = m_entries.at(key);
    return at::empty(info.shape, at::TensorOptions().dtype(info.dtype).device(at::kMeta));
}

TensorTable::TensorTable(std::string name, std::map<std::string, at::Tensor> tensors)
    : m_name(std::move(name)), m_tensors(std::move(tensors)) {
    for (const auto& [key, tensor] : m_tensors)
        m_entries[key] = {tensor.scalar_type(), tensor.sizes().vec()};
}

}  // namespace espalier

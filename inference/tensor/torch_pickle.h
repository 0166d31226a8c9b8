#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inference/tensor/tensor_source.h"

namespace espalier {

class MappedFile;

/// A state dict that PyTorch saved (.pth, .pt): a ZIP archive with a pickle and one member per storage. The pickle is
/// never run: its few operations that describe a flat dictionary of tensors are read, every other operation and every
/// other class is refused by name. Tensors are views of the mapping, which lives as long as one of them.
class TorchPickleFile : public TensorSource {
public:
    /// Throws Error(ModelNotFound) when the file is missing, Error(CheckpointCorrupt) naming file and cause otherwise.
    static std::shared_ptr<const TorchPickleFile> open(const std::filesystem::path& file);

    const std::string& name() const override { return m_name; }
    const std::map<std::string, TensorInfo>& entries() const override { return m_entries; }
    /// Throws Error(CheckpointCorrupt) naming file and key when the key is not in the file.
    at::Tensor tensor(const std::string& key) const override;

private:
    struct Place {
        char* data = nullptr;
        std::vector<std::int64_t> strides;
    };

    TorchPickleFile() = default;

    std::string m_name;
    std::shared_ptr<const MappedFile> m_mapping;
    std::map<std::string, TensorInfo> m_entries;
    std::map<std::string, Place> m_places;
};

/// A file of weights of either kind, by its ending: .pth and .pt, else safetensors. Throws as their open().
std::shared_ptr<const TensorSource> openWeights(const std::filesystem::path& file);

}  // namespace espalier

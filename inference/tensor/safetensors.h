#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "inference/tensor/tensor_source.h"

namespace espalier {

class MappedFile;

/// A .safetensors file, memory-mapped. The header is checked whole on opening: its length against the file and a limit
/// of 100 MB, JSON, duplicate keys, dtypes, shapes, byte lengths, offsets inside the data and not overlapping. Tensors
/// are views of the mapping, which lives as long as one of them (writing into one changes that process's copy only); a
/// tensor whose offset is not aligned for its dtype is copied.
class SafetensorsFile : public TensorSource {
public:
    /// Throws Error(ModelNotFound) when the file is missing, Error(CheckpointCorrupt) naming file and key otherwise.
    static std::shared_ptr<const SafetensorsFile> open(const std::filesystem::path& file);

    const std::string& name() const override { return m_name; }
    const std::map<std::string, TensorInfo>& entries() const override { return m_entries; }
    /// Throws Error(CheckpointCorrupt) naming file and key when the key is not in the file.
    at::Tensor tensor(const std::string& key) const override;
    /// The header's __metadata__, string to string.
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }

private:
    SafetensorsFile() = default;
    void parseHeader(std::string_view header, std::size_t dataBegin);

    std::string m_name;
    std::shared_ptr<const MappedFile> m_mapping;
    std::map<std::string, TensorInfo> m_entries;
    std::map<std::string, std::size_t> m_offsets;  ///< from the start of the file
    std::map<std::string, std::string> m_metadata;
};

/// Writes `tensors` (made contiguous, on the CPU) in key order, as ".part" and renamed: the file is whole or not there.
/// Throws Error(FileWrite).
void writeSafetensors(const std::filesystem::path& file, const std::map<std::string, at::Tensor>& tensors,
                      const std::map<std::string, std::string>& metadata = {});

}  // namespace espalier

#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace espalier {

/// A checkpoint file in memory, whole and private: nothing written into it reaches the disk.
class MappedFile {
public:
    /// Throws Error(ModelNotFound) when the file cannot be opened, Error(CheckpointCorrupt) when it is no file or
    /// shorter than `leastBytes`, Error(OutOfMemory) when it cannot be mapped.
    static std::shared_ptr<const MappedFile> open(const std::filesystem::path& file, std::size_t leastBytes);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    char* data() const { return static_cast<char*>(m_data); }
    std::size_t size() const { return m_bytes; }

private:
    MappedFile(void* data, std::size_t bytes) : m_data(data), m_bytes(bytes) {}

    void* m_data;
    std::size_t m_bytes;
};

/// Throws Error(CheckpointCorrupt): "<file>: <problem>."
[[noreturn]] void complainAboutFile(const std::string& file, const std::string& problem);

}  // namespace espalier

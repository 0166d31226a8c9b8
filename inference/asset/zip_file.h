#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inference/asset/part_file.h"

namespace espalier {

/// Adds uncompressed files to a zip archive, as 3MF and USDZ want it. Names are UTF-8 with '/'. Everything carries the
/// date 1980-01-01, so that equal content makes equal files. Throws Error(FileWrite) where 4 GB do not suffice.
class ZipFile {
public:
    /// The data of every file starts at a multiple of `alignment` bytes.
    ZipFile(PartFile& out, unsigned alignment) : m_out(out), m_alignment(alignment) {}

    void add(const std::string& name, std::span<const std::uint8_t> data);
    void add(const std::string& name, std::string_view text);
    /// Writes the directory, without which it is no archive.
    void finish();

private:
    struct Entry {
        std::string name;
        std::uint32_t crc, size, offset;
    };

    PartFile& m_out;
    const unsigned m_alignment;
    std::uint64_t m_position = 0;
    std::vector<Entry> m_entries;
};

}  // namespace espalier

#include "inference/asset/zip_file.h"

#include <array>
#include <limits>

#include "inference/base/error.h"

namespace espalier {
namespace {

// Numbers of PKWARE's APPNOTE.
constexpr std::uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50, kEndOfDirectory = 0x06054b50;
constexpr std::uint16_t kVersion = 20, kUtf8 = 1 << 11, kStored = 0, kTime = 0, kDate = (1 << 5) | 1;
constexpr std::size_t kLocalHeaderSize = 30, kExtraHeaderSize = 4;
constexpr std::uint16_t kPaddingId = 0x1986;  // an unregistered kind of extra field, as USD's own tools write it

std::uint32_t crc32(std::span<const std::uint8_t> data) {
    static const auto kTable = [] {
        std::array<std::uint32_t, 256> table;
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = value >> 1 ^ (value & 1 ? 0xEDB88320u : 0u);
            table[i] = value;
        }
        return table;
    }();
    std::uint32_t crc = ~0u;
    for (const auto byte : data)
        crc = crc >> 8 ^ kTable[(crc ^ byte) & 255];
    return ~crc;
}

/// A header's fields, little endian and without gaps.
struct Fields {
    std::string bytes;

    template <typename Value>
    Fields& add(Value value) {
        for (unsigned shift = 0; shift < sizeof(Value) * 8; shift += 8)
            bytes += char(value >> shift & 255);
        return *this;
    }
    /// What local and central headers have in common.
    Fields& addCommon(std::uint32_t crc, std::uint32_t size, std::size_t nameSize, std::size_t extraSize) {
        add(kVersion).add(kUtf8).add(kStored).add(kTime).add(kDate);
        return add(crc).add(size).add(size).add(std::uint16_t(nameSize)).add(std::uint16_t(extraSize));
    }
};

}  // namespace

void ZipFile::add(const std::string& name, std::span<const std::uint8_t> data) {
    const std::uint64_t dataAt = m_position + kLocalHeaderSize + name.size();
    std::uint64_t padding = (m_alignment - dataAt % m_alignment) % m_alignment;
    if (padding > 0 && padding < kExtraHeaderSize) padding += m_alignment;
    if (dataAt + padding + data.size() > std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::FileWrite, "Cannot write " + name + " into a zip archive: it ends at 4 GB.",
                    "Choose fewer faces or smaller textures.");

    const Entry entry{name, crc32(data), std::uint32_t(data.size()), std::uint32_t(m_position)};
    Fields header;
    header.add(kLocalHeader).addCommon(entry.crc, entry.size, name.size(), padding);
    header.bytes += name;
    if (padding > 0) header.add(kPaddingId).add(std::uint16_t(padding - kExtraHeaderSize));
    header.bytes.resize(kLocalHeaderSize + name.size() + padding, '\0');
    m_out.write(header.bytes);
    m_out.write(data.data(), data.size());
    m_position += header.bytes.size() + data.size();
    m_entries.push_back(entry);
}

void ZipFile::add(const std::string& name, std::string_view text) {
    add(name, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void ZipFile::finish() {
    Fields directory;
    for (const auto& entry : m_entries) {
        directory.add(kCentralHeader).add(kVersion).addCommon(entry.crc, entry.size, entry.name.size(), 0);
        // No comment, first disk, no attributes.
        directory.add(std::uint16_t(0)).add(std::uint16_t(0)).add(std::uint16_t(0)).add(std::uint32_t(0));
        directory.add(entry.offset).bytes += entry.name;
    }
    const auto count = std::uint16_t(m_entries.size());
    const auto size = std::uint32_t(directory.bytes.size());
    directory.add(kEndOfDirectory).add(std::uint16_t(0)).add(std::uint16_t(0)).add(count).add(count);
    directory.add(size).add(std::uint32_t(m_position)).add(std::uint16_t(0));
    m_out.write(directory.bytes);
}

}  // namespace espalier

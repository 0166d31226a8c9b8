#include "inference/tensor/zip_directory.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace espalier {

namespace {

constexpr std::uint32_t kEndOfDirectory = 0x06054b50;
constexpr std::uint32_t kEndOfDirectory64 = 0x06064b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::uint32_t kDirectoryEntry = 0x02014b50;
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::size_t kEndBytes = 22, kLocatorBytes = 20, kEnd64Bytes = 56, kEntryBytes = 46, kLocalBytes = 30;
constexpr std::size_t kMaxComment = 65535;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;  ///< the real number is in the ZIP64 field
constexpr std::uint16_t kField64 = 1;
constexpr std::uint16_t kEncrypted = 1;

/// Reads little-endian numbers and never leaves the file.
class Archive {
public:
    Archive(const MappedFile& file, const std::string& name) : m_bytes(file.data(), file.size()), m_name(name) {}

    std::size_t size() const { return m_bytes.size(); }
    [[noreturn]] void complain(const std::string& problem) const { complainAboutFile(m_name, problem); }

    std::string_view view(std::uint64_t offset, std::uint64_t length) const {
        if (offset > m_bytes.size() || length > m_bytes.size() - offset)
            complain("it is not a complete ZIP archive, as PyTorch writes since version 1.6");
        return m_bytes.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
    }
    template <typename Number>
    Number number(std::uint64_t offset) const {
        Number value{};
        std::memcpy(&value, view(offset, sizeof value).data(), sizeof value);
        return value;
    }

private:
    std::string_view m_bytes;
    const std::string& m_name;
};

struct Directory {
    std::uint64_t begin = 0;
    std::uint64_t entries = 0;
};

Directory findDirectory(const Archive& archive) {
    if (archive.size() < kEndBytes) archive.view(0, kEndBytes);
    const std::uint64_t last = archive.size() - kEndBytes;
    const std::uint64_t first = last > kMaxComment ? last - kMaxComment : 0;
    std::uint64_t end = last;
    while (archive.number<std::uint32_t>(end) != kEndOfDirectory) {
        if (end == first) archive.view(archive.size(), 1);
        --end;
    }
    if (end >= kLocatorBytes && archive.number<std::uint32_t>(end - kLocatorBytes) == kLocator64) {
        const auto end64 = archive.number<std::uint64_t>(end - kLocatorBytes + 8);
        archive.view(end64, kEnd64Bytes);
        if (archive.number<std::uint32_t>(end64) != kEndOfDirectory64)
            archive.complain("the archive's ZIP64 directory is damaged");
        return {archive.number<std::uint64_t>(end64 + 48), archive.number<std::uint64_t>(end64 + 32)};
    }
    return {archive.number<std::uint32_t>(end + 16), archive.number<std::uint16_t>(end + 10)};
}

struct Member {
    std::string name;
    std::uint64_t stored = 0, bytes = 0, header = 0;
};

/// Replaces the numbers that did not fit 32 bits; the ZIP64 field holds only these, in this order.
void read64(const Archive& archive, std::uint64_t field, std::uint64_t fieldsEnd, Member& member) {
    while (field + 4 <= fieldsEnd) {
        const auto id = archive.number<std::uint16_t>(field);
        const std::uint64_t end = field + 4 + archive.number<std::uint16_t>(field + 2);
        field += 4;
        for (std::uint64_t* value : {&member.bytes, &member.stored, &member.header}) {
            if (id != kField64 || *value != kIn64 || field + 8 > end) continue;
            *value = archive.number<std::uint64_t>(field);
            field += 8;
        }
        field = end;
    }
}

}  // namespace

std::map<std::string, std::string_view> readZipDirectory(const MappedFile& file, const std::string& name) {
    const Archive archive(file, name);
    const Directory directory = findDirectory(archive);
    std::map<std::string, std::string_view> members;
    std::uint64_t at = directory.begin;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        archive.view(at, kEntryBytes);
        if (archive.number<std::uint32_t>(at) != kDirectoryEntry)
            archive.complain("the archive's directory is damaged");
        const auto nameBytes = archive.number<std::uint16_t>(at + 28);
        const auto extraBytes = archive.number<std::uint16_t>(at + 30);
        Member member{std::string(archive.view(at + kEntryBytes, nameBytes)), archive.number<std::uint32_t>(at + 20),
                      archive.number<std::uint32_t>(at + 24), archive.number<std::uint32_t>(at + 42)};
        read64(archive, at + kEntryBytes + nameBytes, at + kEntryBytes + nameBytes + extraBytes, member);
        if (archive.number<std::uint16_t>(at + 10) != 0 || member.stored != member.bytes)
            archive.complain(member.name + " is compressed, which PyTorch's files are not");
        if (archive.number<std::uint16_t>(at + 8) & kEncrypted) archive.complain(member.name + " is encrypted");
        archive.view(member.header, kLocalBytes);
        if (archive.number<std::uint32_t>(member.header) != kLocalHeader)
            archive.complain(member.name + " is not where the archive's directory says");
        const std::uint64_t data = member.header + kLocalBytes + archive.number<std::uint16_t>(member.header + 26) +
                                   archive.number<std::uint16_t>(member.header + 28);
        if (!members.emplace(member.name, archive.view(data, member.bytes)).second)
            archive.complain(member.name + " occurs twice in the archive");
        at += kEntryBytes + nameBytes + extraBytes + archive.number<std::uint16_t>(at + 32);
    }
    return members;
}

}  // namespace espalier

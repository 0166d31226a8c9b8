#include "inference/asset/fbx_nodes.h"

#include <bit>
#include <cstring>

namespace espalier {
namespace {

static_assert(std::endian::native == std::endian::little, "FBX is little endian");

using namespace std::string_view_literals;

constexpr std::uint32_t kVersion = 7400;
constexpr std::size_t kEndRecordSize = 13, kFooterAlignment = 16, kFooterZeros = 120;
// Readers check these against each other and against the FileId that fbx_writer gives.
constexpr auto kFooterId = "\xfa\xbc\xab\x09\xd0\xc8\xd4\x66\xb1\x76\xfb\x83\x1c\xf7\x26\x7e"sv;
constexpr auto kFooterEnd = "\xf8\x5a\x8c\x6a\xde\xf5\xd9\x7e\xec\xe9\x0c\xe3\x75\x8f\x29\x0b"sv;

}  // namespace

FbxNodes::FbxNodes() : m_bytes("Kaydara FBX Binary  \0\x1a\0"sv) {
    append(kVersion);
}

void FbxNodes::open(std::string_view name) {
    if (!m_frames.empty()) {
        endProperties(m_frames.back());
        m_frames.back().hasChildren = true;
    }
    const std::size_t start = m_bytes.size();
    m_bytes.append(3 * sizeof(std::uint32_t), '\0');  // end, number and size of properties: known later
    m_bytes += char(name.size());
    m_bytes += name;
    m_frames.push_back({start, m_bytes.size()});
}

void FbxNodes::endProperties(Frame& frame) {
    if (frame.hasChildren) return;
    patch(frame.start + 4, frame.count);
    patch(frame.start + 8, m_bytes.size() - frame.properties);
}

void FbxNodes::close() {
    Frame& frame = m_frames.back();
    endProperties(frame);
    if (frame.hasChildren) m_bytes.append(kEndRecordSize, '\0');
    patch(frame.start, m_bytes.size());
    m_frames.pop_back();
}

void FbxNodes::begin(char type) {
    ++m_frames.back().count;
    m_bytes += type;
}

FbxNodes& FbxNodes::addBytes(char type, std::string_view bytes) {
    begin(type);
    append(std::uint32_t(bytes.size()));
    m_bytes += bytes;
    return *this;
}

FbxNodes& FbxNodes::addArray(char type, const void* values, std::size_t count, std::size_t valueSize) {
    constexpr std::uint32_t kPlain = 0;
    begin(type);
    append(std::uint32_t(count));
    append(kPlain);
    append(std::uint32_t(count * valueSize));
    m_bytes.append(static_cast<const char*>(values), count * valueSize);
    return *this;
}

void FbxNodes::patch(std::size_t at, std::size_t value) {
    const auto word = std::uint32_t(value);
    std::memcpy(m_bytes.data() + at, &word, sizeof(word));
}

std::string FbxNodes::finished() {
    m_bytes.append(kEndRecordSize, '\0');
    m_bytes += kFooterId;
    m_bytes.append(sizeof(std::uint32_t), '\0');
    m_bytes.append(kFooterAlignment - m_bytes.size() % kFooterAlignment, '\0');
    append(kVersion);
    m_bytes.append(kFooterZeros, '\0');
    m_bytes += kFooterEnd;
    return std::move(m_bytes);
}

}  // namespace espalier

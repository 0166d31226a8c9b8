#include "inference/asset/part_file.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "inference/base/error.h"

namespace espalier {
namespace {

std::string remedyFor(int cause) {
    switch (cause) {
        case ENOSPC:
        case EDQUOT:
            return "Free some space on that drive, or choose another folder.";
        case EACCES:
        case EPERM:
        case EROFS:
            return "Choose a folder that you may write to.";
        case ENOENT:
        case ENOTDIR:
            return "That folder does not exist: create it, or choose another one.";
        default:
            return "Choose another folder or file name.";
    }
}

}  // namespace

PartFile::PartFile(std::filesystem::path target, std::uint64_t bytes, const RunContext& context)
    : m_target(std::move(target)), m_part(m_target), m_expected(bytes), m_context(context) {
    m_part += ".part";
    m_context.checkpoint();
    m_file = std::fopen(m_part.c_str(), "wb");
    if (!m_file) fail(errno);
}

PartFile::~PartFile() {
    if (m_file) std::fclose(m_file);
    if (!m_committed) std::remove(m_part.c_str());
}

void PartFile::write(const void* data, std::size_t size) {
    constexpr std::size_t kPiece = 1 << 20;
    const char* bytes = static_cast<const char*>(data);
    while (size > 0) {
        const std::size_t piece = std::min(size, kPiece);
        if (std::fwrite(bytes, 1, piece, m_file) != piece) fail(errno);
        bytes += piece;
        size -= piece;
        m_written += piece;
        m_context.report(Stage::Write, int(std::min(m_written, m_expected) >> 10), int(m_expected >> 10));
    }
}

void PartFile::commit() {
    m_context.report(Stage::Write, 1, 1);  // before the rename: a stop request after it would come too late
    // Closing writes the last blocks, which may be the ones that find the disk full.
    if (std::fclose(std::exchange(m_file, nullptr)) != 0) fail(errno);
    if (std::rename(m_part.c_str(), m_target.c_str()) != 0) fail(errno);
    m_committed = true;
}

void PartFile::fail(int cause) const {
    throw Error(ErrorCode::FileWrite,
                "Cannot write " + m_target.string() + ": " + std::generic_category().message(cause) + ".",
                remedyFor(cause));
}

}  // namespace espalier

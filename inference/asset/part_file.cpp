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

void PartFile::finish() {
    // Closing writes the last blocks, which may be the ones that find the disk full.
    if (m_file && std::fclose(std::exchange(m_file, nullptr)) != 0) fail(errno);
    std::error_code ignored;
    if (std::filesystem::is_directory(m_target, ignored)) fail(EISDIR);
}

void PartFile::commit() {
    if (m_file) m_context.report(Stage::Write, 1, 1);  // before the rename: a stop request after it would come too late
    finish();
    std::error_code ignored;
    m_madeNew = !std::filesystem::exists(m_target, ignored);
    if (std::rename(m_part.c_str(), m_target.c_str()) != 0) fail(errno);
    m_committed = true;
}

void PartFile::revoke() noexcept {
    if (m_committed && m_madeNew) std::remove(m_target.c_str());
}

void PartFile::fail(int cause) const {
    throw Error(ErrorCode::FileWrite,
                "Cannot write " + m_target.string() + ": " + std::generic_category().message(cause) + ".",
                remedyFor(cause));
}

PartFileGroup::PartFileGroup(const std::filesystem::path& model, std::uint64_t bytes, const RunContext& context)
    : m_context(context), m_model(model, bytes, context) {}

PartFileGroup::~PartFileGroup() {
    if (m_committed) return;
    for (const auto& file : m_others)
        file->revoke();
}

PartFile& PartFileGroup::add(const std::filesystem::path& target, std::uint64_t bytes) {
    m_others.push_back(std::make_unique<PartFile>(target, bytes, m_context));
    return *m_others.back();
}

void PartFileGroup::commit() {
    for (const auto& file : m_others)
        file->finish();
    m_model.finish();
    m_context.report(Stage::Write, 1, 1);
    for (const auto& file : m_others)
        file->commit();
    m_model.commit();
    m_committed = true;
}

}  // namespace espalier

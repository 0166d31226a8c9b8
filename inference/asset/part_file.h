#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

#include "inference/base/run_context.h"

namespace espalier {

/// An output that is either whole or not there: written beside its target as "<target>.part", renamed by commit().
/// Without commit() the part is removed again. Every failure throws Error(FileWrite) naming target and cause.
class PartFile {
public:
    /// `bytes` is about the size to come, for progress only. `context` must outlive the file.
    PartFile(std::filesystem::path target, std::uint64_t bytes, const RunContext& context);
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    /// Writes in pieces and reports Stage::Write after each, so a stop request throws Cancelled from here.
    void write(const void* data, std::size_t size);
    void write(std::string_view text) { write(text.data(), text.size()); }

    /// Writes convert(item) for every item as raw bytes, without a second copy of the whole list in memory.
    template <typename Item, typename Convert>
    void writeEach(const std::vector<Item>& items, Convert convert) {
        using Record = std::invoke_result_t<Convert, const Item&>;
        static_assert(std::is_trivially_copyable_v<Record>);
        constexpr std::size_t kChunk = 1 << 16;
        std::vector<Record> chunk;
        for (auto begin = items.begin(); begin != items.end();) {
            const auto end = begin + std::min<std::ptrdiff_t>(kChunk, items.end() - begin);
            chunk.resize(end - begin);
            std::transform(begin, end, chunk.begin(), convert);
            write(chunk.data(), chunk.size() * sizeof(Record));
            begin = end;
        }
    }

    /// Closes the part: from here on the disk can no longer be too full, nor a folder be in the target's place.
    void finish();
    /// Closes, unless that was done, and renames. The target is replaced only when all of it succeeded.
    void commit();
    /// Takes the target away again where commit() made a new one; one that was replaced stays as it is now.
    void revoke() noexcept;

private:
    [[noreturn]] void fail(int cause) const;

    std::filesystem::path m_target;
    std::filesystem::path m_part;
    std::uint64_t m_expected;
    std::uint64_t m_written = 0;
    const RunContext& m_context;
    std::FILE* m_file = nullptr;
    bool m_committed = false;
    bool m_madeNew = false;
};

/// A model and the files it names. All parts are whole before the first is renamed, and the model goes last, so that
/// what it names is there. Without commit(), or when it fails, none is new.
class PartFileGroup {
public:
    /// See PartFile for parameters and failures.
    PartFileGroup(const std::filesystem::path& model, std::uint64_t bytes, const RunContext& context);
    ~PartFileGroup();
    PartFileGroup(const PartFileGroup&) = delete;
    PartFileGroup& operator=(const PartFileGroup&) = delete;

    PartFile& model() { return m_model; }
    /// The file lives as long as the group.
    PartFile& add(const std::filesystem::path& target, std::uint64_t bytes);
    void commit();

private:
    const RunContext& m_context;
    PartFile m_model;
    std::vector<std::unique_ptr<PartFile>> m_others;
    bool m_committed = false;
};

}  // namespace espalier

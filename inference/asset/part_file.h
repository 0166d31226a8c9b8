#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
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

    /// Closes and renames. The target is replaced only when all of it succeeded.
    void commit();

private:
    [[noreturn]] void fail(int cause) const;

    std::filesystem::path m_target;
    std::filesystem::path m_part;
    std::uint64_t m_expected;
    std::uint64_t m_written = 0;
    const RunContext& m_context;
    std::FILE* m_file = nullptr;
    bool m_committed = false;
};

}  // namespace espalier

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "inference/base/run_context.h"

namespace espalier {

/// How a list of rows of 32-bit words lies in memory and in a file.
struct RowLayout {
    std::size_t rows = 0;
    std::size_t words = 1;      ///< per row
    bool isDifference = false;  ///< words that grow slowly are stored as differences from the row before

    std::size_t bytes() const { return rows * words * 4; }
};

/// Compresses rows without loss: equal bytes of equal columns side by side, then zlib. `data` has layout.bytes() bytes.
/// Stops within 100 ms: throws Cancelled. Throws Error(FileWrite) in a build without zlib.
std::vector<std::uint8_t> packRows(std::span<const std::byte> data, const RowLayout& layout,
                                   const RunContext& context = {});

/// The reverse into `data` of layout.bytes() bytes; false when `packed` is damaged or of another length. Throws
/// Cancelled, and Error(FileRead) in a build without zlib.
bool unpackRows(std::span<const std::uint8_t> packed, const RowLayout& layout, std::span<std::byte> data,
                const RunContext& context = {});

/// False where so many bytes cannot come of so few compressed ones: looked at before memory is taken.
bool canUnpackTo(std::size_t bytes, std::size_t packedBytes);

/// zlib's CRC-32; 0 in a build without zlib.
std::uint32_t checksum(std::span<const std::uint8_t> bytes);

}  // namespace espalier

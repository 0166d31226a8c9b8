#include "inference/pipeline/packed_rows.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "inference/base/error.h"

namespace espalier {
namespace {

constexpr std::size_t kPiece = 1 << 18;  ///< a few milliseconds of work
/// Mantissas hardly compress, and everything else does at once.
constexpr int kLevel = 1;

std::uint32_t wordAt(std::span<const std::byte> data, std::size_t index) {
    std::uint32_t word;
    std::memcpy(&word, data.data() + 4 * index, sizeof word);
    return word;
}

/// Column by column, byte by byte: all lowest bytes of the first column, then the next ones.
std::vector<std::uint8_t> intoPlanes(std::span<const std::byte> data, const RowLayout& layout) {
    std::vector<std::uint8_t> planes(layout.bytes());
    for (std::size_t column = 0; column < layout.words; ++column) {
        std::uint8_t* const plane = planes.data() + 4 * column * layout.rows;
        std::uint32_t before = 0;
        for (std::size_t row = 0; row < layout.rows; ++row) {
            const std::uint32_t word = wordAt(data, row * layout.words + column);
            const std::uint32_t stored = layout.isDifference ? word - before : word;
            before = word;
            for (std::size_t b = 0; b < 4; ++b)
                plane[b * layout.rows + row] = std::uint8_t(stored >> (8 * b));
        }
    }
    return planes;
}

void outOfPlanes(const std::vector<std::uint8_t>& planes, const RowLayout& layout, std::span<std::byte> data) {
    for (std::size_t column = 0; column < layout.words; ++column) {
        const std::uint8_t* const plane = planes.data() + 4 * column * layout.rows;
        std::uint32_t before = 0;
        for (std::size_t row = 0; row < layout.rows; ++row) {
            std::uint32_t word = layout.isDifference ? before : 0;
            std::uint32_t stored = 0;
            for (std::size_t b = 0; b < 4; ++b)
                stored |= std::uint32_t(plane[b * layout.rows + row]) << (8 * b);
            word += stored;
            before = word;
            std::memcpy(data.data() + 4 * (row * layout.words + column), &word, sizeof word);
        }
    }
}

}  // namespace

std::vector<std::uint8_t> packRows(std::span<const std::byte> data, const RowLayout& layout,
                                   const RunContext& context) {
    std::vector<std::uint8_t> planes = intoPlanes(data, layout);
    context.checkpoint();
    z_stream stream{};
    if (deflateInit(&stream, kLevel) != Z_OK)
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory to compress the result.",
                    "Close other programs and try again.");
    const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, deflateEnd);
    std::vector<std::uint8_t> packed;
    std::vector<std::uint8_t> piece(kPiece);
    std::size_t taken = 0;
    int state = Z_OK;
    while (state != Z_STREAM_END) {
        context.checkpoint();
        const std::size_t size = std::min(kPiece, planes.size() - taken);
        stream.next_in = planes.data() + taken;
        stream.avail_in = uInt(size);
        taken += size;
        do {
            stream.next_out = piece.data();
            stream.avail_out = uInt(piece.size());
            state = deflate(&stream, taken == planes.size() ? Z_FINISH : Z_NO_FLUSH);
            packed.insert(packed.end(), piece.begin(), piece.end() - stream.avail_out);
        } while (stream.avail_out == 0);
    }
    return packed;
}

bool unpackRows(std::span<const std::uint8_t> packed, const RowLayout& layout, std::span<std::byte> data,
                const RunContext& context) {
    if (!canUnpackTo(layout.bytes(), packed.size())) return false;
    std::vector<std::uint8_t> planes(layout.bytes());
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory to read the result.",
                    "Close other programs and try again.");
    const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
    std::size_t taken = 0, made = 0;
    std::uint8_t beyond = 0;  // what the stream may not have
    int state = Z_OK;
    while (state == Z_OK) {
        context.checkpoint();
        if (stream.avail_in == 0) {
            const std::size_t size = std::min(kPiece, packed.size() - taken);
            stream.next_in = const_cast<Bytef*>(packed.data() + taken);
            stream.avail_in = uInt(size);
            taken += size;
        }
        const std::size_t room = std::min(kPiece, planes.size() - made);
        stream.next_out = room > 0 ? planes.data() + made : &beyond;
        stream.avail_out = room > 0 ? uInt(room) : 1;
        const uInt before = stream.avail_out;
        state = inflate(&stream, Z_NO_FLUSH);  // Z_BUF_ERROR when the stream is cut off
        made += before - stream.avail_out;
        if (made > planes.size()) return false;
    }
    const bool isWhole =
        state == Z_STREAM_END && made == planes.size() && stream.avail_in == 0 && taken == packed.size();
    if (isWhole) outOfPlanes(planes, layout, data);
    return isWhole;
}

bool canUnpackTo(std::size_t bytes, std::size_t packedBytes) {
    constexpr std::size_t kDeflateLimit = 1032;  // a length of 258 in two bits
    return bytes / kDeflateLimit <= packedBytes;
}

std::uint32_t checksum(std::span<const std::uint8_t> bytes) {
    return std::uint32_t(crc32_z(0, bytes.data(), bytes.size()));
}

}  // namespace espalier

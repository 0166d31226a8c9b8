#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <span>

#include "inference/asset/image_codecs.h"

namespace espalier {
namespace {

using Bytes = std::vector<std::uint8_t>;

void addWord(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(std::uint8_t(value >> shift));
}

void addChunk(Bytes& out, const char* type, std::span<const std::uint8_t> data) {
    addWord(out, std::uint32_t(data.size()));
    const auto begin = out.size();
    out.insert(out.end(), type, type + 4);
    out.insert(out.end(), data.begin(), data.end());
    addWord(out, std::uint32_t(crc32(0, out.data() + begin, uInt(out.size() - begin))));
}

/// What PNG's filters 1 (left), 2 (above) and 4 (Paeth) expect at a place.
int predict(int filter, int left, int above, int corner) {
    if (filter == 1) return left;
    if (filter == 2) return above;
    const int estimate = left + above - corner;
    const int toLeft = std::abs(estimate - left), toAbove = std::abs(estimate - above);
    const int toCorner = std::abs(estimate - corner);
    if (toLeft <= toAbove && toLeft <= toCorner) return left;
    return toAbove <= toCorner ? above : corner;
}

/// Turns rows into what PNG compresses: each by the filter that leaves the smallest numbers, the usual guess for small.
class RowFilter {
public:
    RowFilter(std::size_t rowBytes, std::size_t pixelBytes) : m_pixelBytes(pixelBytes), m_above(rowBytes) {
        for (auto& row : m_tried)
            row.resize(1 + rowBytes);
    }

    const Bytes& filter(const std::uint8_t* row) {
        const Bytes* best = nullptr;
        std::uint64_t bestSum = 0;
        for (std::size_t i = 0; i < kFilters.size(); ++i) {
            const std::uint64_t sum = apply(kFilters[i], row, m_tried[i]);
            if (best && sum >= bestSum) continue;
            best = &m_tried[i];
            bestSum = sum;
        }
        std::copy_n(row, m_above.size(), m_above.begin());
        return *best;
    }

private:
    static constexpr std::array<int, 3> kFilters{1, 2, 4};

    std::uint64_t apply(int filter, const std::uint8_t* row, Bytes& out) const {
        out[0] = std::uint8_t(filter);
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < m_above.size(); ++i) {
            const bool first = i < m_pixelBytes;
            const int left = first ? 0 : row[i - m_pixelBytes], corner = first ? 0 : m_above[i - m_pixelBytes];
            out[1 + i] = std::uint8_t(row[i] - predict(filter, left, m_above[i], corner));
            sum += std::uint64_t(std::abs(int(std::int8_t(out[1 + i]))));
        }
        return sum;
    }

    std::size_t m_pixelBytes;
    Bytes m_above;
    std::array<Bytes, 3> m_tried;
};

/// A zlib stream that grows in memory.
class Deflater {
public:
    Deflater() { m_ready = deflateInit(&m_stream, Z_DEFAULT_COMPRESSION) == Z_OK; }
    ~Deflater() {
        if (m_ready) deflateEnd(&m_stream);
    }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    void add(const Bytes& bytes, bool last) {
        if (!m_ready) failEncoding("PNG", "zlib does not start", "Free some memory and try again.");
        m_stream.next_in = const_cast<Bytef*>(bytes.data());
        m_stream.avail_in = uInt(bytes.size());
        do {
            m_stream.next_out = m_piece.data();
            m_stream.avail_out = uInt(m_piece.size());
            deflate(&m_stream, last ? Z_FINISH : Z_NO_FLUSH);
            m_out.insert(m_out.end(), m_piece.begin(), m_piece.end() - m_stream.avail_out);
        } while (m_stream.avail_out == 0);
    }
    const Bytes& bytes() const { return m_out; }

private:
    z_stream m_stream{};
    bool m_ready = false;
    std::array<std::uint8_t, 1 << 15> m_piece;
    Bytes m_out;
};

}  // namespace

std::vector<std::uint8_t> encodePng(const ImageBuffer& image, const RunContext& context) {
    RowFilter filter(std::size_t(image.width) * image.channels, std::size_t(image.channels));
    Deflater deflater;
    for (int y = 0; y < image.height; ++y) {
        if (y % 16 == 0) context.checkpoint();
        deflater.add(filter.filter(image.at(0, y)), y + 1 == image.height);
    }

    Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    Bytes header;
    addWord(header, std::uint32_t(image.width));
    addWord(header, std::uint32_t(image.height));
    const std::uint8_t colorType = image.channels == 1 ? 0 : image.channels == 3 ? 2 : 6;
    header.insert(header.end(),
                  {8, colorType, 0, 0, 0});  // 8 bits; the only compression and filter method; no interlace
    addChunk(out, "IHDR", header);
    // Pieces, because a chunk's length has 31 bits and readers hold a chunk in memory.
    constexpr std::size_t kPiece = 1 << 24;
    const std::span data(deflater.bytes());
    for (std::size_t at = 0; at < data.size(); at += kPiece)
        addChunk(out, "IDAT", data.subspan(at, std::min(kPiece, data.size() - at)));
    addChunk(out, "IEND", {});
    return out;
}

}  // namespace espalier

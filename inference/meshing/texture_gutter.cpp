#include "inference/meshing/texture_gutter.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "inference/meshing/parallel.h"

namespace espalier {
namespace {

constexpr std::size_t kChunk = 1 << 14;
constexpr std::uint8_t kUnknown = 0, kKnown = 1, kWaiting = 2;
constexpr std::array<std::array<int, 2>, 8> kAround{
    {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}}};

struct Grid {
    int width, height;

    template <typename Visit>
    void forEachNeighbour(std::size_t texel, Visit visit) const {
        const int y = int(texel / std::size_t(width)), x = int(texel - std::size_t(y) * std::size_t(width));
        for (const auto& [dx, dy] : kAround)
            if (x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height)
                visit(std::size_t(y + dy) * std::size_t(width) + std::size_t(x + dx));
    }
};

void takeMeanOfNeighbours(ImageBuffer& image, const Grid& grid, const std::vector<std::uint8_t>& known,
                          std::size_t texel) {
    const auto channels = std::size_t(image.channels);
    std::array<int, 4> sums{};
    int count = 0;
    grid.forEachNeighbour(texel, [&](std::size_t other) {
        if (known[other] != kKnown) return;
        ++count;
        for (std::size_t c = 0; c < channels; ++c)
            sums[c] += image.pixels[other * channels + c];
    });
    for (std::size_t c = 0; c < channels; ++c)
        image.pixels[texel * channels + c] = std::uint8_t((sums[c] + count / 2) / count);
}

void flood(ImageBuffer& image, const std::vector<std::uint8_t>& original, const std::vector<std::uint8_t>& filled) {
    const auto channels = std::size_t(image.channels);
    std::array<std::uint64_t, 4> sums{};
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < original.size(); ++i) {
        if (original[i] == kUnknown) continue;
        ++count;
        for (std::size_t c = 0; c < channels; ++c)
            sums[c] += image.pixels[i * channels + c];
    }
    std::array<std::uint8_t, 4> mean{};
    for (std::size_t c = 0; c < channels; ++c)
        mean[c] = std::uint8_t((sums[c] + count / 2) / count);
    for (std::size_t i = 0; i < filled.size(); ++i)
        if (filled[i] != kKnown)
            std::copy_n(mean.begin(), channels, image.pixels.begin() + std::ptrdiff_t(i * channels));
}

}  // namespace

void fillGutter(std::span<ImageBuffer* const> images, std::vector<std::uint8_t> known, int rings, unsigned threads,
                const RunContext& context) {
    const Grid grid{images.front()->width, images.front()->height};
    std::vector<std::size_t> ring, last;
    for (std::size_t i = 0; i < known.size(); ++i) {
        known[i] = known[i] != 0 ? kKnown : kUnknown;
        if (known[i] == kKnown) last.push_back(i);
    }
    if (last.empty()) return;
    const std::vector<std::uint8_t> original = known;
    for (int r = 0; r < rings && !last.empty(); ++r) {
        context.checkpoint();
        ring.clear();
        for (const std::size_t texel : last)
            grid.forEachNeighbour(texel, [&](std::size_t other) {
                if (known[other] != kUnknown) return;
                known[other] = kWaiting;
                ring.push_back(other);
            });
        parallelFor((ring.size() + kChunk - 1) / kChunk, threads, context, [&](std::size_t chunk) {
            for (std::size_t i = chunk * kChunk; i < std::min(ring.size(), (chunk + 1) * kChunk); ++i)
                for (ImageBuffer* image : images)
                    takeMeanOfNeighbours(*image, grid, known, ring[i]);
        });
        for (const std::size_t texel : ring)
            known[texel] = kKnown;
        std::swap(last, ring);
    }
    parallelFor(images.size(), threads, context, [&](std::size_t i) { flood(*images[i], original, known); });
}

}  // namespace espalier

#include "inference/meshing/texture_gutter.h"

#include <array>
#include <cstddef>

namespace espalier {
namespace {

constexpr std::uint8_t kUnknown = 0, kKnown = 1, kWaiting = 2;
constexpr std::array<std::array<int, 2>, 8> kAround{
    {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}}};

struct Grid {
    int width, height;

    template <typename Visit>
    void forEachNeighbour(std::size_t texel, Visit visit) const {
        const int x = int(texel % std::size_t(width)), y = int(texel / std::size_t(width));
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
    for (std::size_t i = 0; i < filled.size(); ++i)
        for (std::size_t c = 0; filled[i] != kKnown && c < channels; ++c)
            image.pixels[i * channels + c] = std::uint8_t((sums[c] + count / 2) / count);
}

}  // namespace

void fillGutter(std::span<ImageBuffer* const> images, std::vector<std::uint8_t> known, int rings) {
    const Grid grid{images.front()->width, images.front()->height};
    bool isAnyKnown = false;
    for (std::uint8_t& state : known) {
        state = state != 0 ? kKnown : kUnknown;
        isAnyKnown |= state == kKnown;
    }
    if (!isAnyKnown) return;
    const std::vector<std::uint8_t> original = known;
    std::vector<std::size_t> ring, last;
    for (std::size_t i = 0; i < known.size(); ++i)
        if (known[i] == kKnown) last.push_back(i);
    for (int r = 0; r < rings && !last.empty(); ++r) {
        ring.clear();
        for (const std::size_t texel : last)
            grid.forEachNeighbour(texel, [&](std::size_t other) {
                if (known[other] != kUnknown) return;
                known[other] = kWaiting;
                ring.push_back(other);
            });
        for (const std::size_t texel : ring)
            for (ImageBuffer* image : images)
                takeMeanOfNeighbours(*image, grid, known, texel);
        for (const std::size_t texel : ring)
            known[texel] = kKnown;
        std::swap(last, ring);
    }
    for (ImageBuffer* image : images)
        flood(*image, original, known);
}

}  // namespace espalier

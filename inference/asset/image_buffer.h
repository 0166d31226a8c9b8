#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace espalier {

/// An 8-bit picture: rows top to bottom, `channels` interleaved (3 = RGB, 4 = RGBA, not premultiplied), sRGB.
struct ImageBuffer {
    int width = 0;
    int height = 0;
    int channels = 4;
    std::vector<std::uint8_t> pixels;  ///< width * height * channels

    ImageBuffer() = default;
    ImageBuffer(int w, int h, int c) : width(w), height(h), channels(c), pixels(std::size_t(w) * h * c) {}

    bool empty() const { return pixels.empty(); }
    std::uint8_t* at(int x, int y) { return pixels.data() + (std::size_t(y) * width + x) * channels; }
    const std::uint8_t* at(int x, int y) const { return pixels.data() + (std::size_t(y) * width + x) * channels; }
};

}  // namespace espalier

#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace espalier {

/// Linear light 0..1 of an 8-bit sRGB value.
inline float linearFromSrgb(std::uint8_t value) {
    static const auto kTable = [] {
        std::array<float, 256> table{};
        for (int i = 0; i < 256; ++i) {
            const double s = i / 255.0;
            table[i] = float(s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4));
        }
        return table;
    }();
    return kTable[value];
}

/// The 8-bit sRGB value nearest to linear light; values outside 0..1 are clamped.
inline std::uint8_t srgbFromLinear(float linear) {
    const float l = std::clamp(linear, 0.0f, 1.0f);
    const float s = l <= 0.0031308f ? 12.92f * l : 1.055f * std::pow(l, 1.0f / 2.4f) - 0.055f;
    return std::uint8_t(std::lround(s * 255.0f));
}

}  // namespace espalier

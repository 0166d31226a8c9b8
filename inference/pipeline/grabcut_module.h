#pragma once

#include <cstdint>

/// What libespalier_cutout.so offers, in C terms.
namespace espalier {

/// `marks`: 0 = find out, 1 = object, 2 = background; `matte`: out, 0..255. `stop(asker)` is called between the steps,
/// each well below 100 ms. False: stopped, or no object stands out; true: `matte` is filled.
struct GrabCutTask {
    const std::uint8_t* rgb = nullptr;    ///< width * height * 3
    const std::uint8_t* marks = nullptr;  ///< width * height; null = none
    std::uint8_t* matte = nullptr;        ///< width * height
    int width = 0;
    int height = 0;
    bool (*stop)(const void* asker) = nullptr;
    const void* asker = nullptr;
};

using GrabCut = bool(const GrabCutTask* task);
inline constexpr const char* kGrabCutModule = "libespalier_cutout.so";
inline constexpr const char* kGrabCutSymbol = "espalierGrabCut";

}  // namespace espalier

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/base/run_context.h"

namespace espalier {

/// What a person says of a pixel.
enum class CutOutMark : std::uint8_t { None = 0, Keep = 1, Erase = 2 };

/// How much each pixel of a picture belongs to its object, 0..255; as many as the picture has pixels.
using Matte = std::vector<std::uint8_t>;

/// Whether this build can look for objects in front of any background (it has OpenCV).
bool canFindObject();

/// Looks for the object in front of any background, by colours, from a guess that it is in the middle and does not
/// touch the picture's border; takes some 0.3 s. The same picture gives the same matte. `marks`: one for each pixel, or
/// none at all; marked pixels are as marked in the outcome, too. Absent when no object stands out, and where
/// canFindObject() is false. From any thread. Throws Cancelled.
std::optional<Matte> findObject(const ImageBuffer& image, const std::vector<CutOutMark>& marks = {},
                                const RunContext& context = {});

/// The alpha that a matte gives: a soft step at `threshold`, 1..254. Lower keeps more of the object's rim.
std::uint8_t alphaFor(std::uint8_t matte, int threshold);
inline constexpr int kMatteThreshold = 128;

}  // namespace espalier

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Continues the known texels of `images` (all of one size) outward, ring by ring, up to `rings` texels far, and floods
/// what is left with the mean of the known ones: neither filtering nor mip levels then mix in a foreign colour.
/// `known`: one per texel, not 0 where the images hold something; without any known texel the images stay as they are.
/// Throws Cancelled.
void fillGutter(std::span<ImageBuffer* const> images, std::vector<std::uint8_t> known, int rings, unsigned threads = 0,
                const RunContext& context = {});

}  // namespace espalier

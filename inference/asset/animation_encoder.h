#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "inference/asset/image_buffer.h"

namespace espalier {

/// Pictures shown one after another, endlessly, as the bytes of one animated WebP; lossy (quality 90), with alpha.
/// Encodes as it goes: no picture is kept. One thread at a time. All of it throws Error(FileWrite): for what the
/// format cannot hold (sides end at 16383 pixels), and always in a build without libwebpmux.
class AnimationEncoder {
public:
    AnimationEncoder(int width, int height);
    ~AnimationEncoder();

    /// RGBA of that size.
    void add(const ImageBuffer& frame, int durationMs);
    /// At least one frame was added. Nothing may be added after it.
    std::vector<std::uint8_t> finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace espalier

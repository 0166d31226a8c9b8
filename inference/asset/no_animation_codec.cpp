// Takes the place of animation_codec.cpp where libwebpmux is not installed.
#include "inference/asset/animation_encoder.h"
#include "inference/asset/image_codecs.h"

namespace espalier {

struct AnimationEncoder::State {};

AnimationEncoder::AnimationEncoder(int, int) {
    failEncoding("animated WebP", "this build of Espalier has no libwebpmux",
                 "Choose PNG frames, or install libwebp's development files and build again.");
}

AnimationEncoder::~AnimationEncoder() = default;
void AnimationEncoder::add(const ImageBuffer&, int) {}
std::vector<std::uint8_t> AnimationEncoder::finish() {
    return {};
}

}  // namespace espalier

// Takes the place of webp_codec.cpp where libwebp is not installed.
#include "inference/asset/image_codecs.h"

namespace espalier {

std::vector<std::uint8_t> encodeWebP(const ImageBuffer&, bool, const RunContext&) {
    failEncoding("WebP", "this build of Espalier has no libwebp",
                 "Choose PNG, or install libwebp's development files and build again.");
}

}  // namespace espalier

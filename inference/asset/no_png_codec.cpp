// Takes the place of png_codec.cpp where zlib is not installed.
#include "inference/asset/image_codecs.h"

namespace espalier {

std::vector<std::uint8_t> encodePng(const ImageBuffer&, const RunContext&) {
    failEncoding("PNG", "this build of Espalier has no zlib",
                 "Install zlib's development files and build again, or choose JPEG.");
}

}  // namespace espalier

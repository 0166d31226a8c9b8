// Takes the place of jpeg_codec.cpp where libjpeg-turbo is not installed.
#include "inference/asset/image_codecs.h"

namespace espalier {

std::vector<std::uint8_t> encodeJpeg(const ImageBuffer&) {
    failEncoding("JPEG", "this build of Espalier has no libjpeg-turbo",
                 "Choose PNG, or install libjpeg-turbo's development files and build again.");
}

}  // namespace espalier

#include "tests/support/png_reader.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <memory>

#include "inference/base/error.h"

namespace espalier {

ImageBuffer readPng(const std::filesystem::path& file) {
    int width = 0, height = 0, stored = 0;
    if (!stbi_info(file.c_str(), &width, &height, &stored))
        throw Error(ErrorCode::ImageUnreadable, "Cannot read the picture " + file.string() + ".");
    const int channels = stored % 2 == 0 ? 4 : 3;
    const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
        stbi_load(file.c_str(), &width, &height, &stored, channels), stbi_image_free);
    if (!pixels) throw Error(ErrorCode::ImageUnreadable, "The picture " + file.string() + " is damaged.");
    ImageBuffer image(width, height, channels);
    std::copy_n(pixels.get(), image.pixels.size(), image.pixels.begin());
    return image;
}

}  // namespace espalier

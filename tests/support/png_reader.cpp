#include "tests/support/png_reader.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <memory>

#include "inference/base/error.h"

namespace espalier {

namespace {

using Pixels = std::unique_ptr<stbi_uc, decltype(&stbi_image_free)>;

ImageBuffer imageOf(const Pixels& pixels, int width, int height, int channels, const std::string& name) {
    if (!pixels) throw Error(ErrorCode::ImageUnreadable, "The picture " + name + " is damaged.");
    ImageBuffer image(width, height, channels);
    std::copy_n(pixels.get(), image.pixels.size(), image.pixels.begin());
    return image;
}

int channelsFor(int stored) {
    return stored % 2 == 0 ? 4 : 3;
}

}  // namespace

ImageBuffer readPng(const std::filesystem::path& file) {
    int width = 0, height = 0, stored = 0;
    if (!stbi_info(file.c_str(), &width, &height, &stored))
        throw Error(ErrorCode::ImageUnreadable, "Cannot read the picture " + file.string() + ".");
    const int channels = channelsFor(stored);
    const Pixels pixels(stbi_load(file.c_str(), &width, &height, &stored, channels), stbi_image_free);
    return imageOf(pixels, width, height, channels, file.string());
}

ImageBuffer readPicture(std::span<const std::uint8_t> bytes, const std::string& name) {
    int width = 0, height = 0, stored = 0;
    if (!stbi_info_from_memory(bytes.data(), int(bytes.size()), &width, &height, &stored))
        throw Error(ErrorCode::ImageUnreadable, "Cannot read the picture " + name + ".");
    const int channels = channelsFor(stored);
    const Pixels pixels(stbi_load_from_memory(bytes.data(), int(bytes.size()), &width, &height, &stored, channels),
                        stbi_image_free);
    return imageOf(pixels, width, height, channels, name);
}

}  // namespace espalier

#include <turbojpeg.h>

#include <memory>

#include "inference/asset/image_codecs.h"

namespace espalier {

std::vector<std::uint8_t> encodeJpeg(const ImageBuffer& image) {
    constexpr int kQuality = 95;
    const std::unique_ptr<void, int (*)(tjhandle)> compressor(tjInitCompress(), tjDestroy);
    const int layout = image.channels == 1 ? TJPF_GRAY : image.channels == 3 ? TJPF_RGB : TJPF_RGBA;
    // Half the colour resolution would bleed over the borders of charts, and spoil roughness, metallic and normals.
    const int sampling = image.channels == 1 ? TJSAMP_GRAY : TJSAMP_444;
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const int result = compressor ? tjCompress2(compressor.get(), image.pixels.data(), image.width, 0, image.height,
                                                layout, &bytes, &size, sampling, kQuality, TJFLAG_ACCURATEDCT)
                                  : -1;
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(bytes, tjFree);
    if (result != 0)
        failEncoding("JPEG", compressor ? tjGetErrorStr2(compressor.get()) : "the library does not start",
                     "Choose smaller textures, or PNG.");
    return {bytes, bytes + size};
}

}  // namespace espalier

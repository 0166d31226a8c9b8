#include <webp/encode.h>

#include <memory>

#include "inference/asset/image_codecs.h"

namespace espalier {
namespace {

int goOn(int, const WebPPicture* picture) {
    return !static_cast<const RunContext*>(picture->user_data)->stopRequested();
}

}  // namespace

std::vector<std::uint8_t> encodeWebP(const ImageBuffer& image, bool lossless, const RunContext& context) {
    WebPConfig config;
    WebPPicture picture;
    if (!WebPConfigPreset(&config, WEBP_PRESET_PICTURE, 95.0f) || !WebPPictureInit(&picture))
        failEncoding("WebP", "the installed library is another version", "Choose PNG.");
    if (image.channels == 1) failEncoding("WebP", "it has no grey", "Choose PNG.");
    // Its fastest: the slower ones take ten times as long for a few per cent.
    if (lossless) WebPConfigLosslessPreset(&config, 1);
    config.exact = 1;          // colours under full transparency still shine through where a renderer filters
    config.use_sharp_yuv = 1;  // colours keep to their side of an edge although WebP halves their resolution
    const std::unique_ptr<WebPPicture, void (*)(WebPPicture*)> pictureOwner(&picture, WebPPictureFree);
    WebPMemoryWriter memory;
    WebPMemoryWriterInit(&memory);
    const std::unique_ptr<WebPMemoryWriter, void (*)(WebPMemoryWriter*)> memoryOwner(&memory, WebPMemoryWriterClear);
    picture.width = image.width;
    picture.height = image.height;
    picture.use_argb = 1;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &memory;
    picture.progress_hook = goOn;
    picture.user_data = const_cast<RunContext*>(&context);
    const auto import = image.channels == 3 ? WebPPictureImportRGB : WebPPictureImportRGBA;
    const bool done =
        import(&picture, image.pixels.data(), image.width * image.channels) && WebPEncode(&config, &picture);
    context.checkpoint();
    if (!done)
        failEncoding("WebP", "the library reports error " + std::to_string(picture.error_code),
                     "Choose smaller textures (WebP ends at 16383 pixels), or PNG.");
    return {memory.mem, memory.mem + memory.size};
}

}  // namespace espalier

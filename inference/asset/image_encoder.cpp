#include "inference/asset/image_encoder.h"

#include "inference/asset/image_codecs.h"
#include "inference/base/error.h"

namespace espalier {

std::string imageExtension(ImageFormat format) {
    switch (format) {
        case ImageFormat::Png:
            return "png";
        case ImageFormat::Jpeg:
            return "jpg";
        case ImageFormat::WebP:
            return "webp";
    }
    return {};
}

std::string mimeType(ImageFormat format) {
    return "image/" + (format == ImageFormat::Jpeg ? std::string("jpeg") : imageExtension(format));
}

std::vector<std::uint8_t> encodeImage(const ImageBuffer& image, ImageFormat format, ImageContent content,
                                      const RunContext& context) {
    const bool channelsFit = image.channels == 1 || image.channels == 3 || image.channels == 4;
    if (image.empty() || !channelsFit ||
        image.pixels.size() != std::size_t(image.width) * image.height * image.channels)
        throw Error(ErrorCode::Internal, "A texture is not the picture it says it is.",
                    "Please report this, with the picture and the seed.");
    context.checkpoint();
    switch (format) {
        case ImageFormat::Png:
            return encodePng(image, context);
        case ImageFormat::Jpeg:
            return encodeJpeg(image);
        case ImageFormat::WebP:
            return encodeWebP(image, content == ImageContent::Data, context);
    }
    return {};
}

void failEncoding(const std::string& format, const std::string& cause, const std::string& remedy) {
    throw Error(ErrorCode::FileWrite, "Cannot write a " + format + " texture: " + cause + ".", remedy);
}

}  // namespace espalier

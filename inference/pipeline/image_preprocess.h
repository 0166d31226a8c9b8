#pragma once

#include "inference/asset/image_buffer.h"

namespace espalier {

/// How prepareImage() found the object.
enum class CutOut { Alpha, PlainBackground, None };

struct PreparedImage {
    ImageBuffer image;             ///< RGB, cropped around the object, composited on black; the reference's preprocess_image
    CutOut cutOut = CutOut::Alpha;
};

/// Pillow's LANCZOS resize (antialiased, a = 3): two 8-bit passes with rounding between them, horizontal first; RGBA is
/// premultiplied around the resample. Bit-equal to Pillow for RGB. Throws Error(InvalidRequest) for a size below 1.
ImageBuffer resizeLanczos(const ImageBuffer& image, int width, int height);

/// The reference's preprocess_image: longest side to 1024, crop to the square around alpha > 204, composite on black.
/// Without a used alpha channel a plain background is cut out by its colour; when there is none, the whole picture is used
/// (cutOut says which). Throws Error(ImageUnreadable) when nothing is left (all transparent, no pixels).
PreparedImage prepareImage(const ImageBuffer& image);

}  // namespace espalier

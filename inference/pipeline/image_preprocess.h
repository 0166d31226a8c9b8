#pragma once

#include <array>

#include "inference/asset/image_buffer.h"
#include "inference/base/run_context.h"

namespace espalier {

/// How prepareImage() found the object: by the picture's alpha, by its plain background, by colours and place (see
/// findObject()), or not at all: then all of the picture is the object.
enum class CutOut { Alpha, PlainBackground, Found, None };

struct PreparedImage {
    ImageBuffer image;  ///< RGB, cropped around the object, composited on black; the reference's preprocess_image
    CutOut cutOut = CutOut::Alpha;
};

/// Pillow's LANCZOS resize (antialiased, a = 3): two 8-bit passes with rounding between them, horizontal first; RGBA is
/// premultiplied around the resample. Bit-equal to Pillow when both directions shrink or both grow. Throws
/// Error(InvalidRequest) for a size below 1, Cancelled.
ImageBuffer resizeLanczos(const ImageBuffer& image, int width, int height, const RunContext& context = {});

/// The first half of prepareImage(): the picture as RGBA with its longest side at most 1024 and the object in its alpha
/// channel. Without a used alpha channel a plain background (a border of one colour) is flooded away, any other one is
/// removed where findObject() finds an object; else, and with `keepBackground`, the whole picture is the object
/// (`cutOut` says which). Throws Error(ImageUnreadable), Cancelled.
ImageBuffer cutOutObject(const ImageBuffer& image, CutOut& cutOut, const RunContext& context = {},
                         bool keepBackground = false);

/// The square that is cropped around the object of an RGBA picture (alpha > 204), as left, top, right, bottom.
struct ObjectSquare {
    std::array<int, 4> object{};    ///< the object's first and last column and row, inclusive
    std::array<double, 4> exact{};  ///< the square around its centre; half-integers are possible
    std::array<int, 4> rounded{};   ///< half to even; right and bottom exclusive, may lie outside the picture
};

/// `margin`: the square's side relative to the object's. Throws Error(ImageUnreadable) when no pixel is that opaque.
ObjectSquare objectSquare(const ImageBuffer& rgba, double margin = 1.0);

/// The reference's preprocess_image: cutOutObject(), cropped to the square around alpha > 204 and composited on black.
/// Throws Error(ImageUnreadable) when nothing is left (all transparent, a few pixels only), Cancelled.
PreparedImage prepareImage(const ImageBuffer& image, const RunContext& context = {}, bool keepBackground = false);

/// The preprocess_image of the first TRELLIS, whose pictures are 518 pixels wide: a picture with a used alpha channel
/// is taken as large as it is, and the square is a fifth larger than the object. Throws as prepareImage().
PreparedImage prepareImageV1(const ImageBuffer& image, const RunContext& context = {}, bool keepBackground = false);

/// Its second half: crop of the RGBA picture, resize to 518 x 518, composite on black.
ImageBuffer frameObjectV1(const ImageBuffer& rgba, const RunContext& context = {});

}  // namespace espalier

#include "inference/pipeline/image_preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <utility>

#include "inference/base/error.h"
#include "inference/pipeline/background_removal.h"

namespace espalier {
namespace {

constexpr int kLongestSide = 1024;
constexpr int kObjectAlpha = 204;  // 0.8 * 255, the reference's threshold, strict

using Colour = std::array<std::uint8_t, 3>;

bool usesAlpha(const ImageBuffer& image) {
    if (image.channels != 4) return false;
    for (std::size_t i = 3; i < image.pixels.size(); i += 4)
        if (image.pixels[i] != 255) return true;
    return false;
}

ImageBuffer withChannels(const ImageBuffer& image, int channels) {
    if (image.channels == channels) return image;
    ImageBuffer out(image.width, image.height, channels);
    const auto from = std::size_t(image.channels), to = std::size_t(channels);
    for (std::size_t p = 0; p < image.pixels.size() / from; ++p) {
        std::copy_n(&image.pixels[p * from], 3, &out.pixels[p * to]);
        if (to == 4) out.pixels[p * to + 3] = 255;
    }
    return out;
}

ImageBuffer limitedSize(const ImageBuffer& image, const RunContext& context) {
    const double scale = std::min(1.0, double(kLongestSide) / std::max(image.width, image.height));
    if (scale == 1.0) return image;
    const int width = int(image.width * scale), height = int(image.height * scale);
    if (width < 1 || height < 1)
        throw Error(ErrorCode::ImageUnreadable, "The picture is too narrow to show an object.",
                    "Choose a picture in which the object fills more of both directions.");
    return resizeLanczos(image, width, height, context);
}

std::vector<std::pair<int, int>> borderPixels(const ImageBuffer& image) {
    std::vector<std::pair<int, int>> border;
    for (int x = 0; x < image.width; ++x) {
        border.emplace_back(x, 0);
        border.emplace_back(x, image.height - 1);
    }
    for (int y = 1; y + 1 < image.height; ++y) {
        border.emplace_back(0, y);
        border.emplace_back(image.width - 1, y);
    }
    return border;
}

bool isNear(const std::uint8_t* pixel, const Colour& colour) {
    constexpr int kTolerance = 24;  // room for JPEG noise and a soft vignette
    for (std::size_t c = 0; c < 3; ++c)
        if (std::abs(int(pixel[c]) - int(colour[c])) > kTolerance) return false;
    return true;
}

/// The border's median colour when nearly all of the border has it.
std::optional<Colour> plainBackground(const ImageBuffer& image, const std::vector<std::pair<int, int>>& border) {
    constexpr double kUniformShare = 0.95;
    Colour median{};
    std::vector<std::uint8_t> values(border.size());
    for (std::size_t c = 0; c < 3; ++c) {
        std::transform(border.begin(), border.end(), values.begin(),
                       [&](const auto& p) { return image.at(p.first, p.second)[c]; });
        const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        median[c] = *middle;
    }
    const auto same = std::count_if(border.begin(), border.end(),
                                    [&](const auto& p) { return isNear(image.at(p.first, p.second), median); });
    if (double(same) < kUniformShare * double(border.size())) return std::nullopt;
    return median;
}

/// Makes what is connected to the border and has its colour transparent. False, with the picture as it was, when the
/// border is not of one colour or nothing would remain.
bool removePlainBackground(ImageBuffer& rgba) {
    auto front = borderPixels(rgba);
    const auto background = plainBackground(rgba, front);
    if (!background) return false;
    std::size_t cleared = 0;
    const auto clear = [&](int x, int y) {
        std::uint8_t* pixel = rgba.at(x, y);
        if (pixel[3] == 0 || !isNear(pixel, *background)) return false;
        pixel[3] = 0;
        ++cleared;
        return true;
    };
    std::erase_if(front, [&](const auto& p) { return !clear(p.first, p.second); });
    while (!front.empty()) {
        const auto [x, y] = front.back();
        front.pop_back();
        const std::array<std::pair<int, int>, 4> next{{{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}}};
        for (const auto& [nx, ny] : next)
            if (nx >= 0 && ny >= 0 && nx < rgba.width && ny < rgba.height && clear(nx, ny)) front.emplace_back(nx, ny);
    }
    const std::size_t total = rgba.pixels.size() / 4;
    const bool somethingRemains = total - cleared > total / 1000;
    if (!somethingRemains)
        for (std::size_t i = 3; i < rgba.pixels.size(); i += 4)
            rgba.pixels[i] = 255;
    return somethingRemains && cleared > 0;
}

bool removeAnyBackground(ImageBuffer& rgba, const RunContext& context) {
    const std::optional<Matte> matte = findObject(rgba, {}, context);
    if (!matte) return false;
    for (std::size_t p = 0; p < matte->size(); ++p)
        rgba.pixels[4 * p + 3] = alphaFor((*matte)[p], kMatteThreshold);
    return true;
}

/// Crops an RGBA picture; zeros outside.
ImageBuffer crop(const ImageBuffer& rgba, const std::array<int, 4>& box) {
    const auto [left, top, right, bottom] = box;
    if (right <= left || bottom <= top)
        throw Error(ErrorCode::ImageUnreadable, "The object in the picture is only a pixel or two wide.",
                    "Choose a larger picture, or one in which the object fills more of the frame.");
    ImageBuffer out(right - left, bottom - top, 4);
    const int from = std::max(left, 0), to = std::min(right, rgba.width);
    for (int y = std::max(top, 0); y < std::min(bottom, rgba.height) && from < to; ++y)
        std::copy_n(rgba.at(from, y), std::size_t(to - from) * 4, out.at(from - left, y - top));
    return out;
}

/// Composites on black in float32, truncating to 8 bits.
ImageBuffer onBlack(const ImageBuffer& rgba) {
    ImageBuffer out(rgba.width, rgba.height, 3);
    for (std::size_t p = 0; p < out.pixels.size() / 3; ++p) {
        const float alpha = float(rgba.pixels[4 * p + 3]) / 255.0f;
        for (std::size_t c = 0; c < 3; ++c)
            out.pixels[3 * p + c] = std::uint8_t(float(rgba.pixels[4 * p + c]) / 255.0f * alpha * 255.0f);
    }
    return out;
}

}  // namespace

ImageBuffer cutOutObject(const ImageBuffer& image, CutOut& cutOut, const RunContext& context, bool keepBackground) {
    if (image.width < 1 || image.height < 1 || image.empty())
        throw Error(ErrorCode::ImageUnreadable, "The picture has no pixels.", "Choose another picture.");
    if (usesAlpha(image)) {
        cutOut = CutOut::Alpha;
        return limitedSize(image, context);
    }
    // Opaque pictures are resampled as RGB or RGBA with the same result; RGB is the smaller.
    ImageBuffer rgba = withChannels(limitedSize(image, context), 4);
    cutOut = CutOut::None;
    if (keepBackground) return rgba;
    if (removePlainBackground(rgba))
        cutOut = CutOut::PlainBackground;
    else if (removeAnyBackground(rgba, context))
        cutOut = CutOut::Found;
    return rgba;
}

ObjectSquare objectSquare(const ImageBuffer& rgba, double margin) {
    int minX = rgba.width, minY = rgba.height, maxX = -1, maxY = -1;
    for (int y = 0; y < rgba.height; ++y)
        for (int x = 0; x < rgba.width; ++x) {
            if (rgba.at(x, y)[3] <= kObjectAlpha) continue;
            minX = std::min(minX, x);
            maxX = std::max(maxX, x);
            minY = std::min(minY, y);
            maxY = std::max(maxY, y);
        }
    if (maxX < 0)
        throw Error(ErrorCode::ImageUnreadable, "The picture is empty: no part of it is opaque.",
                    "Choose a picture that shows an object.");
    const double centreX = (minX + maxX) / 2.0, centreY = (minY + maxY) / 2.0;
    const int half = int(std::max(maxX - minX, maxY - minY) * margin) / 2;
    ObjectSquare square{{minX, minY, maxX, maxY}, {centreX - half, centreY - half, centreX + half, centreY + half}, {}};
    // nearbyint rounds half to even in the default rounding mode, as PIL's crop does.
    std::transform(square.exact.begin(), square.exact.end(), square.rounded.begin(),
                   [](double v) { return int(std::nearbyint(v)); });
    return square;
}

PreparedImage prepareImage(const ImageBuffer& image, const RunContext& context, bool keepBackground) {
    PreparedImage prepared;
    const ImageBuffer rgba = cutOutObject(image, prepared.cutOut, context, keepBackground);
    prepared.image = onBlack(crop(rgba, objectSquare(rgba).rounded));
    return prepared;
}

ImageBuffer frameObjectV1(const ImageBuffer& rgba, const RunContext& context) {
    constexpr double kMargin = 1.2;
    constexpr int kSide = 518;
    return onBlack(resizeLanczos(crop(rgba, objectSquare(rgba, kMargin).rounded), kSide, kSide, context));
}

PreparedImage prepareImageV1(const ImageBuffer& image, const RunContext& context, bool keepBackground) {
    PreparedImage prepared;
    prepared.cutOut = CutOut::Alpha;
    const ImageBuffer rgba = usesAlpha(image) ? image : cutOutObject(image, prepared.cutOut, context, keepBackground);
    prepared.image = frameObjectV1(rgba, context);
    return prepared;
}

}  // namespace espalier

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>

#include "inference/base/error.h"
#include "inference/pipeline/image_preprocess.h"

namespace espalier {
namespace {

// Pillow's 8-bit resampling: coefficients in fixed point, sums in int32, one rounding per pass.
constexpr int kPrecisionBits = 32 - 8 - 2;
constexpr int kRounding = 1 << (kPrecisionBits - 1);
constexpr double kLanczosSupport = 3.0;

double sinc(double x) {
    if (x == 0.0) return 1.0;
    x *= std::numbers::pi;
    return std::sin(x) / x;
}

double lanczos(double x) {
    return x >= -kLanczosSupport && x < kLanczosSupport ? sinc(x) * sinc(x / 3) : 0.0;
}

std::uint8_t clip8(int value) {
    return std::uint8_t(std::clamp(value >> kPrecisionBits, 0, 255));
}

/// For each output sample the first input sample and its weights.
struct Kernel {
    struct Row {
        int first;
        std::span<const int> weights;
    };

    Kernel(int inSize, int outSize) {
        const double scale = double(inSize) / outSize;
        const double filterScale = std::max(scale, 1.0);
        const double support = kLanczosSupport * filterScale;
        m_stride = int(std::ceil(support)) * 2 + 1;
        m_first.resize(std::size_t(outSize));
        m_count.resize(std::size_t(outSize));
        m_weights.resize(std::size_t(outSize) * std::size_t(m_stride));
        std::vector<double> raw(std::size_t(m_stride), 0.0);
        for (int out = 0; out < outSize; ++out) {
            const double centre = (out + 0.5) * scale;
            const double step = 1.0 / filterScale;
            const int first = std::max(int(centre - support + 0.5), 0);
            const int count = std::min(int(centre + support + 0.5), inSize) - first;
            double sum = 0.0;
            for (int k = 0; k < count; ++k)
                sum += raw[std::size_t(k)] = lanczos((k + first - centre + 0.5) * step);
            m_first[std::size_t(out)] = first;
            m_count[std::size_t(out)] = count;
            for (int k = 0; k < count; ++k) {
                const double weight = (sum != 0.0 ? raw[std::size_t(k)] / sum : raw[std::size_t(k)]);
                m_weights[std::size_t(out) * std::size_t(m_stride) + std::size_t(k)] =
                    int((weight < 0 ? -0.5 : 0.5) + weight * (1 << kPrecisionBits));
            }
        }
    }

    Row row(int out) const {
        const auto o = std::size_t(out);
        return {m_first[o], std::span(m_weights).subspan(o * std::size_t(m_stride), std::size_t(m_count[o]))};
    }

private:
    int m_stride = 0;
    std::vector<int> m_first;
    std::vector<int> m_count;
    std::vector<int> m_weights;
};

std::uint8_t mulDiv255(int a, int b) {
    const int product = a * b + 128;
    return std::uint8_t(((product >> 8) + product) >> 8);
}

void premultiply(std::span<const std::uint8_t> rgba, std::uint8_t* out) {
    for (std::size_t i = 0; i < rgba.size(); i += 4) {
        for (std::size_t c = 0; c < 3; ++c)
            out[i + c] = mulDiv255(rgba[i + c], rgba[i + 3]);
        out[i + 3] = rgba[i + 3];
    }
}

void unpremultiply(std::span<std::uint8_t> rgba) {
    for (std::size_t i = 0; i < rgba.size(); i += 4) {
        const int alpha = rgba[i + 3];
        if (alpha == 0 || alpha == 255) continue;
        for (std::size_t c = 0; c < 3; ++c)
            rgba[i + c] = std::uint8_t(std::min(255 * int(rgba[i + c]) / alpha, 255));
    }
}

template <int Channels>
void resampleRow(const std::uint8_t* in, const Kernel& kernel, int outWidth, std::uint8_t* out) {
    for (int x = 0; x < outWidth; ++x) {
        const auto [first, weights] = kernel.row(x);
        int sums[Channels];
        std::fill_n(sums, Channels, kRounding);
        const std::uint8_t* pixel = in + std::size_t(first) * Channels;
        for (const int weight : weights)
            for (int c = 0; c < Channels; ++c)
                sums[c] += *pixel++ * weight;
        for (const int sum : sums)
            *out++ = clip8(sum);
    }
}

/// Rows are premultiplied one at a time, so that a picture of 20000 x 20000 needs no second copy.
ImageBuffer resampleHorizontally(const ImageBuffer& image, int width, const RunContext& context) {
    const Kernel kernel(image.width, width);
    const std::size_t rowBytes = std::size_t(image.width) * std::size_t(image.channels);
    std::vector<std::uint8_t> premultiplied(image.channels == 4 ? rowBytes : 0);
    ImageBuffer out(width, image.height, image.channels);
    for (int y = 0; y < image.height; ++y) {
        if (y % 64 == 0) context.checkpoint();
        if (image.channels == 4) {
            premultiply({image.at(0, y), rowBytes}, premultiplied.data());
            if (width == image.width)
                std::copy(premultiplied.begin(), premultiplied.end(), out.at(0, y));
            else
                resampleRow<4>(premultiplied.data(), kernel, width, out.at(0, y));
        } else if (width == image.width) {
            std::copy_n(image.at(0, y), rowBytes, out.at(0, y));
        } else {
            resampleRow<3>(image.at(0, y), kernel, width, out.at(0, y));
        }
    }
    return out;
}

ImageBuffer resampleVertically(const ImageBuffer& image, int height, const RunContext& context) {
    const Kernel kernel(image.height, height);
    const std::size_t rowBytes = std::size_t(image.width) * std::size_t(image.channels);
    std::vector<int> sums(rowBytes);
    ImageBuffer out(image.width, height, image.channels);
    for (int y = 0; y < height; ++y) {
        if (y % 16 == 0) context.checkpoint();
        const auto [first, weights] = kernel.row(y);
        std::fill(sums.begin(), sums.end(), kRounding);
        for (std::size_t k = 0; k < weights.size(); ++k) {
            const std::uint8_t* in = image.at(0, first + int(k));
            const int weight = weights[k];
            for (std::size_t i = 0; i < rowBytes; ++i)
                sums[i] += in[i] * weight;
        }
        std::transform(sums.begin(), sums.end(), out.at(0, y), clip8);
    }
    return out;
}

}  // namespace

ImageBuffer resizeLanczos(const ImageBuffer& image, int width, int height, const RunContext& context) {
    if (width < 1 || height < 1 || image.empty())
        throw Error(ErrorCode::InvalidRequest,
                    "A picture cannot be resized to " + std::to_string(width) + " x " + std::to_string(height) + ".");
    if (width == image.width && height == image.height) return image;
    ImageBuffer out = resampleHorizontally(image, width, context);
    if (height != image.height) out = resampleVertically(out, height, context);
    if (out.channels == 4) unpremultiply(out.pixels);
    return out;
}

}  // namespace espalier

#include "inference/asset/texture_sampler.h"

#include <algorithm>
#include <cmath>

#include "inference/asset/srgb.h"

namespace espalier {
namespace {

Vec3f blend(const Vec3f& a, const Vec3f& b, float share) {
    return {a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share};
}

}  // namespace

TextureSampler::TextureSampler(const ImageBuffer& image, Values values) : m_image(image), m_values(values) {
    for (const ImageBuffer* last = &m_image; last->width > 1 || last->height > 1; last = &m_smaller.back())
        m_smaller.push_back(halved(*last));
}

Vec3f TextureSampler::valueOf(const std::uint8_t* texel) const {
    if (m_values == Values::Srgb) return {linearFromSrgb(texel[0]), linearFromSrgb(texel[1]), linearFromSrgb(texel[2])};
    return {texel[0] / 255.0f, texel[1] / 255.0f, texel[2] / 255.0f};
}

/// Each texel the mean of the two by two before it; the single texel of a side counts twice.
ImageBuffer TextureSampler::halved(const ImageBuffer& image) const {
    ImageBuffer result(std::max(1, image.width / 2), std::max(1, image.height / 2), 3);
    for (int y = 0; y < result.height; ++y) {
        for (int x = 0; x < result.width; ++x) {
            const int right = std::min(2 * x + 1, image.width - 1), low = std::min(2 * y + 1, image.height - 1);
            const Vec3f upper = blend(valueOf(image.at(2 * x, 2 * y)), valueOf(image.at(right, 2 * y)), 0.5f);
            const Vec3f lower = blend(valueOf(image.at(2 * x, low)), valueOf(image.at(right, low)), 0.5f);
            const Vec3f mean = blend(upper, lower, 0.5f);
            for (int c = 0; c < 3; ++c)
                result.at(x, y)[c] =
                    m_values == Values::Srgb ? srgbFromLinear(mean[c]) : std::uint8_t(std::lround(mean[c] * 255.0f));
        }
    }
    return result;
}

Vec3f TextureSampler::sampleLevel(std::size_t index, const std::array<float, 2>& uv) const {
    const ImageBuffer& image = level(index);
    const float x = std::clamp(uv[0], 0.0f, 1.0f) * float(image.width) - 0.5f;
    const float y = (1.0f - std::clamp(uv[1], 0.0f, 1.0f)) * float(image.height) - 0.5f;
    const int left = int(std::floor(x)), top = int(std::floor(y));
    const auto texel = [&](int column, int row) {
        return valueOf(image.at(std::clamp(column, 0, image.width - 1), std::clamp(row, 0, image.height - 1)));
    };
    const float right = x - float(left);
    return blend(blend(texel(left, top), texel(left + 1, top), right),
                 blend(texel(left, top + 1), texel(left + 1, top + 1), right), y - float(top));
}

Vec3f TextureSampler::sample(const std::array<float, 2>& uv, float texels) const {
    const float wanted = std::clamp(std::log2(std::max(texels, 1.0f)), 0.0f, float(m_smaller.size()));
    const auto finer = std::size_t(wanted);
    const float share = wanted - float(finer);
    const Vec3f value = sampleLevel(finer, uv);
    return share > 0.0f ? blend(value, sampleLevel(finer + 1, uv), share) : value;
}

}  // namespace espalier

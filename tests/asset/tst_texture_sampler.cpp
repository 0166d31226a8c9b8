#include <QTest>

#include "inference/asset/srgb.h"
#include "inference/asset/texture_sampler.h"

using namespace espalier;

namespace {

ImageBuffer filled(int width, int height, const std::function<int(int, int)>& grey) {
    ImageBuffer image(width, height, 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            std::fill_n(image.at(x, y), 3, std::uint8_t(grey(x, y)));
    return image;
}

}  // namespace

class TestTextureSampler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void texelIsExact_atItsCentre() {
        const ImageBuffer image = filled(4, 2, [](int x, int y) { return 10 + 50 * x + 7 * y; });
        const TextureSampler sampler(image, TextureSampler::Values::Linear);
        for (int y = 0; y < 2; ++y)
            for (int x = 0; x < 4; ++x) {
                // v grows upwards, rows downwards.
                const Vec3f value = sampler.sample({(x + 0.5f) / 4, 1.0f - (y + 0.5f) / 2}, 1.0f);
                QVERIFY(std::abs(value[0] * 255.0f - image.at(x, y)[0]) < 1e-3f);
            }
    }

    void valuesBlend_betweenTexels_inLinearLight() {
        const ImageBuffer image = filled(2, 1, [](int x, int) { return 255 * x; });
        const TextureSampler colors(image, TextureSampler::Values::Srgb);
        QVERIFY(std::abs(colors.sample({0.5f, 0.5f}, 1.0f)[0] - 0.5f) < 1e-6f);
        const ImageBuffer grey = filled(1, 1, [](int, int) { return 188; });
        QVERIFY(std::abs(TextureSampler(grey, TextureSampler::Values::Srgb).sample({0, 0}, 1.0f)[1] - 0.5029f) < 1e-3f);
        QVERIFY(std::abs(TextureSampler(grey, TextureSampler::Values::Linear).sample({0, 0}, 1.0f)[1] - 0.7373f) <
                1e-3f);
    }

    void lastTexelGoesOn_beyondTheEdge() {
        const ImageBuffer image = filled(4, 4, [](int x, int y) { return 60 * x + y; });
        const TextureSampler sampler(image, TextureSampler::Values::Linear);
        QCOMPARE(sampler.sample({-3.0f, 2.0f}, 1.0f)[0], 0.0f);
        QVERIFY(std::abs(sampler.sample({7.0f, -1.0f}, 1.0f)[0] * 255.0f - 183.0f) < 1e-3f);
    }

    /// A checkerboard seen from afar is the light's mean, not whichever texel a sample happens to meet.
    void fineDetailBecomesItsMean_data() {
        QTest::addColumn<float>("texels");
        for (const float texels : {2.0f, 3.0f, 5.5f, 64.0f, 1e6f})
            QTest::addRow("%g texels", double(texels)) << texels;
    }
    void fineDetailBecomesItsMean() {
        QFETCH(float, texels);
        const ImageBuffer image = filled(64, 64, [](int x, int y) { return (x + y) % 2 * 255; });
        const TextureSampler sampler(image, TextureSampler::Values::Srgb);
        for (const float place : {0.1f, 0.33f, 0.5f, 0.77f})
            QVERIFY(std::abs(sampler.sample({place, 1.0f - place}, texels)[2] - 0.5f) < 0.005f);
    }

    void sharpnessFades_asTexelsShrink() {
        const ImageBuffer image = filled(64, 64, [](int x, int) { return x / 2 % 2 * 255; });  // stripes of two texels
        const TextureSampler sampler(image, TextureSampler::Values::Linear);
        float before = 1.0f;
        for (const float texels : {1.0f, 2.5f, 3.0f, 3.5f, 4.0f}) {
            const float dark = sampler.sample({33.0f / 64, 0.5f}, texels)[0];
            const float bright = sampler.sample({35.0f / 64, 0.5f}, texels)[0];
            QVERIFY(bright - dark < before + 1e-6f);
            before = bright - dark;
        }
        QVERIFY(std::abs(before) < 0.01f);
    }

    void oddAndNarrowPicturesWork() {
        for (const auto& [width, height] : {std::pair(5, 3), std::pair(1, 7), std::pair(9, 1), std::pair(1, 1)}) {
            const ImageBuffer image = filled(width, height, [](int, int) { return 77; });
            const TextureSampler sampler(image, TextureSampler::Values::Linear);
            for (const float texels : {1.0f, 2.0f, 100.0f})
                QVERIFY(std::abs(sampler.sample({0.4f, 0.6f}, texels)[0] * 255.0f - 77.0f) < 1e-3f);
        }
    }
};

QTEST_APPLESS_MAIN(TestTextureSampler)
#include "tst_texture_sampler.moc"

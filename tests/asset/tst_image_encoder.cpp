#include <QElapsedTimer>
#include <QImage>
#include <QImageReader>
#include <QRandomGenerator>
#include <QTest>
#include <cmath>
#include <thread>

#include "inference/asset/image_encoder.h"
#include "inference/base/error.h"
#include "tests/support/failure.h"

using namespace espalier;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// Colours that change slowly, as on most surfaces.
ImageBuffer smooth(int width, int height, int channels) {
    ImageBuffer image(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                image.at(x, y)[c] = std::uint8_t(128 + 110 * std::sin(0.02 * (c + 1) * x + 0.03 * y + c));
    return image;
}

/// Nothing follows from its neighbours, so every predictor and every byte is put to use.
ImageBuffer noise(int width, int height, int channels) {
    ImageBuffer image(width, height, channels);
    QRandomGenerator random(7);
    for (auto& value : image.pixels)
        value = std::uint8_t(random.generate() >> 24);
    return image;
}

/// Decoded by Qt, which shares no code with our encoders.
ImageBuffer decoded(const Bytes& bytes, const char* format, int channels) {
    QImage picture = QImage::fromData(bytes.data(), int(bytes.size()), format);
    picture.convertTo(channels == 1   ? QImage::Format_Grayscale8
                      : channels == 3 ? QImage::Format_RGB888
                                      : QImage::Format_RGBA8888);
    ImageBuffer image(picture.width(), picture.height(), channels);
    for (int y = 0; y < image.height; ++y)
        std::copy_n(picture.constScanLine(y), std::size_t(image.width) * channels, image.at(0, y));
    return image;
}

int worstDifference(const ImageBuffer& a, const ImageBuffer& b) {
    if (a.pixels.size() != b.pixels.size() || a.width != b.width) return 256;
    int worst = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        worst = std::max(worst, std::abs(int(a.pixels[i]) - int(b.pixels[i])));
    return worst;
}

}  // namespace

class TestImageEncoder : public QObject {
    Q_OBJECT

    static void addFormatRows() {
        QTest::addColumn<ImageFormat>("format");
        QTest::newRow("png") << ImageFormat::Png;
        QTest::newRow("jpeg") << ImageFormat::Jpeg;
        QTest::newRow("webp") << ImageFormat::WebP;
    }

    static bool qtReads(const char* format) { return QImageReader::supportedImageFormats().contains(format); }

private Q_SLOTS:
    void pngIsExact_data() {
        QTest::addColumn<ImageBuffer>("image");
        for (const int channels : {1, 3, 4}) {
            QTest::addRow("smooth, %d channels", channels) << smooth(200, 130, channels);
            QTest::addRow("noise, %d channels", channels) << noise(61, 37, channels);
            QTest::addRow("one pixel, %d channels", channels) << noise(1, 1, channels);
            QTest::addRow("one column, %d channels", channels) << noise(1, 50, channels);
        }
        // Does not compress, so that the data needs a second IDAT chunk.
        QTest::newRow("17 MB of noise") << noise(2600, 2200, 3);
    }
    void pngIsExact() {
        QFETCH(ImageBuffer, image);
        const Bytes bytes = encodeImage(image, ImageFormat::Png, ImageContent::Color);
        QCOMPARE(worstDifference(decoded(bytes, "PNG", image.channels), image), 0);
    }

    void pngCompresses() {
        const ImageBuffer image = smooth(512, 512, 3);
        QVERIFY(encodeImage(image, ImageFormat::Png, ImageContent::Color).size() < image.pixels.size() / 3);
    }

    void jpegStaysClose_data() {
        QTest::addColumn<int>("channels");
        QTest::newRow("grey") << 1;
        QTest::newRow("RGB") << 3;
        QTest::newRow("RGBA loses its alpha") << 4;
    }
    void jpegStaysClose() {
        QFETCH(int, channels);
        const ImageBuffer image = smooth(200, 130, channels);
        const Bytes bytes = encodeImage(image, ImageFormat::Jpeg, ImageContent::Color);
        ImageBuffer back = decoded(bytes, "JPEG", channels);
        if (channels == 4) {
            for (std::size_t i = 3; i < back.pixels.size(); i += 4) {
                QCOMPARE(int(back.pixels[i]), 255);
                back.pixels[i] = image.pixels[i];
            }
        }
        QVERIFY2(worstDifference(back, image) <= 5, qPrintable(QString::number(worstDifference(back, image))));
    }

    /// Halved colour resolution would mix the two sides of a chart's border.
    void jpegKeepsColoursToTheirSideOfAnEdge() {
        ImageBuffer image(63, 32, 3);
        for (int y = 0; y < image.height; ++y)
            for (int x = 0; x < image.width; ++x)
                image.at(x, y)[x < 31 ? 0 : 2] = 200;
        const auto back = decoded(encodeImage(image, ImageFormat::Jpeg, ImageContent::Color), "JPEG", 3);
        QVERIFY2(worstDifference(back, image) <= 24, qPrintable(QString::number(worstDifference(back, image))));
    }

    void webpIsExact_forData_data() {
        QTest::addColumn<ImageBuffer>("image");
        QTest::newRow("smooth") << smooth(200, 130, 3);
        QTest::newRow("noise") << noise(61, 37, 3);
        QTest::newRow("one pixel") << noise(1, 1, 3);
        ImageBuffer clear = noise(61, 37, 4);
        for (std::size_t i = 3; i < clear.pixels.size(); i += 8)
            clear.pixels[i] = 0;
        QTest::newRow("alpha, and colours where nothing is seen") << clear;
    }
    void webpIsExact_forData() {
        if (!qtReads("webp")) QSKIP("needs Qt's WebP plugin");
        QFETCH(ImageBuffer, image);
        const Bytes bytes = encodeImage(image, ImageFormat::WebP, ImageContent::Data);
        QCOMPARE(worstDifference(decoded(bytes, "WEBP", image.channels), image), 0);
    }

    void webpStaysClose_forColours() {
        if (!qtReads("webp")) QSKIP("needs Qt's WebP plugin");
        const ImageBuffer image = smooth(200, 130, 4);
        const Bytes bytes = encodeImage(image, ImageFormat::WebP, ImageContent::Color);
        const ImageBuffer back = decoded(bytes, "WEBP", 4);
        double squares = 0.0;
        for (std::size_t i = 0; i < image.pixels.size(); ++i) {
            const double difference = double(back.pixels[i]) - image.pixels[i];
            if (i % 4 == 3) QCOMPARE(difference, 0.0);
            squares += difference * difference;
        }
        const double psnr = 10 * std::log10(255.0 * 255.0 * double(image.pixels.size()) / squares);
        qInfo("%.1f dB", psnr);
        QVERIFY(psnr > 40.0);
    }

    void equalPicturesGiveEqualBytes_data() { addFormatRows(); }
    void equalPicturesGiveEqualBytes() {
        QFETCH(ImageFormat, format);
        const ImageBuffer image = smooth(300, 200, 3);
        const Bytes first = encodeImage(image, format, ImageContent::Color);
        QVERIFY(!first.empty());
        QVERIFY(encodeImage(image, format, ImageContent::Color) == first);
    }

    void cancelStopsAtOnce_data() { addFormatRows(); }
    void cancelStopsAtOnce() {
        QFETCH(ImageFormat, format);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            encodeImage(smooth(64, 64, 3), format, ImageContent::Color, RunContext(stop.get_token())), Cancelled);
    }

    /// JPEG is a single call of a tenth of a second; the other two take longer and stop on their way.
    void cancelStopsMidway_data() {
        QTest::addColumn<ImageFormat>("format");
        QTest::newRow("png") << ImageFormat::Png;
        QTest::newRow("webp") << ImageFormat::WebP;
    }
    void cancelStopsMidway() {
        QFETCH(ImageFormat, format);
        const ImageBuffer image = noise(3000, 3000, 3);
        std::stop_source stop;
        std::jthread stopper([&stop] {
            QTest::qSleep(60);
            stop.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        QVERIFY_EXCEPTION_THROWN(encodeImage(image, format, ImageContent::Data, RunContext(stop.get_token())),
                                 Cancelled);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }

    void tooLargePictureIsAnError_data() {
        QTest::addColumn<ImageFormat>("format");
        QTest::addColumn<int>("width");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("jpeg") << ImageFormat::Jpeg << 70000 << "Choose smaller textures, or PNG.";
        QTest::newRow("webp") << ImageFormat::WebP << 16384
                              << "Choose smaller textures (WebP ends at 16383 pixels), or PNG.";
    }
    void tooLargePictureIsAnError() {
        QFETCH(ImageFormat, format);
        QFETCH(int, width);
        const Error error =
            test::failureOf([&] { encodeImage(ImageBuffer(width, 2, 3), format, ImageContent::Color); });
        QCOMPARE(error.code(), ErrorCode::FileWrite);
        QTEST(QString::fromStdString(error.hint()), "remedy");
    }

    void brokenPictureIsAnError_data() { addFormatRows(); }
    void brokenPictureIsAnError() {
        QFETCH(ImageFormat, format);
        ImageBuffer cut = smooth(8, 8, 3);
        cut.pixels.pop_back();
        for (const auto& image : {ImageBuffer(), cut, ImageBuffer(8, 8, 2)})
            QCOMPARE(test::failureOf([&] { encodeImage(image, format, ImageContent::Color); }).code(),
                     ErrorCode::Internal);
    }
};

QTEST_GUILESS_MAIN(TestImageEncoder)
#include "tst_image_encoder.moc"

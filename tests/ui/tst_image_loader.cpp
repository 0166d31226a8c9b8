#include <zlib.h>

#include <QBuffer>
#include <QColorSpace>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>
#include <fstream>

#include "inference/base/error.h"
#include "ui/image_loader.h"

using namespace espalier;

namespace {

const QColor kRed(200, 48, 32);

QByteArray encode(const QImage& image, const char* format, int quality = -1) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, format, quality)) qFatal("cannot write %s", format);
    return bytes;
}

QImage filled(QSize size, QImage::Format format, const QColor& colour = kRed) {
    QImage image(size, format);
    image.fill(colour);
    return image;
}

/// All pixels have the second colour of the table.
QImage palette(QImage::Format format, const QColor& colour) {
    QImage image({32, 24}, format);
    image.setColorTable({qRgb(0, 0, 0), colour.rgba()});
    image.fill(1);
    return image;
}

/// A JPEG of 40 x 20 whose left half is red and whose EXIF block says how it is to be turned.
QByteArray orientedJpeg(quint16 orientation) {
    QImage image = filled({40, 20}, QImage::Format_RGB32, Qt::blue);
    QPainter(&image).fillRect(0, 0, 20, 20, Qt::red);
    // APP1 of 34 bytes: big-endian TIFF with the single entry 0x0112 (orientation), a short.
    QByteArray exif(
        "\xff\xe1\x00\x22"
        "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01",
        28);
    exif.append(char(orientation >> 8)).append(char(orientation)).append(QByteArray(6, '\0'));
    QByteArray jpeg = encode(image, "jpg", 95);
    return jpeg.insert(2, exif);
}

void appendChunk(QFile& file, const QByteArray& type, const QByteArray& data) {
    const QByteArray body = type + data;
    char word[4];
    qToBigEndian(quint32(data.size()), word);
    file.write(word, 4);
    file.write(body);
    qToBigEndian(quint32(crc32(0, reinterpret_cast<const Bytef*>(body.constData()), uInt(body.size()))), word);
    file.write(word, 4);
}

/// Writes an RGB(A) PNG row by row, so that the test itself never holds it whole.
void writeHugePng(const QString& path, int side, int bitDepth, int channels) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\x89PNG\r\n\x1a\n", 8);
    QByteArray header(13, '\0');
    qToBigEndian(quint32(side), header.data());
    qToBigEndian(quint32(side), header.data() + 4);
    header[8] = char(bitDepth);
    header[9] = channels == 4 ? 6 : 2;
    appendChunk(file, "IHDR", header);

    QByteArray row(1 + qsizetype(side) * channels * bitDepth / 8, '\x80');
    row[0] = 0;
    QByteArray out(1 << 16, '\0');
    z_stream stream{};
    QCOMPARE(deflateInit(&stream, 1), Z_OK);
    for (int y = 0; y < side; ++y) {
        stream.next_in = reinterpret_cast<Bytef*>(row.data());
        stream.avail_in = uInt(row.size());
        const bool last = y + 1 == side;
        int status = Z_OK;
        do {
            stream.next_out = reinterpret_cast<Bytef*>(out.data());
            stream.avail_out = uInt(out.size());
            status = deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
            if (const auto made = out.size() - qsizetype(stream.avail_out)) appendChunk(file, "IDAT", out.left(made));
        } while (stream.avail_in > 0 || (last && status != Z_STREAM_END));
    }
    deflateEnd(&stream);
    appendChunk(file, "IEND", {});
}

/// Peak resident set in MiB since resetPeak().
double peakMiB() {
    std::ifstream status("/proc/self/status");
    std::string key;
    while (status >> key) {
        if (key == "VmHWM:") {
            double kib = 0.0;
            status >> kib;
            return kib / 1024.0;
        }
    }
    return 0.0;
}

void resetPeak() {
    std::ofstream("/proc/self/clear_refs") << 5;
}

}  // namespace

class TestImageLoader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelsAreExact_whenPictureIsPng();
    void colourComesThrough_data();
    void colourComesThrough();
    void pictureIsTurned_whenExifSaysSo();
    void firstFrameIsTaken_whenGifIsAnimated();
    void failureNamesFileAndRemedy_data();
    void failureNamesFileAndRemedy();
    void clipboardPictureFails_whenNull();
    void wideGamutIsConverted();
    void hugePictureIsScaled_data();
    void hugePictureIsScaled();
    void hugePictureIsRefused_whenItsDecoderNeedsAllOfIt();

private:
    QTemporaryDir m_dir;
};

void TestImageLoader::pixelsAreExact_whenPictureIsPng() {
    QImage image({7, 5}, QImage::Format_RGBA8888);  // 7 * 3 is no multiple of four: rows of a QImage are padded
    for (int y = 0; y < 5; ++y)
        for (int x = 0; x < 7; ++x)
            image.setPixelColor(x, y, QColor(x * 30, y * 40, x * y, 20 + x));
    for (const QImage& source : {image, image.convertToFormat(QImage::Format_RGB888)}) {
        const ImageBuffer buffer = loadImage(encode(source, "png"), "memory.png");
        QCOMPARE(buffer.channels, source.hasAlphaChannel() ? 4 : 3);
        QCOMPARE(toQImage(buffer), source);
    }
}

void TestImageLoader::colourComesThrough_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("channels");
    QTest::addColumn<QColor>("expected");
    QTest::addColumn<int>("tolerance");
    const QSize size(32, 24);
    const QColor half(200, 48, 32, 128);
    const auto row = [](const char* name, const QByteArray& bytes, int channels, const QColor& expected,
                        int tolerance) { QTest::newRow(name) << bytes << channels << expected << tolerance; };
    row("png 16-bit RGB", encode(filled(size, QImage::Format_RGBX64), "png"), 3, kRed, 0);
    row("png 16-bit RGBA", encode(filled(size, QImage::Format_RGBA64, half), "png"), 4, half, 0);
    row("png palette", encode(palette(QImage::Format_Indexed8, kRed), "png"), 3, kRed, 0);
    row("png palette with alpha", encode(palette(QImage::Format_Indexed8, half), "png"), 4, half, 0);
    row("png grey", encode(filled(size, QImage::Format_Grayscale8, QColor(90, 90, 90)), "png"), 3, QColor(90, 90, 90),
        0);
    row("png grey 16-bit", encode(filled(size, QImage::Format_Grayscale16, QColor(90, 90, 90)), "png"), 3,
        QColor(90, 90, 90), 0);
    row("png one bit", encode(palette(QImage::Format_Mono, Qt::white), "png"), 3, Qt::white, 0);
    row("jpeg", encode(filled(size, QImage::Format_RGB32), "jpg", 95), 3, kRed, 3);
    row("bmp", encode(filled(size, QImage::Format_RGB32), "bmp"), 3, kRed, 0);
    row("webp", encode(filled(size, QImage::Format_ARGB32, half), "webp", 100), 4, half, 3);
    row("tiff", encode(filled(size, QImage::Format_ARGB32, half), "tiff"), 4, half, 1);
    row("one pixel", encode(filled({1, 1}, QImage::Format_RGB888), "png"), 3, kRed, 0);
    QFile cmyk(QStringLiteral(ESPALIER_SOURCE_DIR "/tests/data/images/cmyk.jpg"));
    QVERIFY(cmyk.open(QIODevice::ReadOnly));
    row("jpeg CMYK", cmyk.readAll(), 3, kRed, 12);
}

void TestImageLoader::colourComesThrough() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, channels);
    QFETCH(QColor, expected);
    QFETCH(int, tolerance);
    const ImageBuffer buffer = loadImage(bytes, "picture");
    QCOMPARE(buffer.channels, channels);
    const std::uint8_t* pixel = buffer.at(buffer.width / 2, buffer.height / 2);
    const int wanted[] = {expected.red(), expected.green(), expected.blue(), expected.alpha()};
    for (int c = 0; c < channels; ++c)
        QVERIFY2(std::abs(pixel[c] - wanted[c]) <= tolerance,
                 qPrintable(QStringLiteral("channel %1: %2, not %3").arg(c).arg(pixel[c]).arg(wanted[c])));
}

void TestImageLoader::pictureIsTurned_whenExifSaysSo() {
    const QImage upright = toQImage(loadImage(orientedJpeg(1), "upright.jpg"));
    QCOMPARE(upright.size(), QSize(40, 20));
    QVERIFY(upright.pixelColor(5, 10).red() > 200);
    const QImage turned = toQImage(loadImage(orientedJpeg(6), "turned.jpg"));  // 6: turn by 90 degrees clockwise
    QCOMPARE(turned.size(), QSize(20, 40));
    QVERIFY(turned.pixelColor(10, 5).red() > 200);  // what was left is now on top
    QVERIFY(turned.pixelColor(10, 35).blue() > 200);
}

void TestImageLoader::firstFrameIsTaken_whenGifIsAnimated() {
    const auto frame = [](char colour) {  // one pixel of palette entry `colour`
        return QByteArray("\x2c\0\0\0\0\1\0\1\0\0\2\2", 12) +
               (colour ? QByteArray("\x4c\1", 2) : QByteArray("\x44\1", 2)) + QByteArray("\0", 1);
    };
    const QByteArray gif = QByteArray("GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\xff", 19) + frame(0) + frame(1) + ";";
    const ImageBuffer buffer = loadImage(gif, "animated.gif");
    QCOMPARE(int(buffer.at(0, 0)[0]), 255);
    QCOMPARE(int(buffer.at(0, 0)[2]), 0);
}

void TestImageLoader::failureNamesFileAndRemedy_data() {
    QTest::addColumn<QString>("fileName");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("text") << "notes.png" << QByteArray("this is no picture at all\n");
    QTest::newRow("empty file") << "empty.png" << QByteArray("");
    QTest::newRow("missing") << "missing.png" << QByteArray();
    QImage noise({64, 64}, QImage::Format_RGB32);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x)
            noise.setPixel(x, y, qRgb(x * 37 % 256, y * 91 % 256, (x * y) % 256));
    QTest::newRow("cut short") << "short.png" << encode(noise, "png").left(60);
}

void TestImageLoader::failureNamesFileAndRemedy() {
    QFETCH(QString, fileName);
    QFETCH(QByteArray, content);
    const QString path = m_dir.filePath(fileName);
    if (!content.isNull()) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    try {
        loadImage(path);
        QFAIL("no failure was reported");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::ImageUnreadable);
        QVERIFY2(QString::fromUtf8(error.what()).contains(fileName), error.what());
        QVERIFY(!error.hint().empty());
    }
}

void TestImageLoader::clipboardPictureFails_whenNull() {
    QVERIFY_THROWS_EXCEPTION(Error, toImageBuffer(QImage()));
}

void TestImageLoader::wideGamutIsConverted() {
    QImage image = filled({4, 4}, QImage::Format_RGB32, QColor(120, 180, 60));
    image.setColorSpace(QColorSpace(QColorSpace::AdobeRgb));
    const ImageBuffer buffer = loadImage(encode(image, "png"), "adobe.png");
    QVERIFY(buffer.at(0, 0)[0] < 110);  // the same green in sRGB has less red
    image.setColorSpace(QColorSpace(QColorSpace::SRgb));
    QCOMPARE(int(loadImage(encode(image, "png"), "srgb.png").at(0, 0)[0]), 120);
}

void TestImageLoader::hugePictureIsScaled_data() {
    QTest::addColumn<QString>("fileName");
    QTest::addColumn<int>("channels");
    QTest::addColumn<double>("memoryMiB");
    QTest::newRow("png RGBA") << "rgba.png" << 4 << 400.0;
    QTest::newRow("png RGB") << "rgb.png" << 3 << 400.0;
    QTest::newRow("jpeg") << "grey.jpg" << 1 << 400.0;
    QTest::newRow("png grey") << "grey.png" << 1 << 700.0;  // decoded whole, 400 MB, then reduced in bands
}

void TestImageLoader::hugePictureIsScaled() {
    QFETCH(QString, fileName);
    QFETCH(int, channels);
    QFETCH(double, memoryMiB);
    const QString path = m_dir.filePath(fileName);
    constexpr int kSide = 20000;
    if (channels == 1)
        QVERIFY(filled({kSide, kSide}, QImage::Format_Grayscale8, QColor(128, 128, 128)).save(path));
    else
        writeHugePng(path, kSide, 8, channels);
    resetPeak();
    const double before = peakMiB();
    const ImageBuffer buffer = loadImage(path);
    const double cost = peakMiB() - before;
    qInfo("%s: %.0f MiB more at the peak", qPrintable(fileName), cost);
    QCOMPARE(buffer.width, buffer.height);
    QVERIFY(buffer.width <= kScaledSide && buffer.width > kScaledSide * 3 / 4);
    QVERIFY(std::abs(buffer.at(2000, 3000)[0] - 128) <= 1);
    QVERIFY(cost < memoryMiB);
}

void TestImageLoader::hugePictureIsRefused_whenItsDecoderNeedsAllOfIt() {
    const QString path = m_dir.filePath("deep.png");
    writeHugePng(path, 20000, 16, 4);  // 3.2 GB when decoded
    try {
        loadImage(path);
        QFAIL("no failure was reported");
    } catch (const Error& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains("20000 x 20000"), error.what());
        QVERIFY(!error.hint().empty());
    }
}

QTEST_GUILESS_MAIN(TestImageLoader)
#include "tst_image_loader.moc"

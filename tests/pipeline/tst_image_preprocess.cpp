#include <QElapsedTimer>
#include <QtTest>

#include "inference/base/error.h"
#include "inference/pipeline/image_preprocess.h"

using namespace espalier;

class TestImagePreprocess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void resizeEqualsPillow_whenGrowing();
    void resizeEqualsPillow_whenShrinking();
    void resizeHidesTheColourOfTransparentPixels();
    void resizeKeepsPixels_whenSizeIsTheSame();
    void resizeRefuses_sizeBelowOne();
    void crop_roundsHalfToEven();
    void composite_truncates();
    void prepare_failsClearly_data();
    void prepare_failsClearly();
    void prepare_cutsOutPlainBackground_withoutAlpha();
    void prepare_usesWholePicture_whenBackgroundIsNotPlain();
    void prepare_isBounded_whenPictureIsHuge();
    void prepare_stops_whenCancelled();
};

namespace {

ImageBuffer filled(int width, int height, std::array<std::uint8_t, 4> rgba) {
    ImageBuffer image(width, height, 4);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = rgba[i % 4];
    return image;
}

void paint(ImageBuffer& image, int left, int top, int right, int bottom, std::array<std::uint8_t, 4> rgba) {
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            std::copy_n(rgba.begin(), image.channels, image.at(x, y));
}

/// Column of reds; all rows and channels of the test pictures are alike.
std::vector<int> redRow(const ImageBuffer& image, int y = 0) {
    std::vector<int> row;
    for (int x = 0; x < image.width; ++x)
        row.push_back(image.at(x, y)[0]);
    return row;
}

ImageBuffer rowOf(const std::vector<std::uint8_t>& values) {
    ImageBuffer image(int(values.size()), 1, 3);
    for (std::size_t x = 0; x < values.size(); ++x)
        std::fill_n(image.at(int(x), 0), 3, values[x]);
    return image;
}

}  // namespace

// Expected rows are what Pillow's Image.resize(..., LANCZOS) gives.
void TestImagePreprocess::resizeEqualsPillow_whenGrowing() {
    const ImageBuffer out = resizeLanczos(rowOf({0, 255, 0, 128, 64}), 9, 1);
    QCOMPARE(redRow(out), (std::vector<int>{0, 89, 246, 164, 0, 48, 133, 94, 52}));
}

void TestImagePreprocess::resizeEqualsPillow_whenShrinking() {
    std::vector<std::uint8_t> ramp;
    for (int i = 0; i < 40; ++i)
        ramp.push_back(std::uint8_t(i * i * 7 % 256));
    QCOMPARE(redRow(resizeLanczos(rowOf(ramp), 7, 1)), (std::vector<int>{70, 158, 123, 145, 130, 139, 123}));
}

void TestImagePreprocess::resizeHidesTheColourOfTransparentPixels() {
    ImageBuffer image = filled(64, 64, {255, 0, 0, 0});
    paint(image, 16, 16, 48, 48, {0, 200, 0, 255});
    const ImageBuffer out = resizeLanczos(image, 20, 20);
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 20; ++x)
            QVERIFY(out.at(x, y)[0] == 0 || out.at(x, y)[3] == 0);
}

void TestImagePreprocess::resizeKeepsPixels_whenSizeIsTheSame() {
    const ImageBuffer image = filled(5, 4, {10, 20, 30, 7});
    QCOMPARE(resizeLanczos(image, 5, 4).pixels, image.pixels);
}

void TestImagePreprocess::resizeRefuses_sizeBelowOne() {
    QVERIFY_EXCEPTION_THROWN(resizeLanczos(filled(4, 4, {}), 0, 3), Error);
}

void TestImagePreprocess::crop_roundsHalfToEven() {
    // Columns 3..8: centre 5.5, half the side 2 -> [3.5, 7.5] -> [4, 8]. Rows 1..6: centre 3.5 -> [1.5, 5.5] -> [2, 6].
    ImageBuffer image = filled(20, 20, {0, 0, 0, 0});
    paint(image, 3, 1, 9, 7, {9, 9, 9, 255});
    const ObjectSquare square = objectSquare(image);
    QCOMPARE(square.object, (std::array<int, 4>{3, 1, 8, 6}));
    QCOMPARE(square.exact, (std::array<double, 4>{3.5, 1.5, 7.5, 5.5}));
    QCOMPARE(square.rounded, (std::array<int, 4>{4, 2, 8, 6}));
}

void TestImagePreprocess::composite_truncates() {
    ImageBuffer image = filled(12, 12, {100, 50, 200, 205});
    image.at(0, 0)[3] = 0;
    const PreparedImage prepared = prepareImage(image);
    QCOMPARE(prepared.image.channels, 3);
    const std::uint8_t* pixel = prepared.image.at(5, 5);
    QCOMPARE(int(pixel[0]), 80);   // 100 * 205 / 255 = 80.39
    QCOMPARE(int(pixel[1]), 40);   // 40.2
    QCOMPARE(int(pixel[2]), 160);  // 160.8
}

void TestImagePreprocess::prepare_failsClearly_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("alpha");
    QTest::newRow("no pixels") << 0 << 0 << 255;
    QTest::newRow("all transparent") << 8 << 8 << 0;
    QTest::newRow("nearly transparent") << 8 << 8 << 204;
    QTest::newRow("1x1 opaque") << 1 << 1 << 255;
    QTest::newRow("1x1 transparent") << 1 << 1 << 0;
    QTest::newRow("a hair") << 1 << 5000 << 255;
}

void TestImagePreprocess::prepare_failsClearly() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(int, alpha);
    try {
        prepareImage(filled(width, height, {1, 2, 3, std::uint8_t(alpha)}));
        QFAIL("did not throw");
    } catch (const Error& error) {
        QCOMPARE(int(error.code()), int(ErrorCode::ImageUnreadable));
        QVERIFY(!error.hint().empty());
    }
}

void TestImagePreprocess::prepare_cutsOutPlainBackground_withoutAlpha() {
    ImageBuffer image = filled(100, 80, {250, 250, 248, 255});
    paint(image, 30, 20, 60, 60, {200, 30, 30, 255});
    const PreparedImage prepared = prepareImage(image);
    QCOMPARE(int(prepared.cutOut), int(CutOut::PlainBackground));
    QCOMPARE(prepared.image.width, 38);  // side 39 of the object's 30 x 40 box, halved down
    QCOMPARE(int(prepared.image.at(0, 10)[0]), 0);
    QVERIFY(prepared.image.at(19, 19)[0] >= 199);
}

void TestImagePreprocess::prepare_usesWholePicture_whenBackgroundIsNotPlain() {
    ImageBuffer image(60, 60, 3);
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 60; ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y)[c] = std::uint8_t((x * 53 + y * 91 + c * 40) % 256);
    const PreparedImage prepared = prepareImage(image);
    QCOMPARE(int(prepared.cutOut), int(CutOut::None));
    QCOMPARE(prepared.image.width, 58);
}

void TestImagePreprocess::prepare_isBounded_whenPictureIsHuge() {
    ImageBuffer image = filled(20000, 20000, {0, 0, 0, 0});
    paint(image, 5000, 6000, 15000, 14000, {10, 200, 30, 255});
    QElapsedTimer timer;
    timer.start();
    const PreparedImage prepared = prepareImage(image);
    QVERIFY2(timer.elapsed() < 120000, qPrintable(QString("%1 ms").arg(timer.elapsed())));  // 3 s on an idle core
    QVERIFY(std::abs(prepared.image.width - 510) <= 2);
    QVERIFY(prepared.image.at(255, 255)[1] >= 199);
}

void TestImagePreprocess::prepare_stops_whenCancelled() {
    std::stop_source source;
    source.request_stop();
    QVERIFY_EXCEPTION_THROWN(prepareImage(filled(3000, 3000, {1, 1, 1, 254}), RunContext(source.get_token())),
                             Cancelled);
}

QTEST_APPLESS_MAIN(TestImagePreprocess)
#include "tst_image_preprocess.moc"

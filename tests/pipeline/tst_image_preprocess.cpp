#include <QElapsedTimer>
#include <QtTest>

#include "inference/base/error.h"
#include "inference/pipeline/background_removal.h"
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
    void prepare_findsTheObject_inFrontOfAnyBackground();
    void prepare_usesWholePicture_whenTheBackgroundIsKept();
    void findObject_followsMarks();
    void findObject_stops_whenCancelled();
    void findObject_findsNone_inOneColour();
    void alphaIsASoftStep_atTheThreshold();
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

constexpr int kDiscX = 170, kDiscY = 100, kDiscRadius = 55;

bool isInDisc(int x, int y) {
    return (x - kDiscX) * (x - kDiscX) + (y - kDiscY) * (y - kDiscY) < kDiscRadius * kDiscRadius;
}

/// A reddish disc in front of a wall with a shadow and a pattern, both of many shades.
ImageBuffer discOnWall() {
    ImageBuffer image(320, 200, 3);
    std::uint32_t state = 1;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            state = state * 1664525u + 1013904223u;
            const int grain = int(state >> 28), shade = x / 3 + (y / 9 % 2) * 20;
            const std::array<int, 3> wall{60 + shade + grain, 90 + shade / 2 + grain, 110 - shade / 2 + grain};
            const std::array<int, 3> disc{170 + x / 8 + grain, 40 + y / 4 + grain, 40 + grain};
            for (std::size_t c = 0; c < 3; ++c)
                image.at(x, y)[c] = std::uint8_t(isInDisc(x, y) ? disc[c] : wall[c]);
        }
    return image;
}

/// Intersection over union of the disc and what is opaque.
double likeness(const ImageBuffer& rgba) {
    int both = 0, either = 0;
    for (int y = 0; y < rgba.height; ++y)
        for (int x = 0; x < rgba.width; ++x) {
            const bool opaque = rgba.at(x, y)[3] > 127;
            both += opaque && isInDisc(x, y);
            either += opaque || isInDisc(x, y);
        }
    return double(both) / either;
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

void TestImagePreprocess::prepare_findsTheObject_inFrontOfAnyBackground() {
    if (!canFindObject()) QSKIP("needs OpenCV");
    const ImageBuffer image = discOnWall();
    CutOut cutOut{};
    const ImageBuffer rgba = cutOutObject(image, cutOut);
    QCOMPARE(int(cutOut), int(CutOut::Found));
    QVERIFY2(likeness(rgba) > 0.97, qPrintable(QString("likeness %1").arg(likeness(rgba))));
    QVERIFY(cutOutObject(image, cutOut).pixels == rgba.pixels);
    QCOMPARE(prepareImage(image).image.pixels, prepareImage(rgba).image.pixels);  // what is shown is what is used
}

void TestImagePreprocess::prepare_usesWholePicture_whenTheBackgroundIsKept() {
    for (const ImageBuffer& image : {discOnWall(), filled(60, 60, {250, 250, 248, 255})}) {
        const PreparedImage prepared = prepareImage(image, {}, true);
        QCOMPARE(int(prepared.cutOut), int(CutOut::None));
        QCOMPARE(prepared.image.width, (image.width - 1) / 2 * 2);
        QCOMPARE(int(prepareImageV1(image, {}, true).cutOut), int(CutOut::None));
    }
}

void TestImagePreprocess::findObject_followsMarks() {
    if (!canFindObject()) QSKIP("needs OpenCV");
    const ImageBuffer image = discOnWall();
    std::vector<CutOutMark> marks(std::size_t(image.width) * image.height);
    const auto at = [&](int x, int y) { return std::size_t(y) * image.width + x; };
    marks[at(5, 5)] = CutOutMark::Keep;
    for (int y = 60; y < 140; ++y)
        for (int x = kDiscX; x < kDiscX + 6; ++x)
            marks[at(x, y)] = CutOutMark::Erase;
    const auto matte = findObject(image, marks);
    QVERIFY(matte);
    QCOMPARE(int((*matte)[at(5, 5)]), 255);
    QCOMPARE(int((*matte)[at(kDiscX + 3, 100)]), 0);
    QVERIFY((*matte)[at(kDiscX + 30, 100)] > 200);
}

void TestImagePreprocess::findObject_stops_whenCancelled() {
    std::stop_source source;
    source.request_stop();
    QVERIFY_EXCEPTION_THROWN(findObject(discOnWall(), {}, RunContext(source.get_token())), Cancelled);
}

void TestImagePreprocess::findObject_findsNone_inOneColour() {
    QVERIFY(!findObject(filled(100, 80, {90, 90, 90, 255})));
    QVERIFY(!findObject(filled(3, 3, {90, 90, 90, 255})));
}

void TestImagePreprocess::alphaIsASoftStep_atTheThreshold() {
    for (int threshold : {1, kMatteThreshold, 254}) {
        QCOMPARE(int(alphaFor(0, threshold)), 0);
        QCOMPARE(int(alphaFor(255, threshold)), 255);
        for (int matte = 1; matte < 255; ++matte)
            QVERIFY(alphaFor(std::uint8_t(matte), threshold) >= alphaFor(std::uint8_t(matte - 1), threshold));
    }
    QCOMPARE(int(alphaFor(kMatteThreshold, kMatteThreshold)), 127);
    QVERIFY(alphaFor(100, 60) > 200 && alphaFor(100, 140) < 50);
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

// The view as pictures: what the dialog asks for, and what the files hold.
#include <webp/demux.h>

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QPainter>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include "inference/base/error.h"
#include "ui/turntable_export.h"
#include "ui/view_picture_dialog.h"

using namespace espalier;

namespace {

/// Half of it transparent, its colour by number.
QImage frame(int number) {
    QImage image(32, 24, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter(&image).fillRect(16, 0, 16, 24, QColor::fromHsv(number * 90, 255, 200));
    return image;
}

struct Animation {
    QList<QImage> frames{};
    QList<int> endsMs{};
    int loops = -1;
};

/// By libwebp's own decoder: Qt 6.4's reader begins with a canvas that nobody cleared, so where no frame draws it shows
/// whatever lay in that memory.
Animation readWebP(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray bytes = file.readAll();
    const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.constData()), std::size_t(bytes.size())};
    const std::unique_ptr<WebPAnimDecoder, void (*)(WebPAnimDecoder*)> decoder(WebPAnimDecoderNew(&data, nullptr),
                                                                               WebPAnimDecoderDelete);
    WebPAnimInfo info;
    if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info)) return {};
    Animation animation{.loops = int(info.loop_count)};
    const QSize size(int(info.canvas_width), int(info.canvas_height));
    std::uint8_t* pixels = nullptr;
    int endMs = 0;
    while (WebPAnimDecoderGetNext(decoder.get(), &pixels, &endMs)) {
        animation.frames << QImage(pixels, size.width(), size.height(), QImage::Format_RGBA8888).copy();
        animation.endsMs << endMs;
    }
    return animation;
}

}  // namespace

class TestTurntableExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pictureDialogAsksForWhatCanBeDone();
    void animationHasItsFrames_data();
    void animationHasItsFrames();
    void nothingStays_whenAnAnimationIsNotFinished();
    void filmFailsWithASentence_whenFfmpegFails();
};

void TestTurntableExport::pictureDialogAsksForWhatCanBeDone() {
    ViewPictureDialog picture(ViewPictureDialog::Kind::Picture, {815, 611}, nullptr);
    QCOMPARE(picture.size(), QSize(815, 611));
    QVERIFY(picture.isTransparent());
    auto* sizes = picture.findChild<QComboBox*>();
    sizes->setCurrentIndex(sizes->count() - 1);
    QCOMPARE(picture.size(), QSize(815, 611));
    picture.findChild<QSpinBox*>("pictureWidth")->setValue(1234);
    QCOMPARE(picture.size(), QSize(1234, 611));
    sizes->setCurrentIndex(sizes->findData(QSize(1920, 1080)));
    QCOMPARE(picture.size(), QSize(1920, 1080));
    QVERIFY(!picture.findChild<QSpinBox*>("pictureWidth")->isEnabled());

    const ViewPictureDialog turntable(ViewPictureDialog::Kind::Turntable, {}, nullptr);
    QCOMPARE(turntable.turntable().frames, 100);
    QCOMPARE(turntable.turntable().format, TurntableFormat::WebP);
    QVERIFY(turntable.turntable().transparent);
}

void TestTurntableExport::animationHasItsFrames_data() {
    QTest::addColumn<TurntableFormat>("format");
    QTest::newRow("WebP") << TurntableFormat::WebP;
    QTest::newRow("PNG frames") << TurntableFormat::PngFrames;
    if (isAvailable(TurntableFormat::Mp4)) QTest::newRow("MP4") << TurntableFormat::Mp4;
}

void TestTurntableExport::animationHasItsFrames() {
    QFETCH(TurntableFormat, format);
    QTemporaryDir dir;
    const QString file = dir.filePath("round." + extensionOf(format));
    const auto sink = makeFrameSink(format, file, {32, 24}, 25);
    for (int i = 0; i < 4; ++i)
        sink->add(frame(i));
    const QString first = sink->finish();
    const QStringList files = QDir(dir.path()).entryList(QDir::Files, QDir::Name);
    if (format == TurntableFormat::Mp4) {
        QFile film(first);
        QVERIFY(film.open(QIODevice::ReadOnly));
        QVERIFY(film.read(12).contains("ftyp"));
        return;
    }
    if (format == TurntableFormat::PngFrames) {
        QCOMPARE(files, QStringList({"round_0001.png", "round_0002.png", "round_0003.png", "round_0004.png"}));
        QCOMPARE(QImage(dir.filePath(files[2])).convertToFormat(QImage::Format_ARGB32_Premultiplied), frame(2));
        return;
    }
    QCOMPARE(files, QStringList("round.webp"));
    const Animation read = readWebP(first);
    QCOMPARE(read.frames.size(), 4);
    QCOMPARE(read.loops, 0);  // endless
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(read.frames[i].size(), QSize(32, 24));
        QCOMPARE(read.endsMs[i], (i + 1) * 40);
        QCOMPARE(qAlpha(read.frames[i].pixel(4, 12)), 0);
        QVERIFY(std::abs(read.frames[i].pixelColor(24, 12).hue() - i * 90) < 8);
    }
}

void TestTurntableExport::nothingStays_whenAnAnimationIsNotFinished() {
    for (const TurntableFormat format : {TurntableFormat::WebP, TurntableFormat::PngFrames, TurntableFormat::Mp4}) {
        QTemporaryDir dir;
        makeFrameSink(format, dir.filePath("round." + extensionOf(format)), {32, 24}, 25)->add(frame(0));
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList());
    }
}

void TestTurntableExport::filmFailsWithASentence_whenFfmpegFails() {
    QTemporaryDir dir;
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", dir.path().toLocal8Bit());
    QVERIFY(!isAvailable(TurntableFormat::Mp4));
    QFile program(dir.filePath("ffmpeg"));
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write("#!/bin/sh\necho no such encoder >&2\nexit 1\n");
    program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    program.close();
    QVERIFY(isAvailable(TurntableFormat::Mp4));
    const auto sink = makeFrameSink(TurntableFormat::Mp4, dir.filePath("round.mp4"), {32, 24}, 25);
    sink->add(frame(0));
    QString message;
    try {
        sink->finish();
    } catch (const Error& error) {
        message = error.what();
    }
    qputenv("PATH", path);
    QVERIFY2(message.contains("ffmpeg failed (no such encoder)"), qPrintable(message));
    QVERIFY(!QFileInfo::exists(dir.filePath("round.mp4")));
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestTurntableExport test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_turntable_export.moc"

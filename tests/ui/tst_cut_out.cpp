// Correcting a cut-out: what the sketch keeps, and the dialog by mouse and keys.
#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "tests/ui/disc_on_wall.h"
#include "ui/cut_out_canvas.h"
#include "ui/cut_out_dialog.h"
#include "ui/cut_out_sketch.h"
#include "ui/image_loader.h"

using namespace espalier;

namespace {

constexpr int kLimitMs = 60'000;

/// Half object, half background, with a slope between the two: alpha = column.
std::shared_ptr<const ImageBuffer> slope() {
    ImageBuffer image(256, 40, 4);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const std::array<int, 4> pixel{200, 100, 50, x};
            std::copy(pixel.begin(), pixel.end(), image.at(x, y));
        }
    return std::make_shared<const ImageBuffer>(std::move(image));
}

std::shared_ptr<const ImageBuffer> wall() {
    return std::make_shared<const ImageBuffer>(toImageBuffer(discOnWall().convertToFormat(QImage::Format_RGBA8888)));
}

int alphaAt(const CutOutSketch& sketch, int x, int y) {
    return sketch.shown().pixelColor(x, y).alpha();
}

void stroke(CutOutSketch& sketch, CutOutMark mark, const QPointF& from, const QPointF& to, double radius = 4) {
    sketch.beginStroke(mark);
    sketch.strokeTo(from, to, radius);
    sketch.endStroke();
}

}  // namespace

class TestCutOut : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void alphaStaysAsItIs_untilSomethingIsChanged();
    void strokesWinOverThreshold_andAreUndoneOneByOne();
    void oneDragOfTheThresholdIsOneStep();
    void pictureIsUsedWhole_untilItIsWorkedOn();
    void brushWorksByMouse_withBothButtons();
    void brushWorksByKeys();
    void objectIsFound_withMarksAsHints();
    void searchCanBeStopped();
    void undoAndRedo_byKeys();
};

void TestCutOut::alphaStaysAsItIs_untilSomethingIsChanged() {
    const auto image = slope();
    CutOutSketch sketch(image, false);
    QCOMPARE(sketch.cutOut().pixels, image->pixels);
    QVERIFY(!sketch.history().canUndo());
}

void TestCutOut::strokesWinOverThreshold_andAreUndoneOneByOne() {
    CutOutSketch sketch(slope(), false);
    stroke(sketch, CutOutMark::Erase, {200, 20}, {250, 20});
    stroke(sketch, CutOutMark::Keep, {10, 20}, {60, 20});
    QCOMPARE(alphaAt(sketch, 225, 20), 0);
    QCOMPARE(alphaAt(sketch, 225, 2), 225);  // beside the stroke
    QCOMPARE(alphaAt(sketch, 30, 20), 255);
    sketch.setThreshold(200);
    QCOMPARE(alphaAt(sketch, 30, 20), 255);
    QCOMPARE(alphaAt(sketch, 150, 2), 0);
    const ImageBuffer cut = sketch.cutOut();
    QCOMPARE(int(cut.at(225, 20)[3]), 0);
    QCOMPARE(int(cut.at(225, 20)[0]), 200);  // its colour can be brought back

    sketch.history().undo();
    QCOMPARE(alphaAt(sketch, 150, 2), 150);
    sketch.history().undo();
    QCOMPARE(alphaAt(sketch, 30, 20), 30);
    QCOMPARE(alphaAt(sketch, 225, 20), 0);
    sketch.history().undo();
    QCOMPARE(sketch.cutOut().pixels, slope()->pixels);
    sketch.history().redo();
    QCOMPARE(alphaAt(sketch, 225, 20), 0);
}

void TestCutOut::oneDragOfTheThresholdIsOneStep() {
    CutOutSketch sketch(slope(), false);
    for (int threshold = 130; threshold < 160; ++threshold)
        sketch.setThreshold(threshold);
    QCOMPARE(sketch.history().count(), 1);
    QCOMPARE(alphaAt(sketch, 127, 0), 0);
    sketch.history().undo();
    QCOMPARE(sketch.threshold(), kMatteThreshold);
    QCOMPARE(alphaAt(sketch, 127, 0), 127);
}

void TestCutOut::pictureIsUsedWhole_untilItIsWorkedOn() {
    CutOutDialog dialog(slope(), false, false);
    dialog.findChild<QCheckBox*>("useAsIs")->click();
    QVERIFY(dialog.sketch().state().whole);
    QCOMPARE(alphaAt(dialog.sketch(), 0, 0), 255);
    dialog.findChild<QSlider*>("cutOutThreshold")->setValue(100);
    QVERIFY(!dialog.findChild<QCheckBox*>("useAsIs")->isChecked());
    QCOMPARE(alphaAt(dialog.sketch(), 40, 0), 0);
    dialog.sketch().history().undo();
    QVERIFY(dialog.findChild<QCheckBox*>("useAsIs")->isChecked());
}

void TestCutOut::brushWorksByMouse_withBothButtons() {
    CutOutDialog dialog(wall(), false, true);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    CutOutCanvas& canvas = dialog.canvas();
    const auto place = [&](int x, int y) { return canvas.fromPicture({double(x), double(y)}).toPoint(); };
    QTest::mousePress(&canvas, Qt::LeftButton, {}, place(40, 100));
    QTest::mouseMove(&canvas, place(90, 100));
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, place(90, 100));
    QCOMPARE(dialog.sketch().history().count(), 1);
    QCOMPARE(alphaAt(dialog.sketch(), 65, 100), 0);
    QTest::mouseClick(&canvas, Qt::RightButton, {}, place(65, 100));
    QCOMPARE(alphaAt(dialog.sketch(), 65, 100), 255);
    QCOMPARE(alphaAt(dialog.sketch(), 40, 100), 0);
}

void TestCutOut::brushWorksByKeys() {
    CutOutDialog dialog(wall(), false, true);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    CutOutCanvas& canvas = dialog.canvas();
    QTest::keyClick(&canvas, Qt::Key_Space);  // in the middle
    QCOMPARE(alphaAt(dialog.sketch(), 160, 100), 0);
    QTest::keyClick(&canvas, Qt::Key_X);
    QCOMPARE(canvas.tool(), CutOutMark::Keep);
    const int radius = canvas.brushRadius();
    QTest::keyClick(&canvas, Qt::Key_BracketLeft);
    QCOMPARE(canvas.brushRadius(), radius - std::max(1, radius / 8));
    QCOMPARE(dialog.findChild<QSlider*>("brushSize")->value(), canvas.brushRadius());
    QTest::keyClick(&canvas, Qt::Key_Right);
    QTest::keyClick(&canvas, Qt::Key_Space);
    QCOMPARE(alphaAt(dialog.sketch(), 162, 100), 255);
}

void TestCutOut::objectIsFound_withMarksAsHints() {
    if (!canFindObject()) QSKIP("needs OpenCV");
    CutOutDialog dialog(wall(), false, true);
    stroke(dialog.sketch(), CutOutMark::Keep, {20, 20}, {20, 20}, 3);
    dialog.findChild<QAbstractButton*>("searchButton")->click();
    QVERIFY(dialog.isSearching());
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.isSearching(), kLimitMs);
    QCOMPARE(alphaAt(dialog.sketch(), kDiscCentre.x(), kDiscCentre.y()), 255);
    QCOMPARE(alphaAt(dialog.sketch(), 20, 20), 255);
    QCOMPARE(alphaAt(dialog.sketch(), 20, 180), 0);
    dialog.sketch().history().undo();
    QCOMPARE(alphaAt(dialog.sketch(), 20, 180), 255);
}

void TestCutOut::searchCanBeStopped() {
    if (!canFindObject()) QSKIP("needs OpenCV");
    CutOutDialog dialog(wall(), false, true);
    dialog.search();
    dialog.search();
    QVERIFY(!dialog.isSearching());
    QVERIFY(!dialog.sketch().history().canUndo());
    dialog.search();  // and begun again
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.isSearching(), kLimitMs);
    QCOMPARE(dialog.sketch().history().count(), 1);
}

void TestCutOut::undoAndRedo_byKeys() {
    CutOutDialog dialog(slope(), false, false);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.sketch().setThreshold(200);
    QTest::keyClick(&dialog, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(dialog.sketch().threshold(), kMatteThreshold);
    QTest::keyClick(&dialog, Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(dialog.sketch().threshold(), 200);
    QCOMPARE(dialog.findChild<QSlider*>("cutOutThreshold")->value(), 200);
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestCutOut test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_cut_out.moc"

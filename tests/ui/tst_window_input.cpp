// Pictures on their way into the window: dropped, pasted, opened and cut out.
#include <QAbstractButton>
#include <QClipboard>
#include <QLabel>
#include <QMessageBox>

#include "tests/ui/disc_on_wall.h"
#include "tests/ui/picture_drop.h"
#include "tests/ui/window_fixture.h"
#include "ui/cut_out_canvas.h"
#include "ui/cut_out_dialog.h"
#include "ui/device_banner.h"

using namespace espalier;

class TestWindowInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsTheDevice_onceTheMachineIsChecked();
    void modelFolderFailsWithASentence_whenItHoldsNone();
    void dropIsTaken_onTheMiddleOfTheWindow();
    void pastedPictureIsTaken();
    void pictureOfAPageIsTaken_data();
    void pictureOfAPageIsTaken();
    void addressInTheNetworkIsDeclined();
    void pictureFailsWithASentence_data();
    void pictureFailsWithASentence();
    void oddPictureIsReady_data();
    void oddPictureIsReady();
    void objectIsCutOut_andCorrectedByHand();
    void onlyTheFirstOfSeveralIsOpened_whenAskedFor();

private:
    QTemporaryDir m_dir;
};

void TestWindowInput::tellsTheDevice_onceTheMachineIsChecked() {
    WindowFixture fixture;
    const auto* device = fixture.window.findChild<QLabel*>("deviceName");
    QTRY_VERIFY_WITH_TIMEOUT(!device->text().isEmpty(), kLimitMs);
    QVERIFY2(device->toolTip().contains("Starter model (512) runs on"), qPrintable(device->toolTip()));
    const bool isProcessor = device->text() == QLatin1String("Processor");
    // Nothing is wrong with a machine without a card; one whose card cannot serve is told so.
    const bool hasNoCard = device->toolTip().startsWith("No NVIDIA driver is installed.") ||
                           device->toolTip().startsWith("The NVIDIA driver finds no card.");
    QCOMPARE(fixture.window.deviceBanner().isHidden(), hasNoCard || !isProcessor);
}

void TestWindowInput::modelFolderFailsWithASentence_whenItHoldsNone() {
    WindowFixture fixture;
    QSignalSpy failed(&fixture.window, &MainWindow::failureShown);
    fixture.window.setModelDir(m_dir.path().toStdString());
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].value<JobFailure>().code, ErrorCode::ModelNotFound);
    QVERIFY(fixture.window.parameters().model());  // the one before stays chosen
}

void TestWindowInput::dropIsTaken_onTheMiddleOfTheWindow() {
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    QSignalSpy ready(&fixture.window, &MainWindow::pictureReady);
    drop(fixture.window, {kSampleFolder + "mug.png"}, QPoint(700, 350));
    QVERIFY(ready.wait(kLimitMs));
}

void TestWindowInput::pastedPictureIsTaken() {
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    QApplication::clipboard()->clear();
    QTest::keyClick(&fixture.window, Qt::Key_V, Qt::ControlModifier);
    QVERIFY(fixture.window.banner().text().contains(QLatin1String("no picture on the clipboard")));
    QSignalSpy ready(&fixture.window, &MainWindow::pictureReady);
    QApplication::clipboard()->setImage(QImage(kSampleFolder + "mug.png"));
    QTest::keyClick(&fixture.window, Qt::Key_V, Qt::ControlModifier);
    QVERIFY(ready.wait(kLimitMs));
    QVERIFY(fixture.window.banner().text().isEmpty());
}

void TestWindowInput::pictureOfAPageIsTaken_data() {
    QTest::addColumn<bool>("isDecoded");
    QTest::addColumn<QString>("address");
    QTest::newRow("decoded, with its address") << true << QStringLiteral("https://example.org/mug.png");
    QTest::newRow("inside the page") << false
                                     << "data:image/png;base64," +
                                            QString::fromLatin1(bytesOf(kSampleFolder + "mug.png").toBase64());
}

void TestWindowInput::pictureOfAPageIsTaken() {
    QFETCH(bool, isDecoded);
    QFETCH(QString, address);
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    QMimeData mime;
    mime.setUrls({QUrl(address)});
    if (isDecoded) mime.setImageData(QImage(kSampleFolder + "mug.png"));
    QSignalSpy ready(&fixture.window, &MainWindow::pictureReady);
    drop(fixture.window, mime, QPoint(100, 350));
    QVERIFY(ready.wait(kLimitMs));
    QVERIFY(static_cast<QLabel*>(fixture.child("pictureNote"))->text().startsWith("Dropped picture, "));
}

void TestWindowInput::addressInTheNetworkIsDeclined() {
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    QMimeData mime;
    mime.setUrls({QUrl("https://example.org/mug.png")});
    drop(fixture.window, mime, QPoint(100, 350));
    QVERIFY2(fixture.window.banner().text().contains("example.org"), qPrintable(fixture.window.banner().text()));
}

void TestWindowInput::pictureFailsWithASentence_data() {
    QTest::addColumn<QString>("file");
    QFile text(m_dir.filePath(QStringLiteral("notes.png")));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("no picture\n");
    QTest::newRow("unreadable") << text.fileName();
    QTest::newRow("missing") << m_dir.filePath(QStringLiteral("missing.png"));
    QImage empty(64, 64, QImage::Format_ARGB32);
    empty.fill(Qt::transparent);
    QVERIFY(empty.save(m_dir.filePath(QStringLiteral("empty.png"))));
    QImage pixel(1, 1, QImage::Format_RGB888);
    pixel.fill(Qt::red);
    QVERIFY(pixel.save(m_dir.filePath(QStringLiteral("pixel.png"))));
    QTest::newRow("one pixel") << m_dir.filePath(QStringLiteral("pixel.png"));
    QTest::newRow("empty alpha") << m_dir.filePath(QStringLiteral("empty.png"));
}

void TestWindowInput::pictureFailsWithASentence() {
    QFETCH(QString, file);
    WindowFixture fixture;
    QSignalSpy failed(&fixture.window, &MainWindow::failureShown);
    fixture.window.openImage(file);
    QVERIFY(failed.wait(kLimitMs));
    const auto failure = failed[0][0].value<JobFailure>();
    QCOMPARE(failure.code, ErrorCode::ImageUnreadable);
    QVERIFY(!failure.hint.empty());
    QVERIFY(fixture.window.banner().text().contains(QString::fromStdString(failure.message)));
    QVERIFY(!fixture.child("generateButton")->isEnabled());
}

void TestWindowInput::oddPictureIsReady_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("CMYK") << QStringLiteral(ESPALIER_SOURCE_DIR "/tests/data/images/cmyk.jpg");
    const auto save = [this](const char* name, const QImage& image) {
        const QString file = m_dir.filePath(QLatin1String(name) + QStringLiteral(".png"));
        QVERIFY(image.save(file));
        QTest::newRow(name) << file;
    };
    save("16-bit", QImage(kSampleFolder + "mug.png").convertToFormat(QImage::Format_RGBA64));
    save("grey", QImage(kSampleFolder + "mug.png").convertToFormat(QImage::Format_Grayscale8));
    // One bit deep it takes 50 MB to write; the loader's own test has the colour ones.
    QImage huge(20000, 20000, QImage::Format_Mono);
    huge.setColorTable({qRgb(255, 255, 255), qRgb(0, 0, 0)});
    huge.fill(0);
    for (int y = 8000; y < 12000; ++y)
        std::memset(huge.scanLine(y) + 1000, 0xff, 500);
    save("20000 x 20000", huge);
}

void TestWindowInput::oddPictureIsReady() {
    QFETCH(QString, file);
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    StallMeter meter(MeteredApplication::workWithoutRenderingMs);
    const bool ready = fixture.open(file);
    QVERIFY2(ready, qPrintable(fixture.window.banner().text()));
    qInfo("GUI thread while opening: longest stall %.0f ms, of its own work %.0f ms", meter.longestMs(),
          meter.longestWorkMs());
    QVERIFY(meter.longestWorkMs() < kLongestWorkMs);
    QVERIFY(fixture.child("generateButton")->isEnabled());
}

void TestWindowInput::objectIsCutOut_andCorrectedByHand() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    const QString file = m_dir.filePath(QStringLiteral("disc.png"));
    QVERIFY(discOnWall().save(file));
    QVERIFY(fixture.open(file));
    const auto* note = static_cast<QLabel*>(fixture.child("pictureNote"));
    QVERIFY2(note->text().contains(canFindObject() ? "its background was removed" : "all of it is used"),
             qPrintable(note->text()));
    const auto openEditor = [&] {
        QTest::mouseClick(fixture.child("cutOutButton"), Qt::LeftButton);
        return window.findChild<CutOutDialog*>();
    };
    QSignalSpy ready(&window, &MainWindow::pictureReady);
    CutOutDialog* editor = openEditor();
    QVERIFY(editor);
    QVERIFY(QTest::qWaitForWindowExposed(editor));
    QTest::mouseClick(&editor->canvas(), Qt::LeftButton, {},
                      editor->canvas().fromPicture(kDiscCentre).toPoint());  // a hole
    editor->accept();
    QVERIFY(ready.wait(kLimitMs));
    QVERIFY2(note->text().contains("by hand"), qPrintable(note->text()));

    // What the job is given is what was shown.
    QTRY_VERIFY(!window.findChild<CutOutDialog*>());
    window.jobs().setPaused(true);
    window.generate();
    const ImageBuffer picture = window.jobs().order(1).picture();
    QCOMPARE(picture.channels, 4);
    QCOMPARE(int(picture.at(kDiscCentre.x(), kDiscCentre.y())[3]), 0);

    ready.clear();
    editor = openEditor();
    editor->findChild<QAbstractButton*>("useAsIs")->click();
    editor->accept();
    QVERIFY(ready.wait(kLimitMs));
    window.generate();
    QVERIFY(window.jobs().order(2).request.keepBackground);
    window.jobs().cancelAll();
}

void TestWindowInput::onlyTheFirstOfSeveralIsOpened_whenAskedFor() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QSignalSpy ready(&window, &MainWindow::pictureReady);
    drop(fixture.window, {kSampleFolder + "mug.png", kSampleFolder + "robot.png"}, QPoint(700, 350));
    auto* question = window.findChild<QMessageBox*>(QStringLiteral("severalPictures"));
    QVERIFY(question);
    for (QAbstractButton* button : question->buttons())
        if (question->buttonRole(button) == QMessageBox::ActionRole) QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(ready.wait(kLimitMs));
    QVERIFY(window.jobs().jobs().empty());
    QVERIFY(static_cast<QLabel*>(fixture.child("pictureNote"))->text().startsWith(QLatin1String("mug.png")));

    const QTemporaryDir empty;
    drop(fixture.window, {empty.path()}, QPoint(700, 350));
    QVERIFY(window.banner().text().contains(QLatin1String("There is no picture in")));
}

int main(int argc, char** argv) {
    return runWindowTest<TestWindowInput>(argc, argv);
}

#include "tst_window_input.moc"

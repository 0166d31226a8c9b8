// The real window, the real 3D view and the real starter model, under a real X server.
#include <unistd.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QImageReader>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressDialog>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QWindow>

#include "inference/asset/asset_import.h"
#include "tests/support/image_compare.h"
#include "tests/support/tiny_trellis1.h"
#include "tests/ui/disc_on_wall.h"
#include "tests/ui/quick_request.h"
#include "tests/ui/stall_meter.h"
#include "ui/asset_panel.h"
#include "ui/cut_out_canvas.h"
#include "ui/cut_out_dialog.h"
#include "ui/device_banner.h"
#include "ui/history_panel.h"
#include "ui/history_store.h"
#include "ui/job_journal.h"
#include "ui/main_window.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "ui/queue_panel.h"
#include "ui/view_pictures.h"
#include "ui/views_panel.h"
#include "viewer/picture_pane.h"
#include "viewer/viewport_widget.h"

using namespace espalier;

namespace {

constexpr int kLimitMs = 180'000;

QByteArray bytesOf(const QString& file) {
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

/// A shown window of a fixed size that takes few steps and makes small assets.
class WindowFixture {
public:
    WindowFixture() {
        window.resize(1024, 700);
        window.show();
        window.parameters().setSteps(kQuickStructureSteps, kQuickLatentSteps, kQuickLatentSteps);
        window.assetPanel().setSettings(kQuickAsset);
    }

    /// Ready for drops and keys.
    bool isExposed() {
        window.activateWindow();
        return QTest::qWaitForWindowExposed(&window) && QTest::qWaitForWindowActive(&window);
    }

    /// Drops files on the window as the window system would: through its native window.
    void drop(const QStringList& files, const QPoint& at) {
        QMimeData mime;
        QList<QUrl> urls;
        for (const QString& file : files)
            urls << QUrl::fromLocalFile(file);
        mime.setUrls(urls);
        drop(mime, at);
    }

    void drop(const QMimeData& mime, const QPoint& at) {
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.windowHandle(), &enter);
        QDropEvent event(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.windowHandle(), &event);
    }

    bool open(const QString& file) {
        QSignalSpy ready(&window, &MainWindow::pictureReady);
        QSignalSpy failed(&window, &MainWindow::failureShown);
        window.openImage(file);
        return QTest::qWaitFor([&] { return !ready.isEmpty() || !failed.isEmpty(); }, kLimitMs) && failed.isEmpty();
    }

    QWidget* child(const char* name) { return window.findChild<QWidget*>(QLatin1String(name)); }

    static QWindow* nativeView() {
        const QWindowList windows = QGuiApplication::allWindows();
        const auto found = std::find_if(windows.begin(), windows.end(), [](const QWindow* candidate) {
            return candidate->inherits("Qt3DExtras::Qt3DWindow");
        });
        return found == windows.end() ? nullptr : *found;
    }

    QImage frame() {
        QSignalSpy captured(&window.viewport(), &ViewportWidget::captured);
        window.viewport().requestCapture();
        return captured.wait(kLimitMs) ? captured[0][0].value<QImage>() : QImage();
    }

    MainWindow window;
};

/// Share of the pixels that differ from the picture's corner, that is from the background.
double filledShare(const QImage& image) {
    int filled = 0;
    const QColor corner = image.pixelColor(1, 1);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            filled += std::abs(pixel.red() - corner.red()) + std::abs(pixel.green() - corner.green()) +
                          std::abs(pixel.blue() - corner.blue()) >
                      30;
        }
    return double(filled) / (double(image.width()) * image.height());
}

/// The middle of a frame in a fixed size: what is left does not depend on the fonts around the 3D view.
QImage centre(const QImage& frame) {
    const int side = std::min(frame.width(), frame.height());
    return frame.copy((frame.width() - side) / 2, (frame.height() - side) / 2, side, side)
        .scaled(320, 320, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB888);
}

}  // namespace

Q_DECLARE_METATYPE(espalier::Stage)

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsTheDevice_onceTheMachineIsChecked();
    void droppedPictureBecomesAFile_throughTheWholeWindow();
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
    void windowClosesByItself_whenClosedWhileAJobRuns();
    void windowCanBeDestroyed_whileAJobRuns();
    void escapeCancels_whileSampling();
    void secondJobWaits_andBothFinish();
    void folderOfPicturesBecomesAJobForEach();
    void onlyTheFirstOfSeveralIsOpened_whenAskedFor();
    void severalViewsBecomeOneObject_withGaussians();
    void jobsWait_whilePaused_untilResumed();
    void finishedJobIsInTheHistory_afterARestart();
    void assetIsMadeAgain_withOtherSettings();
    void interruptedJobIsOffered_andRunsAgain();
    void exportFailsWithASentence();
    void modelFolderFailsWithASentence_whenItHoldsNone();
    void viewObeysKeysAndMenus_andRemembersTheMouse();
    void viewIsSaved_asAPictureAndAsATurntable();

private:
    QTemporaryDir m_dir;
};

void TestMainWindow::initTestCase() {
    QVERIFY(m_dir.isValid());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.path());
    qputenv("XDG_DATA_HOME", m_dir.path().toLocal8Bit());  // the history's
}

void TestMainWindow::tellsTheDevice_onceTheMachineIsChecked() {
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

void TestMainWindow::droppedPictureBecomesAFile_throughTheWholeWindow() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QSignalSpy ready(&window, &MainWindow::pictureReady);
    QWidget* area = fixture.child("imageDropArea");
    fixture.drop({kSampleFolder + "robot.png"}, area->mapTo(&window, area->rect().center()));
    QVERIFY(ready.wait(kLimitMs));

    QSignalSpy previews(&window.jobs(), &JobQueue::previewReady);
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    QSignalSpy shown(&window.viewport(), &ViewportWidget::meshShown);
    window.parameters().setSeed(42);
    window.parameters().setSeedLocked(true);
    window.assetPanel().setSettings({});  // as it is out of the box
    StallMeter meter;
    QTest::mouseClick(fixture.child("generateButton"), Qt::LeftButton);
    QVERIFY(fixture.child("cancelButton")->isEnabled());
    QVERIFY(idle.wait(kLimitMs));
    qInfo("longest stall of the GUI thread with software rendering: %.0f ms", meter.longestMs());
    // Frames of a software OpenGL are most of it; tst_job_queue measures the stalls that inference causes alone.
    QVERIFY(meter.longestMs() < 3000.0);
    QVERIFY2(window.result(), qPrintable(window.banner().text()));
    QVERIFY(!previews.isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLimitMs);
    QCOMPARE(window.viewport().mesh(), window.result()->mesh);
    const QImage frame = fixture.frame();
    QVERIFY(!frame.isNull());
    QVERIFY2(filledShare(frame) > 0.03, "the frame shows next to nothing");
    // Another processor rounds differently, and moves a voxel here and there; another shape is far below this.
    const QString difference = differenceFromBaseline(centre(frame), QStringLiteral("window_robot"), 0.9);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
    QTRY_VERIFY(static_cast<QLabel*>(fixture.child("assetSummary"))->text().contains(QLatin1String("triangles")));

    // The 3D view is a window of its own inside ours; it must not swallow the shortcuts.
    QWindow* view = fixture.nativeView();
    QVERIFY(view);
    QTest::mouseClick(view, Qt::LeftButton);
    QTest::keyClick(view, Qt::Key_W);
    QTRY_VERIFY(window.viewport().isWireframeShown());
    QTest::keyClick(view, Qt::Key_N);
    QTRY_COMPARE(window.viewport().shading(), Shading::Normals);

    const MeshAsset& mesh = *window.result()->mesh;
    for (const QString& extension : QStringList{"glb", "obj", "ply", "stl", "fbx"}) {
        const QString file = m_dir.filePath("robot." + extension);
        QSignalSpy exported(&window, &MainWindow::exported);
        window.exportTo(file);
        QVERIFY(exported.wait(kLimitMs));
        const MeshAsset read = importAsset(file.toStdString());
        QCOMPARE(read.triangleCount(), mesh.triangleCount());
        if (extension != QLatin1String("stl")) QCOMPARE(read.vertexCount(), mesh.vertexCount());
    }
}

void TestMainWindow::dropIsTaken_onTheMiddleOfTheWindow() {
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    QSignalSpy ready(&fixture.window, &MainWindow::pictureReady);
    fixture.drop({kSampleFolder + "mug.png"}, QPoint(700, 350));
    QVERIFY(ready.wait(kLimitMs));
}

void TestMainWindow::pastedPictureIsTaken() {
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

void TestMainWindow::pictureOfAPageIsTaken_data() {
    QTest::addColumn<bool>("isDecoded");
    QTest::addColumn<QString>("address");
    QTest::newRow("decoded, with its address") << true << QStringLiteral("https://example.org/mug.png");
    QTest::newRow("inside the page") << false
                                     << "data:image/png;base64," +
                                            QString::fromLatin1(bytesOf(kSampleFolder + "mug.png").toBase64());
}

void TestMainWindow::pictureOfAPageIsTaken() {
    QFETCH(bool, isDecoded);
    QFETCH(QString, address);
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    QMimeData mime;
    mime.setUrls({QUrl(address)});
    if (isDecoded) mime.setImageData(QImage(kSampleFolder + "mug.png"));
    QSignalSpy ready(&fixture.window, &MainWindow::pictureReady);
    fixture.drop(mime, QPoint(100, 350));
    QVERIFY(ready.wait(kLimitMs));
    QVERIFY(static_cast<QLabel*>(fixture.child("pictureNote"))->text().startsWith("Dropped picture, "));
}

void TestMainWindow::addressInTheNetworkIsDeclined() {
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    QMimeData mime;
    mime.setUrls({QUrl("https://example.org/mug.png")});
    fixture.drop(mime, QPoint(100, 350));
    QVERIFY2(fixture.window.banner().text().contains("example.org"), qPrintable(fixture.window.banner().text()));
}

void TestMainWindow::pictureFailsWithASentence_data() {
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

void TestMainWindow::pictureFailsWithASentence() {
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

void TestMainWindow::oddPictureIsReady_data() {
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

void TestMainWindow::oddPictureIsReady() {
    QFETCH(QString, file);
    WindowFixture fixture;
    QVERIFY(fixture.isExposed());
    StallMeter meter;
    const bool ready = fixture.open(file);
    QVERIFY2(ready, qPrintable(fixture.window.banner().text()));
    qInfo("longest stall of the GUI thread while opening: %.0f ms", meter.longestMs());
    QVERIFY(meter.longestMs() < 300.0);
    QVERIFY(fixture.child("generateButton")->isEnabled());
}

void TestMainWindow::objectIsCutOut_andCorrectedByHand() {
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

void TestMainWindow::windowClosesByItself_whenClosedWhileAJobRuns() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    bool sampling = false;
    connect(&window.jobs(), &JobQueue::progressed, this,
            [&](int, const Progress& progress) { sampling |= progress.stage == Stage::Structure; });
    window.generate();
    window.generate();
    QTRY_VERIFY_WITH_TIMEOUT(sampling, kLimitMs);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!window.close());  // first the job
    QCOMPARE(window.jobs().state(1), JobState::Stopping);
    QCOMPARE(window.jobs().state(2), JobState::Cancelled);
    QVERIFY(!fixture.child("generateButton")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(window.isHidden(), kLimitMs);
    qInfo("closed after %lld ms", timer.elapsed());
    QVERIFY(timer.elapsed() < 3000);
    QCOMPARE(window.jobs().state(1), JobState::Cancelled);
}

void TestMainWindow::windowCanBeDestroyed_whileAJobRuns() {
    auto fixture = std::make_unique<WindowFixture>();
    QVERIFY(fixture->open(kSampleFolder + "robot.png"));
    QSignalSpy previews(&fixture->window.jobs(), &JobQueue::previewReady);
    fixture->window.generate();
    QVERIFY(previews.wait(kLimitMs));
    QElapsedTimer timer;
    timer.start();
    fixture.reset();
    QVERIFY(timer.elapsed() < 3000);
}

void TestMainWindow::escapeCancels_whileSampling() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QSignalSpy previews(&window.jobs(), &JobQueue::previewReady);
    QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(previews.wait(kLimitMs));
    QTest::keyClick(&window, Qt::Key_Escape);
    QCOMPARE(window.jobs().state(1), JobState::Stopping);
    QTRY_COMPARE_WITH_TIMEOUT(window.jobs().state(1), JobState::Cancelled, kLimitMs);
    QVERIFY(window.banner().text().isEmpty());  // nothing failed
    QVERIFY(fixture.child("generateButton")->isEnabled());
    QVERIFY(!fixture.child("cancelButton")->isEnabled());
}

void TestMainWindow::secondJobWaits_andBothFinish() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    window.parameters().setSeedLocked(true);
    window.parameters().setSeed(5);
    window.generate();
    window.parameters().setSeed(6);
    QCOMPARE(static_cast<QPushButton*>(fixture.child("generateButton"))->text(), QStringLiteral("Add to queue"));
    window.generate();
    QCOMPARE(window.jobs().waitingCount(), 1);
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(window.jobs().state(1), JobState::Finished);
    QCOMPARE(window.jobs().state(2), JobState::Finished);
    QCOMPARE(window.result()->report.seed, std::uint64_t(6));
}

void TestMainWindow::folderOfPicturesBecomesAJobForEach() {
    const QTemporaryDir data;
    qputenv("XDG_DATA_HOME", data.path().toLocal8Bit());
    const QTemporaryDir folder;
    for (const char* name : {"mug.png", "robot.png"})
        QVERIFY(QFile::copy(kSampleFolder + name, folder.filePath(QLatin1String(name))));
    QFile broken(folder.filePath(QStringLiteral("broken.png")));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("no picture");
    broken.close();
    QFile text(folder.filePath(QStringLiteral("notes.txt")));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.close();

    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    fixture.drop({folder.path()}, QPoint(700, 350));
    auto* question = window.findChild<QMessageBox*>(QStringLiteral("severalPictures"));
    QVERIFY(question);
    QVERIFY2(question->text().contains(QLatin1String("3 pictures")), qPrintable(question->text()));
    QSignalSpy added(&window.history(), &HistoryStore::added);
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    QTest::mouseClick(question->defaultButton(), Qt::LeftButton);
    QCOMPARE(window.jobs().jobs().size(), std::size_t(3));
    QVERIFY(window.queuePanel().isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!window.jobs().order(2).thumbnail.isNull(), kLimitMs);
    QVERIFY(window.jobs().order(2).request.seed != window.jobs().order(3).request.seed);
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(window.jobs().state(1), JobState::Failed);
    QVERIFY(window.banner().text().contains(QLatin1String("broken.png")));
    QCOMPARE(window.jobs().state(2), JobState::Finished);
    QCOMPARE(window.jobs().state(3), JobState::Finished);
    QTRY_COMPARE_WITH_TIMEOUT(added.size(), 2, kLimitMs);
    QCOMPARE(window.history().entries()[0].name, QStringLiteral("robot"));
    QCOMPARE(window.history().entries()[1].name, QStringLiteral("mug"));
    qputenv("XDG_DATA_HOME", m_dir.path().toLocal8Bit());
}

void TestMainWindow::onlyTheFirstOfSeveralIsOpened_whenAskedFor() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QSignalSpy ready(&window, &MainWindow::pictureReady);
    fixture.drop({kSampleFolder + "mug.png", kSampleFolder + "robot.png"}, QPoint(700, 350));
    auto* question = window.findChild<QMessageBox*>(QStringLiteral("severalPictures"));
    QVERIFY(question);
    for (QAbstractButton* button : question->buttons())
        if (question->buttonRole(button) == QMessageBox::ActionRole) QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(ready.wait(kLimitMs));
    QVERIFY(window.jobs().jobs().empty());
    QVERIFY(static_cast<QLabel*>(fixture.child("pictureNote"))->text().startsWith(QLatin1String("mug.png")));

    const QTemporaryDir empty;
    fixture.drop({empty.path()}, QPoint(700, 350));
    QVERIFY(window.banner().text().contains(QLatin1String("There is no picture in")));
}

void TestMainWindow::severalViewsBecomeOneObject_withGaussians() {
    const test::TinyTrellis1 model;
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QVERIFY(window.views().isHidden());
    window.setModelDir(model.root());
    QVERIFY(window.views().isVisible());
    window.parameters().setSteps(2, 2, 2);
    auto* output = window.findChild<QComboBox*>(QStringLiteral("outputBox"));
    output->setCurrentIndex(output->count() - 1);
    fixture.drop({kSampleFolder + "mug.png", kSampleFolder + "robot.png", kSampleFolder + "duck.png"},
                 QPoint(700, 350));
    auto* question = window.findChild<QMessageBox*>(QStringLiteral("severalPictures"));
    QVERIFY(question);
    QSignalSpy ready(&window, &MainWindow::pictureReady);
    QTest::mouseClick(question->defaultButton(), Qt::LeftButton);
    QVERIFY(ready.wait(kLimitMs));
    QCOMPARE(window.views().files(), QStringList({kSampleFolder + "robot.png", kSampleFolder + "duck.png"}));

    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    window.generate();
    QCOMPARE(window.jobs().jobs().size(), std::size_t(1));
    QCOMPARE(window.jobs().order(1).moreViews.size(), std::size_t(2));
    QVERIFY(idle.wait(kLimitMs));
    QVERIFY2(window.result() && window.result()->gaussians, qPrintable(window.banner().text()));
    const QString file = m_dir.filePath(QStringLiteral("noise.splat"));
    QSignalSpy exported(&window, &MainWindow::exported);
    window.exportGaussiansTo(file);
    QVERIFY(exported.wait(kLimitMs));
    QCOMPARE(bytesOf(file).size(), qsizetype(32 * window.result()->gaussians->size()));

    window.openImage(kSampleFolder + "mug.png");  // another object
    QVERIFY(window.views().files().isEmpty());
    QVERIFY(ready.wait(kLimitMs));
}

void TestMainWindow::jobsWait_whilePaused_untilResumed() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier);
    window.generate();
    QCOMPARE(window.jobs().state(1), JobState::Queued);
    auto* line = static_cast<QLabel*>(fixture.child("queueLine"));
    QVERIFY(line->isVisible());
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    Q_EMIT line->linkActivated(QStringLiteral("resume"));
    QCOMPARE(window.jobs().state(1), JobState::Running);
    QVERIFY(!window.queuePanel().pause->isChecked());
    QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier);
    window.generate();
    QVERIFY(window.close() == false);  // the running job ends first; the waiting one is dropped
    QCOMPARE(window.jobs().state(2), JobState::Cancelled);
    QVERIFY(idle.wait(kLimitMs));
    QTRY_VERIFY(window.isHidden());
}

void TestMainWindow::finishedJobIsInTheHistory_afterARestart() {
    const QTemporaryDir data;
    qputenv("XDG_DATA_HOME", data.path().toLocal8Bit());
    std::size_t triangles = 0;
    std::size_t vertices = 0;
    QByteArray glb;
    {
        WindowFixture fixture;
        MainWindow& window = fixture.window;
        QVERIFY(fixture.open(kSampleFolder + "robot.png"));
        window.parameters().setSeedLocked(true);
        window.parameters().setSeed(5);
        QSignalSpy added(&window.history(), &HistoryStore::added);
        window.generate();
        QVERIFY(added.wait(kLimitMs));
        QCOMPARE(window.historyPanel().selected(), added[0][0].toString());
        triangles = window.result()->mesh->triangleCount();
        vertices = window.result()->mesh->vertexCount();
        glb = bytesOf(window.history().assetFile(added[0][0].toString()));
    }
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    HistoryPanel& panel = window.historyPanel();
    QTRY_COMPARE_WITH_TIMEOUT(window.history().entries().size(), std::size_t(1), kLimitMs);
    const HistoryEntry entry = window.history().entries()[0];
    QCOMPARE(entry.name, QStringLiteral("robot"));
    QCOMPARE(entry.request.seed, std::uint64_t(5));
    QVERIFY(entry.problem.isEmpty());
    QVERIFY(!entry.thumbnail.isNull());
    panel.select(entry.id);
    QSignalSpy shown(&window, &MainWindow::storedShown);
    panel.open->trigger();
    QVERIFY(shown.wait(kLimitMs));
    QCOMPARE(window.viewport().mesh()->triangleCount(), triangles);
    QCOMPARE(window.viewport().mesh()->vertexCount(), vertices);
    QVERIFY(window.result());  // it can be exported

    // What it was made of was kept too: other settings change it, the first ones give the same bytes again.
    AssetPanel& asset = window.assetPanel();
    const AssetSettings first = asset.settings();
    AssetSettings lighter = first;
    lighter.faceTarget = 2000;
    for (const AssetSettings& settings : {lighter, first}) {
        QTRY_COMPARE_WITH_TIMEOUT(asset.state(), AssetState::Ready, kLimitMs);
        asset.setSettings(settings);
        QSignalSpy changed(&window.history(), &HistoryStore::changed);
        QTest::mouseClick(fixture.child("applyAsset"), Qt::LeftButton);
        QCOMPARE(asset.state(), AssetState::Making);
        QVERIFY(changed.wait(kLimitMs));
        QCOMPARE(bytesOf(window.history().assetFile(entry.id)) == glb, settings == first);
    }

    window.parameters().resetAdvanced();
    QVERIFY(window.parameters().seed() != 5);
    panel.takeOver->trigger();
    const GenerateRequest request = window.parameters().request();
    QCOMPARE(request.seed, std::uint64_t(5));
    QCOMPARE(request.modelDir, entry.request.modelDir);
    QVERIFY(request.structure.steps == kQuickStructureSteps && request.texture.steps == kQuickLatentSteps);
    QVERIFY(window.parameters().isSeedLocked());
    qputenv("XDG_DATA_HOME", m_dir.path().toLocal8Bit());
}

void TestMainWindow::assetIsMadeAgain_withOtherSettings() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QSignalSpy added(&window.history(), &HistoryStore::added);
    window.assetPanel().setSettings({});
    window.generate();
    QVERIFY(added.wait(kLimitMs));
    const auto first = window.result();
    QVERIFY(first->mesh->textures);
    QTRY_VERIFY(window.assetPanel().factsText().contains(QLatin1String("Textures 2048")));
    auto* apply = static_cast<QPushButton*>(fixture.child("applyAsset"));
    QVERIFY(!apply->isEnabled());  // nothing to change yet

    window.assetPanel().setSettings(kQuickAsset);
    QVERIFY(apply->isEnabled());
    QSignalSpy changed(&window.history(), &HistoryStore::changed);
    apply->click();
    QCOMPARE(window.assetPanel().state(), AssetState::Making);
    QTRY_COMPARE_WITH_TIMEOUT(window.assetPanel().state(), AssetState::Ready, kLimitMs);
    const MeshAsset& made = *window.result()->mesh;
    QVERIFY2(made.triangleCount() <= 5500, qPrintable(QString::number(made.triangleCount())));
    QCOMPARE(made.textures->baseColor.width, 512);
    QCOMPARE(window.result()->raw, first->raw);
    QCOMPARE(window.result()->report.seed, first->report.seed);
    QCOMPARE(window.viewport().mesh(), window.result()->mesh);
    QVERIFY(changed.wait(kLimitMs));
    const QString id = added[0][0].toString();
    QVERIFY(window.history().find(id)->request.asset == kQuickAsset);
    const double estimate = double(summaryOf(*window.result()->mesh).glbBytes);
    const double share = estimate / double(QFileInfo(window.history().assetFile(id)).size());
    QVERIFY2(share > 0.9 && share < 1.1, qPrintable(QString::number(share)));

    window.assetPanel().setBeforeShown(true);
    QTRY_VERIFY_WITH_TIMEOUT(window.viewport().mesh() != window.result()->mesh, kLimitMs);
    QCOMPARE(window.viewport().mesh()->triangleCount(), first->raw->mesh.triangleCount());
    window.assetPanel().setBeforeShown(false);
    QCOMPARE(window.viewport().mesh(), window.result()->mesh);

    // What the job showed can be looked back at, and compared with the picture; the camera stays where it is.
    const QMatrix4x4 camera = window.viewport().camera().viewMatrix();
    auto* slider = window.findChild<QSlider*>("previewSlider");
    QTest::keyClick(slider, Qt::Key_Home);
    QVERIFY(!window.viewport().mesh());
    QVERIFY(!fixture.frame().isNull());
    QCOMPARE(window.viewport().camera().viewMatrix(), camera);
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(window.viewport().mesh(), window.result()->mesh);
    QCOMPARE(window.viewport().camera().viewMatrix(), camera);
    window.viewport().run(ViewCommand::Picture);
    QVERIFY(fixture.child("picturePane")->isVisible());
    QVERIFY(static_cast<PicturePane*>(fixture.child("picturePane"))->hasPicture());
}

void TestMainWindow::interruptedJobIsOffered_andRunsAgain() {
    const QTemporaryDir data;
    qputenv("XDG_DATA_HOME", data.path().toLocal8Bit());
    {
        // As a program that was killed leaves it: with a job, and without anybody who holds the lock.
        const JobJournal journal(JobJournal::defaultFolder());
        JobOrder order = quickOrder();
        order.request.seed = 77;
        journal.follow(order);
        order.picture();
    }
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(window.banner().text().contains(QLatin1String("interrupted")));
    QCOMPARE(window.jobs().jobs().size(), std::size_t(1));
    QCOMPARE(window.jobs().state(1), JobState::Interrupted);
    QSignalSpy added(&window.history(), &HistoryStore::added);
    QVERIFY(window.queuePanel().retryFailed->isEnabled());
    window.queuePanel().retryFailed->trigger();
    QVERIFY(added.wait(kLimitMs));
    QCOMPARE(window.history().entries()[0].request.seed, std::uint64_t(77));
    QTRY_VERIFY(JobJournal(JobJournal::defaultFolder()).takeInterrupted().empty());
    qputenv("XDG_DATA_HOME", m_dir.path().toLocal8Bit());
}

void TestMainWindow::exportFailsWithASentence() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    window.generate();
    QVERIFY(idle.wait(kLimitMs));

    const QString folder = m_dir.filePath(QStringLiteral("locked"));
    QVERIFY(QDir().mkdir(folder));
    QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
    // Permissions do not stop root; nobody can make a file in /proc.
    const QString readOnly = geteuid() == 0 ? QStringLiteral("/proc/x.glb") : folder + "/x.glb";
    for (const QString& file :
         {readOnly, m_dir.filePath(QStringLiteral("missing/x.glb")), m_dir.filePath(QStringLiteral("x.docx"))}) {
        QSignalSpy failed(&window, &MainWindow::failureShown);
        window.exportTo(file);
        QVERIFY2(failed.wait(kLimitMs), qPrintable(file));
        QVERIFY2(window.banner().text().contains(QFileInfo(file).fileName()), qPrintable(window.banner().text()));
        QVERIFY(!failed[0][0].value<JobFailure>().hint.empty());
        QVERIFY(!QFileInfo::exists(file));
        QVERIFY(!QFileInfo::exists(file + ".part"));
    }
}

void TestMainWindow::modelFolderFailsWithASentence_whenItHoldsNone() {
    WindowFixture fixture;
    QSignalSpy failed(&fixture.window, &MainWindow::failureShown);
    fixture.window.setModelDir(m_dir.path().toStdString());
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].value<JobFailure>().code, ErrorCode::ModelNotFound);
    QVERIFY(fixture.window.parameters().model());  // the one before stays chosen
}

void TestMainWindow::viewObeysKeysAndMenus_andRemembersTheMouse() {
    const auto actionOf = [](MainWindow& window, const QString& text) {
        const QList<QAction*> actions = window.findChildren<QAction*>();
        const auto found =
            std::find_if(actions.begin(), actions.end(), [&](const QAction* action) { return action->text() == text; });
        return found == actions.end() ? nullptr : *found;
    };
    {
        WindowFixture fixture;
        ViewportWidget& view = fixture.window.viewport();
        qobject_cast<QStackedWidget*>(view.parentWidget())->setCurrentWidget(&view);
        QVERIFY(fixture.isExposed());
        QAction* orthographic = actionOf(fixture.window, "Without Perspective");
        QVERIFY(orthographic);
        QTest::mouseClick(fixture.nativeView(), Qt::LeftButton);
        QTest::keyClick(fixture.nativeView(), Qt::Key_5);
        QTRY_VERIFY(orthographic->isChecked());
        QVERIFY(view.camera().isOrthographic());
        orthographic->trigger();
        QVERIFY(!view.camera().isOrthographic());

        // A number is typed where numbers are typed.
        QWidget* seed = fixture.child("seedBox");
        seed->setFocus();
        QTest::keyClick(seed, Qt::Key_5);
        QVERIFY(!view.camera().isOrthographic());

        QCOMPARE(view.navigation(), NavigationStyle::Default);
        actionOf(fixture.window, "&Maya")->trigger();
        QCOMPARE(view.navigation(), NavigationStyle::Maya);
    }
    WindowFixture fixture;
    QCOMPARE(fixture.window.viewport().navigation(), NavigationStyle::Maya);
    QVERIFY(actionOf(fixture.window, "&Maya")->isChecked());
}

void TestMainWindow::viewIsSaved_asAPictureAndAsATurntable() {
    WindowFixture fixture;
    ViewportWidget& view = fixture.window.viewport();
    qobject_cast<QStackedWidget*>(view.parentWidget())->setCurrentWidget(&view);
    QVERIFY(fixture.isExposed());
    auto roof = std::make_shared<MeshAsset>();
    roof->positions = {{-0.4f, 0, -0.4f}, {0.4f, 0, -0.4f}, {0, 0, 0.4f}};
    roof->triangles = {{0, 1, 2}};
    QSignalSpy shown(&view, &ViewportWidget::meshShown);
    view.showMesh(roof);
    QVERIFY(shown.wait(kLimitMs));

    ViewPictures& pictures = fixture.window.viewPictures();
    const QString file = m_dir.filePath(QStringLiteral("view.png"));
    pictures.savePicture({320, 240}, true, file);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file), kLimitMs);
    const QImage saved(file);
    QCOMPARE(saved.size(), QSize(320, 240));
    QCOMPARE(qAlpha(saved.pixel(0, 0)), 0);
    QCOMPARE(qAlpha(saved.pixel(160, 150)), 255);

    TurntableSettings settings;
    settings.size = {96, 64};
    settings.frames = 6;
    settings.file = m_dir.filePath(QStringLiteral("round.webp"));
    QSignalSpy written(&pictures, &ViewPictures::turntableSaved);
    pictures.saveTurntable(settings);
    QVERIFY(fixture.window.findChild<QProgressDialog*>());
    QVERIFY(written.wait(kLimitMs));
    QImageReader reader(settings.file);
    QCOMPARE(reader.imageCount(), 6);
    const QImage front = reader.read();
    reader.read();
    const QImage side = reader.read();  // a third of a round later it is seen from its edge
    QVERIFY(front != side);
    QVERIFY(!fixture.window.findChild<QProgressDialog*>());

    settings.file = m_dir.filePath(QStringLiteral("stopped.webp"));
    pictures.saveTurntable(settings);
    fixture.window.findChild<QProgressDialog*>()->findChild<QPushButton*>()->click();
    QTRY_VERIFY(!fixture.window.findChild<QProgressDialog*>());
    pictures.savePicture({64, 64}, false, m_dir.filePath(QStringLiteral("next.png")));  // the view is free again
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_dir.filePath(QStringLiteral("next.png"))), kLimitMs);
    QCOMPARE(QImage(m_dir.filePath(QStringLiteral("next.png"))).pixelColor(0, 0), view.backgroundColor());
    QCOMPARE(written.size(), 1);
    QVERIFY(!QFileInfo::exists(settings.file));
}

int main(int argc, char** argv) {
    ViewportWidget::prepareRenderer();
    QApplication app(argc, argv);
    app.setQuitOnLastWindowClosed(false);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_main_window.moc"

// One finished job of the starter model in the window: shown, exported, made again, kept and opened after a restart.
#include <unistd.h>

#include <QAction>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QWindow>

#include "inference/asset/asset_import.h"
#include "tests/support/image_compare.h"
#include "tests/ui/picture_drop.h"
#include "tests/ui/window_fixture.h"
#include "ui/history_panel.h"
#include "ui/history_store.h"
#include "viewer/picture_pane.h"

using namespace espalier;

namespace {

constexpr std::uint64_t kSeed = 42;
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

QImage frameOf(ViewportWidget& viewport) {
    QSignalSpy captured(&viewport, &ViewportWidget::captured);
    viewport.requestCapture();
    return captured.wait(kLimitMs) ? captured[0][0].value<QImage>() : QImage();
}

}  // namespace

class TestWindowResult : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void windowAnswers_whileTheJobRuns();
    void resultIsShown();
    void viewKeepsTheShortcuts();
    void resultBecomesAFile_data();
    void resultBecomesAFile();
    void exportFailsWithASentence();
    void assetIsMadeAgain_withOtherSettings();
    void finishedJobIsInTheHistory_afterARestart();

private:
    MainWindow& window() { return m_fixture->window; }

    QTemporaryDir m_dir;
    std::unique_ptr<WindowFixture> m_fixture;  // with the finished job
    qsizetype m_previews = 0;
    double m_longestStallMs = 0;
    double m_longestWorkMs = 0;
};

/// From the drop to the model, as a person would, with the settings as they are out of the box.
void TestWindowResult::initTestCase() {
    m_fixture = std::make_unique<WindowFixture>();
    QVERIFY(m_fixture->isExposed());
    QSignalSpy ready(&window(), &MainWindow::pictureReady);
    QWidget* area = m_fixture->child("imageDropArea");
    drop(window(), {kSampleFolder + "robot.png"}, area->mapTo(&window(), area->rect().center()));
    QVERIFY(ready.wait(kLimitMs));

    QSignalSpy previews(&window().jobs(), &JobQueue::previewReady);
    QSignalSpy added(&window().history(), &HistoryStore::added);
    QSignalSpy shown(&window().viewport(), &ViewportWidget::meshShown);
    window().parameters().setSeed(kSeed);
    window().parameters().setSeedLocked(true);
    window().assetPanel().setSettings({});
    StallMeter meter(MeteredApplication::workWithoutRenderingMs);
    QTest::mouseClick(m_fixture->child("generateButton"), Qt::LeftButton);
    QVERIFY(m_fixture->child("cancelButton")->isEnabled());
    QVERIFY2(added.wait(kLimitMs), qPrintable(window().banner().text()));
    QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLimitMs);
    m_previews = previews.size();
    m_longestStallMs = meter.longestMs();
    m_longestWorkMs = meter.longestWorkMs();
}

void TestWindowResult::windowAnswers_whileTheJobRuns() {
    qInfo(
        "GUI thread during a job with software rendering: longest stall %.0f ms, of its own work without the "
        "renderer's %.0f ms",
        m_longestStallMs, m_longestWorkMs);
    // A stall is as long as the machine is busy, with the frames of a software OpenGL for the most part.
    QVERIFY(m_longestWorkMs < kLongestWorkMs);
    QVERIFY(m_previews > 0);
}

void TestWindowResult::resultIsShown() {
    QCOMPARE(window().viewport().mesh(), window().result()->mesh);
    const QImage frame = frameOf(window().viewport());
    QVERIFY(!frame.isNull());
    QVERIFY2(filledShare(frame) > 0.03, "the frame shows next to nothing");
    // Another processor rounds differently, and moves a voxel here and there; another shape is far below this.
    const QString difference = differenceFromBaseline(centre(frame), QStringLiteral("window_robot"), 0.9);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
    QTRY_VERIFY(static_cast<QLabel*>(m_fixture->child("assetSummary"))->text().contains(QLatin1String("triangles")));
}

/// The 3D view is a window of its own inside ours.
void TestWindowResult::viewKeepsTheShortcuts() {
    QWindow* view = WindowFixture::nativeView();
    QVERIFY(view);
    QTest::mouseClick(view, Qt::LeftButton);
    QTest::keyClick(view, Qt::Key_W);
    QTRY_VERIFY(window().viewport().isWireframeShown());
    QTest::keyClick(view, Qt::Key_N);
    QTRY_COMPARE(window().viewport().shading(), Shading::Normals);
}

void TestWindowResult::resultBecomesAFile_data() {
    QTest::addColumn<bool>("keepsVertices");
    for (const char* extension : {"glb", "obj", "ply", "stl", "fbx"})
        QTest::newRow(extension) << (qstrcmp(extension, "stl") != 0);
}

void TestWindowResult::resultBecomesAFile() {
    QFETCH(bool, keepsVertices);
    const MeshAsset& mesh = *window().result()->mesh;
    const QString file = m_dir.filePath(QStringLiteral("robot.") + QTest::currentDataTag());
    QSignalSpy exported(&window(), &MainWindow::exported);
    window().exportTo(file);
    QVERIFY(exported.wait(kLimitMs));
    const MeshAsset read = importAsset(file.toStdString());
    QCOMPARE(read.triangleCount(), mesh.triangleCount());
    if (keepsVertices) QCOMPARE(read.vertexCount(), mesh.vertexCount());
}

void TestWindowResult::exportFailsWithASentence() {
    const QString folder = m_dir.filePath(QStringLiteral("locked"));
    QVERIFY(QDir().mkdir(folder));
    QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
    // Permissions do not stop root; nobody can make a file in /proc.
    const QString readOnly = geteuid() == 0 ? QStringLiteral("/proc/x.glb") : folder + "/x.glb";
    for (const QString& file :
         {readOnly, m_dir.filePath(QStringLiteral("missing/x.glb")), m_dir.filePath(QStringLiteral("x.docx"))}) {
        QSignalSpy failed(&window(), &MainWindow::failureShown);
        window().exportTo(file);
        QVERIFY2(failed.wait(kLimitMs), qPrintable(file));
        QVERIFY2(window().banner().text().contains(QFileInfo(file).fileName()), qPrintable(window().banner().text()));
        QVERIFY(!failed[0][0].value<JobFailure>().hint.empty());
        QVERIFY(!QFileInfo::exists(file));
        QVERIFY(!QFileInfo::exists(file + ".part"));
    }
}

void TestWindowResult::assetIsMadeAgain_withOtherSettings() {
    MainWindow& window = this->window();
    const auto first = window.result();
    QVERIFY(first->mesh->textures);
    QTRY_VERIFY(window.assetPanel().factsText().contains(QLatin1String("Textures 2048")));
    auto* apply = static_cast<QPushButton*>(m_fixture->child("applyAsset"));
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
    const QString id = window.history().entries().front().id;
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
    QVERIFY(!frameOf(window.viewport()).isNull());
    QCOMPARE(window.viewport().camera().viewMatrix(), camera);
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(window.viewport().mesh(), window.result()->mesh);
    QCOMPARE(window.viewport().camera().viewMatrix(), camera);
    window.viewport().run(ViewCommand::Picture);
    QVERIFY(m_fixture->child("picturePane")->isVisible());
    QVERIFY(static_cast<PicturePane*>(m_fixture->child("picturePane"))->hasPicture());
}

void TestWindowResult::finishedJobIsInTheHistory_afterARestart() {
    const std::size_t triangles = window().result()->mesh->triangleCount();
    const std::size_t vertices = window().result()->mesh->vertexCount();
    const HistoryEntry kept = window().history().entries().front();
    QCOMPARE(window().historyPanel().selected(), kept.id);
    const QByteArray glb = bytesOf(window().history().assetFile(kept.id));
    m_fixture.reset();

    WindowFixture fixture;
    MainWindow& window = fixture.window;
    HistoryPanel& panel = window.historyPanel();
    QTRY_COMPARE_WITH_TIMEOUT(window.history().entries().size(), std::size_t(1), kLimitMs);
    const HistoryEntry entry = window.history().entries()[0];
    QCOMPARE(entry.name, QStringLiteral("robot"));
    QCOMPARE(entry.request.seed, kSeed);
    QVERIFY(entry.problem.isEmpty());
    QVERIFY(!QImage(window.history().thumbnailFile(entry.id)).isNull());
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
    QVERIFY(window.parameters().seed() != kSeed);
    panel.takeOver->trigger();
    const GenerateRequest request = window.parameters().request();
    QCOMPARE(request.seed, kSeed);
    QCOMPARE(request.modelDir, entry.request.modelDir);
    QVERIFY(request.structure.steps == kQuickStructureSteps && request.texture.steps == kQuickLatentSteps);
    QVERIFY(window.parameters().isSeedLocked());
}

int main(int argc, char** argv) {
    return runWindowTest<TestWindowResult>(argc, argv);
}

#include "tst_window_result.moc"

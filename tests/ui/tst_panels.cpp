// The parts of the window on their own, without a display.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "ui/asset_commands.h"
#include "ui/failure_text.h"
#include "ui/job_panel.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "ui/preview_timeline.h"
#include "ui/sampler_grid.h"
#include "ui/settings.h"
#include "ui/views_panel.h"

using namespace espalier;

namespace {

ModelInfo model(const std::string& title) {
    ModelInfo info;
    info.dir = "/models/" + title;
    info.title = title;
    info.types = {PipelineType::k512, PipelineType::k1024Cascade};
    info.defaultType = PipelineType::k1024Cascade;
    info.structure = {12, 3.0, 0.7, {0.6, 1.0}, 5.0};
    info.shape = {12, 2.125, 0.5, {0.6, 1.0}, 3.0};
    info.texture = {10, 1.0, 0.0, {0.6, 0.9}, 3.0};
    info.hasTexture = true;
    return info;
}

bool changesNothing(const SamplerOverrides& overrides) {
    return !overrides.steps && !overrides.guidanceStrength && !overrides.guidanceRescale &&
           !overrides.guidanceInterval && !overrides.rescaleT;
}

}  // namespace

class TestPanels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requestChangesNothing_whenNothingWasTouched();
    void stepsFollowTheQuality();
    void qualityIsCustom_whenStepsAreEdited();
    void onlyEditedValuesAreSent_andResetBringsThemBack();
    void memoryModeIsSent_whenItIsChosen();
    void textureColumnIsOff_whenOnlyTheShapeIsWanted();
    void gaussiansAreOffered_whereTheModelHasThem();
    void viewsAreAddedMovedAndRemoved();
    void viewsAreLeftOut_whileTheModelTakesOnePicture();
    void seedChanges_unlessTypedByTheUser();
    void problemIsShown_andItsFieldUnfolded();
    void panelSaysSo_whenThereIsNoModel();
    void bannerShowsSentenceRemedyAndDetails();
    void progressIsInPlainWords();
    void durationIsReadable_data();
    void durationIsReadable();
    void summaryCountsParts();
    void settingsDoNotMatter_whenUnwritable();
    void recentPicturesForgetMissingFiles();
    void timelineShowsEachPreview_onceTheModelIsThere();
    void timelineStaysShort_whenAJobIsLong();
};

namespace {

std::shared_ptr<const Preview> preview(int step) {
    auto preview = std::make_shared<Preview>();
    preview->step = step;
    preview->of = 200;
    return preview;
}

}  // namespace

void TestPanels::requestChangesNothing_whenNothingWasTouched() {
    ParameterPanel panel;
    panel.setModels({model("a"), model("b")}, "/models/b");
    const GenerateRequest request = panel.request();
    QCOMPARE(request.modelDir, std::filesystem::path("/models/b"));
    QCOMPARE(request.type, std::optional(PipelineType::k1024Cascade));
    QVERIFY(changesNothing(request.structure));
    QVERIFY(changesNothing(request.shape));  // 2.125 is more than the box shows
    QVERIFY(changesNothing(request.texture));
    QVERIFY(!request.geometryOnly);
}

void TestPanels::stepsFollowTheQuality() {
    ParameterPanel panel;
    panel.setModels({model("a")}, {});
    panel.setQuality(Quality::Draft);
    QCOMPARE(panel.request().structure.steps, std::optional(6));
    QCOMPARE(panel.request().texture.steps, std::optional(5));
    panel.setQuality(Quality::High);
    QCOMPARE(panel.request().shape.steps, std::optional(24));
    panel.setQuality(Quality::Standard);
    QVERIFY(changesNothing(panel.request().shape));
}

void TestPanels::qualityIsCustom_whenStepsAreEdited() {
    ParameterPanel panel;
    panel.setModels({model("a")}, {});
    auto* grid = panel.findChild<SamplerGrid*>();
    grid->findChild<QSpinBox*>()->setValue(9);
    QCOMPARE(panel.quality(), Quality::Custom);
    QCOMPARE(panel.request().structure.steps, std::optional(9));
}

void TestPanels::onlyEditedValuesAreSent_andResetBringsThemBack() {
    ParameterPanel panel;
    panel.setModels({model("a")}, {});
    QDoubleSpinBox* guidance = nullptr;
    for (auto* box : panel.findChildren<QDoubleSpinBox*>())
        if (box->accessibleName() == QLatin1String("Shape, Guidance")) guidance = box;
    QVERIFY(guidance);
    guidance->setValue(4.5);
    QCOMPARE(panel.request().shape.guidanceStrength, std::optional(4.5));
    QVERIFY(!panel.request().shape.steps);
    QVERIFY(changesNothing(panel.request().structure));
    panel.resetAdvanced();
    QVERIFY(changesNothing(panel.request().shape));
}

void TestPanels::memoryModeIsSent_whenItIsChosen() {
    ParameterPanel panel;
    panel.setModels({model("a")}, {});
    QVERIFY(!panel.request().memory);
    QSignalSpy target(&panel, &ParameterPanel::targetChanged);
    auto* box = panel.findChild<QComboBox*>(QStringLiteral("memoryBox"));
    box->setCurrentIndex(box->findData(int(MemoryMode::Staged)));
    QCOMPARE(target.size(), 1);
    QVERIFY(panel.request().memory == MemoryMode::Staged);
    panel.resetAdvanced();
    QVERIFY(!panel.request().memory);
}

void TestPanels::textureColumnIsOff_whenOnlyTheShapeIsWanted() {
    ParameterPanel panel;
    panel.setModels({model("a")}, {});
    auto* only = panel.findChild<QCheckBox*>();
    const auto colourBoxesEnabled = [&] {
        int enabled = 0;
        for (auto* box : panel.findChildren<QAbstractSpinBox*>())
            enabled += box->accessibleName().startsWith(QLatin1String("Colour")) && box->isEnabled();
        return enabled;
    };
    QCOMPARE(colourBoxesEnabled(), 6);
    only->setChecked(true);
    QCOMPARE(colourBoxesEnabled(), 0);
    QVERIFY(panel.request().geometryOnly);

    ModelInfo plain = model("plain");
    plain.hasTexture = false;
    panel.setModels({plain}, {});
    QVERIFY(!only->isEnabled());
    QVERIFY(panel.request().geometryOnly);
}

void TestPanels::gaussiansAreOffered_whereTheModelHasThem() {
    ParameterPanel panel;
    ModelInfo first = model("first");
    first.hasGaussians = true;
    panel.setModels({model("a"), first}, {});
    auto* box = panel.findChild<QComboBox*>(QStringLiteral("outputBox"));
    QVERIFY(box->isHidden() && !panel.request().gaussians);
    panel.setModels({model("a"), first}, first.dir);
    QVERIFY(!box->isHidden() && !panel.request().gaussians);
    box->setCurrentIndex(1);
    const GenerateRequest wanted = panel.request();
    QVERIFY(wanted.gaussians);
    box->setCurrentIndex(0);
    panel.setRequest(wanted);
    QVERIFY(panel.request().gaussians && !panel.request().radianceField);
    first.hasRadianceField = true;
    panel.setModels({model("a"), first}, first.dir);  // keeps the choice
    QVERIFY(panel.request().gaussians && !panel.request().radianceField);
    QCOMPARE(box->count(), 4);
    box->setCurrentIndex(2);
    QVERIFY(!panel.request().gaussians && panel.request().radianceField);
    box->setCurrentIndex(3);
    QVERIFY(panel.request().gaussians && panel.request().radianceField);
    panel.setModels({model("a")}, {});
    QVERIFY(box->isHidden() && !panel.request().gaussians && !panel.request().radianceField);
}

void TestPanels::viewsAreAddedMovedAndRemoved() {
    const QString folder = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/samples/");
    const QString mug = folder + "mug.png", robot = folder + "robot.png", house = folder + "house.png";
    ViewsPanel panel;
    QVERIFY(panel.isHidden());
    panel.setUsable(true);
    QVERIFY(!panel.isHidden() && panel.files().isEmpty());
    auto* list = panel.findChild<QListWidget*>(QStringLiteral("viewsList"));
    QVERIFY(list->isHidden() && !panel.remove->isVisible());
    const auto drop = [&](const QString& file, const QPoint& at) {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(panel.windowHandle(), &enter);
        QDropEvent event(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(panel.windowHandle(), &event);
    };
    panel.add({mug});
    drop(robot, {5, 5});
    QTRY_VERIFY(list->isVisible() && !list->visualItemRect(list->item(0)).isEmpty());
    drop(house, list->mapTo(&panel, QPoint(20, 20)));
    QCOMPARE(panel.files(), QStringList({mug, robot, house}));
    QVERIFY(!list->isHidden());
    for (int row = 0; row < 3; ++row)
        QTRY_VERIFY(list->item(row)->icon().pixmap(40).toImage().pixelColor(20, 20).alpha() > 0);

    list->setCurrentRow(0);
    QVERIFY(!panel.moveUp->isEnabled());
    panel.moveDown->trigger();
    QCOMPARE(panel.files(), QStringList({robot, mug, house}));
    panel.moveDown->trigger();
    QVERIFY(!panel.moveDown->isEnabled());
    panel.moveUp->trigger();
    QCOMPARE(panel.files(), QStringList({robot, mug, house}));
    panel.remove->trigger();
    QCOMPARE(panel.files(), QStringList({robot, house}));
    panel.clear();
    QVERIFY(panel.files().isEmpty() && list->isHidden());
}

void TestPanels::viewsAreLeftOut_whileTheModelTakesOnePicture() {
    ViewsPanel panel;
    panel.setUsable(true);
    panel.add({QStringLiteral("/pictures/side.png")});
    panel.setMode(ViewMode::Multidiffusion);
    QVERIFY(panel.mode() == ViewMode::Multidiffusion);
    panel.setUsable(false);
    QVERIFY(panel.files().isEmpty() && !panel.isHidden());
    panel.setUsable(true);
    QCOMPARE(panel.files().size(), 1);
    panel.clear();
    panel.setUsable(false);
    QVERIFY(panel.isHidden());
}

void TestPanels::seedChanges_unlessTypedByTheUser() {
    ParameterPanel panel;
    const auto first = panel.seed();
    panel.drawSeed();
    QVERIFY(panel.seed() != first);  // wrong once in two thousand million runs
    QVERIFY(!panel.isSeedLocked());

    panel.show();
    auto* box = panel.findChild<QSpinBox*>(QStringLiteral("seedBox"));
    box->setFocus();
    QTRY_VERIFY(box->hasFocus());
    box->selectAll();
    QTest::keyClicks(box, QStringLiteral("77"));
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(panel.seed(), std::uint64_t(77));
    QVERIFY(panel.isSeedLocked());
}

void TestPanels::problemIsShown_andItsFieldUnfolded() {
    ParameterPanel panel;
    panel.setModels({model("a")}, {});
    auto* advanced = panel.findChild<QWidget*>(QStringLiteral("advanced"));
    auto* problems = panel.findChild<QLabel*>(QStringLiteral("problems"));
    QVERIFY(advanced->isHidden());
    panel.showProblems({{"structure.steps", "Too many steps.", "Use at most 100."}});
    QVERIFY(!advanced->isHidden());
    QCOMPARE(problems->text(), QStringLiteral("Too many steps. Use at most 100."));
    panel.showProblems({});
    QVERIFY(problems->isHidden());
}

void TestPanels::panelSaysSo_whenThereIsNoModel() {
    ParameterPanel panel;
    QVERIFY(!panel.model());
    const auto labels = panel.findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->text().contains(QLatin1String("No model was found"));
    }));
}

void TestPanels::bannerShowsSentenceRemedyAndDetails() {
    MessageBanner banner;
    QVERIFY(banner.text().isEmpty());
    banner.showFailure({ErrorCode::FileWrite, "Cannot write x.glb.", "Choose another folder.", "errno 28"});
    QVERIFY(banner.text().contains(QLatin1String("Cannot write x.glb.")));
    QVERIFY(banner.text().contains(QLatin1String("Choose another folder.")));
    auto* details = banner.findChild<QPlainTextEdit*>();
    QVERIFY(details->isHidden());
    banner.findChild<QPushButton*>()->click();
    QVERIFY(!details->isHidden());
    QCOMPARE(details->toPlainText(), QStringLiteral("errno 28"));
    banner.findChild<QToolButton*>()->click();
    QVERIFY(banner.text().isEmpty());
}

void TestPanels::progressIsInPlainWords() {
    JobPanel panel;
    panel.showState(JobState::Running);
    QVERIFY(!panel.isHidden());
    panel.showProgress({Stage::Structure, 3, 12, 0.25, 5.0, 15.0});
    QCOMPARE(panel.stageLine(), QStringLiteral("Finding the rough shape, step 4 of 12"));
    panel.showProgress({Stage::Finish, 0, 1, 0.9, 5.0, 1.0});
    QCOMPARE(panel.stageLine(), QStringLiteral("Painting the mesh"));
    panel.showProgress({Stage::Unwrap, 0, 1, 0.95, 5.0, 1.0});
    QCOMPARE(panel.stageLine(), QStringLiteral("Laying the surface flat"));
    panel.showState(JobState::Stopping);
    QCOMPARE(panel.stageLine(), QStringLiteral("Stopping..."));
    panel.showState(JobState::Cancelled);
    QVERIFY(panel.isHidden());
    panel.showQueue(2, true);
    QVERIFY(!panel.isHidden());
    QCOMPARE(panel.stageLine(), QStringLiteral("Paused"));
    QSignalSpy resumed(&panel, &JobPanel::resumeRequested);
    Q_EMIT panel.findChild<QLabel*>(QStringLiteral("queueLine"))->linkActivated(QStringLiteral("resume"));
    QCOMPARE(resumed.size(), 1);
    panel.showQueue(2, false);
    QVERIFY(panel.isHidden());
}

void TestPanels::durationIsReadable_data() {
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << 12.4 << "12 s";
    QTest::newRow("minutes") << 185.0 << "3 min 05 s";
    QTest::newRow("hours") << 3720.0 << "1 h 02 min";
    QTest::newRow("just below a minute") << 59.6 << "1 min 00 s";
    QTest::newRow("negative") << -3.0 << "0 s";
}

void TestPanels::durationIsReadable() {
    QFETCH(double, seconds);
    QTEST(spokenDuration(seconds), "text");
}

void TestPanels::summaryCountsParts() {
    MeshStatistics statistics;
    statistics.triangles = 1234;
    statistics.vertices = 700;
    statistics.components = 1;
    statistics.watertight = true;
    statistics.box = {{-0.5f, -0.25f, 0.0f}, {0.5f, 0.25f, 0.1f}};
    QString text = summaryText(statistics);
    for (const char* part : {"1,234 triangles", "700 vertices", "1 part ", "watertight", "1.00 × 0.50 × 0.10 m"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    statistics.components = 3;
    statistics.watertight = false;
    text = summaryText(statistics);
    QVERIFY(text.contains(QLatin1String("3 parts")));
    QVERIFY(text.contains(QLatin1String("not watertight")));
}

void TestPanels::settingsDoNotMatter_whenUnwritable() {
    // A folder can be made nowhere under /proc, not even by root.
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("/proc/espalier"));
    Settings settings;
    settings.setWindowGeometry("geometry");
    settings.setExportFolder(QStringLiteral("/tmp"));
    QCOMPARE(settings.windowGeometry(), QByteArray("geometry"));
    QCOMPARE(settings.exportFolder(), QStringLiteral("/tmp"));
}

void TestPanels::recentPicturesForgetMissingFiles() {
    QTemporaryDir dir;
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, dir.path());
    const QString kept = dir.filePath(QStringLiteral("kept.png"));
    QFile file(kept);
    QVERIFY(file.open(QIODevice::WriteOnly));
    Settings settings;
    settings.addRecentPicture(dir.filePath(QStringLiteral("gone.png")));
    settings.addRecentPicture(kept);
    settings.addRecentPicture(kept);
    QCOMPARE(settings.recentPictures(), QStringList{kept});
}

void TestPanels::timelineShowsEachPreview_onceTheModelIsThere() {
    PreviewTimeline timeline;
    timeline.start();
    for (int step = 1; step <= 3; ++step)
        timeline.add(preview(step));
    QVERIFY(timeline.isHidden());
    QSignalSpy previews(&timeline, &PreviewTimeline::previewChosen);
    QSignalSpy model(&timeline, &PreviewTimeline::modelChosen);
    timeline.finish();
    QVERIFY(timeline.isVisible());
    QVERIFY(previews.isEmpty() && model.isEmpty());  // what is shown is the model already
    auto* slider = timeline.findChild<QSlider*>();
    const auto* text = timeline.findChild<QLabel*>();
    QTest::keyClick(slider, Qt::Key_Home);
    QCOMPARE(previews.size(), 1);
    QCOMPARE(previews[0][0].value<std::shared_ptr<const Preview>>()->step, 1);
    QVERIFY2(text->text().endsWith("step 1 of 200"), qPrintable(text->text()));
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(previews[1][0].value<std::shared_ptr<const Preview>>()->step, 2);
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(model.size(), 1);
    timeline.start();
    QVERIFY(timeline.isHidden());
    timeline.finish();
    QVERIFY(timeline.isHidden());  // there is nothing to look back at
}

void TestPanels::timelineStaysShort_whenAJobIsLong() {
    PreviewTimeline timeline;
    timeline.start();
    QSignalSpy previews(&timeline, &PreviewTimeline::previewChosen);
    for (int step = 1; step <= 1000; ++step)
        timeline.add(preview(step));
    QVERIFY(timeline.count() > 30 && timeline.count() <= 64);
    timeline.finish();
    auto* slider = timeline.findChild<QSlider*>();
    int last = 0;
    for (int place = 0; place < slider->maximum(); ++place) {
        slider->setValue(place);
        const int step = previews.last()[0].value<std::shared_ptr<const Preview>>()->step;
        QVERIFY(place == 0 ? step == 1 : step - last <= 32);  // evenly, from the first on
        last = step;
    }
    QVERIFY(last > 950);
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestPanels test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_panels.moc"

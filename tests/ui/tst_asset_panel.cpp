#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <cmath>

#include "tests/viewer/analytic_shapes.h"
#include "ui/asset_panel.h"
#include "ui/asset_remaker.h"

using namespace espalier;

namespace {

constexpr int kLimitMs = 120'000;

std::shared_ptr<const RawResult> rawTorus(int segments) {
    auto raw = std::make_shared<RawResult>();
    raw->mesh = *makeTorus(0.34f, 0.12f, segments);
    raw->resolution = 64;
    return raw;
}

template <typename Widget>
Widget* child(const AssetPanel& panel, const char* name) {
    auto* found = panel.findChild<Widget*>(QLatin1String(name));
    Q_ASSERT(found);
    return found;
}

}  // namespace

class TestAssetPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void settings_comeBackAsTheyWereSet_data();
    void settings_comeBackAsTheyWereSet();
    void numberField_isShown_forAnotherNumber();
    void apply_isEnabled_whenThereIsSomethingToChange();
    void exportOptions_haveTheSizeInMetres();
    void everyField_hasAToolTipAndAName();
    void facts_sayWhatTheAssetIs();
    void remaker_makesTheAsset_andTellsProgress();
    void remaker_canBeStopped();
    void remaker_saysWhatIsWrong_withAnEmptyMesh();
    void remaker_canGo_whileItWorks();
};

void TestAssetPanel::settings_comeBackAsTheyWereSet_data() {
    QTest::addColumn<int>("faces");
    QTest::addColumn<int>("textureSize");
    QTest::addColumn<bool>("ticked");
    QTest::newRow("defaults") << 100'000 << 2048 << false;
    QTest::newRow("light") << 20'000 << 512 << true;
    QTest::newRow("all faces, colours at the vertices") << 0 << 0 << false;
    QTest::newRow("another number") << 12'345 << 4096 << true;
}

void TestAssetPanel::settings_comeBackAsTheyWereSet() {
    QFETCH(int, faces);
    QFETCH(int, textureSize);
    QFETCH(bool, ticked);
    AssetSettings settings;
    settings.faceTarget = std::size_t(faces);
    settings.textureSize = textureSize;
    settings.normalMap = settings.remesh = ticked;
    settings.removeInnerShells = !ticked;
    AssetPanel panel;
    panel.setSettings(settings);
    QVERIFY(panel.settings() == settings);
}

void TestAssetPanel::numberField_isShown_forAnotherNumber() {
    AssetPanel panel;
    auto* field = child<QSpinBox>(panel, "faceCount");
    QVERIFY(field->isHidden());
    auto* presets = child<QComboBox>(panel, "facesBox");
    presets->setCurrentIndex(presets->count() - 1);
    QVERIFY(!field->isHidden());
    field->setValue(4321);
    QCOMPARE(panel.settings().faceTarget, std::size_t(4321));
}

void TestAssetPanel::apply_isEnabled_whenThereIsSomethingToChange() {
    AssetPanel panel;
    auto* apply = child<QPushButton>(panel, "applyAsset");
    auto* cancel = child<QPushButton>(panel, "cancelAsset");
    auto* before = child<QPushButton>(panel, "beforeToggle");
    for (const AssetState state : {AssetState::None, AssetState::Fixed, AssetState::Busy}) {
        panel.setState(state);
        QVERIFY(!apply->isEnabled() && !before->isEnabled() && cancel->isHidden());
        QVERIFY(!apply->toolTip().isEmpty());
    }
    panel.setState(AssetState::Ready);
    QVERIFY(apply->isEnabled() && before->isEnabled());
    const MeshAssetPtr mesh = makeTorus(0.34f, 0.12f, 24);
    panel.setMadeWith(panel.settings());
    panel.showAsset(*mesh, summaryOf(*mesh), {});
    QVERIFY(!apply->isEnabled());  // made with just these
    child<QCheckBox>(panel, "remesh")->setChecked(true);
    QVERIFY(apply->isEnabled());
    QSignalSpy applied(&panel, &AssetPanel::applyRequested);
    QTest::mouseClick(apply, Qt::LeftButton);
    QCOMPARE(applied.count(), 1);
    panel.setState(AssetState::Making);
    QVERIFY(apply->isHidden() && !cancel->isHidden());
    QSignalSpy cancelled(&panel, &AssetPanel::cancelRequested);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(cancelled.count(), 1);
}

void TestAssetPanel::exportOptions_haveTheSizeInMetres() {
    AssetPanel panel;
    QVERIFY(!panel.exportOptions().sizeMetres);
    QVERIFY(panel.exportOptions().textures == ImageFormat::Png);
    child<QCheckBox>(panel, "sized")->setChecked(true);
    child<QDoubleSpinBox>(panel, "sizeBox")->setValue(85);
    auto* unit = child<QComboBox>(panel, "unitBox");
    for (const auto& [name, metres] : {std::pair{"mm", 0.085}, {"cm", 0.85}, {"m", 85.0}}) {
        unit->setCurrentText(name);
        QVERIFY(std::abs(*panel.exportOptions().sizeMetres / metres - 1) < 1e-12);
    }
    child<QComboBox>(panel, "textureFilesBox")->setCurrentText("WebP");
    QVERIFY(panel.exportOptions().textures == ImageFormat::WebP);
}

void TestAssetPanel::everyField_hasAToolTipAndAName() {
    const AssetPanel panel;
    for (const QWidget* field : panel.findChildren<QWidget*>()) {
        const auto* button = qobject_cast<const QAbstractButton*>(field);
        if (!button && !qobject_cast<const QComboBox*>(field) && !qobject_cast<const QAbstractSpinBox*>(field))
            continue;
        const QString name = button ? button->text() : field->accessibleName();
        QVERIFY2(!name.isEmpty(), qPrintable(field->objectName()));
        QVERIFY2(!field->toolTip().isEmpty(), qPrintable(field->objectName()));
    }
}

void TestAssetPanel::facts_sayWhatTheAssetIs() {
    const MeshAssetPtr mesh = makeTexturedTorus(0.34f, 0.12f, 48, true);
    AssetReport report;
    report.stageSeconds = {{Stage::Bake, 1.5}};
    report.notes = {"Box projection was used for 3 % of the faces."};
    AssetPanel panel;
    panel.showAsset(*mesh, summaryOf(*mesh), report);
    for (const char* fact : {"2,304 faces", "256 × 256 with normal map", "Painting the textures: 1.5 s", "as GLB"})
        QVERIFY2(panel.factsText().contains(QString::fromUtf8(fact)), qPrintable(panel.factsText()));
    QCOMPARE(child<QLabel>(panel, "assetNotes")->text(), QString("Box projection was used for 3 % of the faces."));
}

void TestAssetPanel::remaker_makesTheAsset_andTellsProgress() {
    AssetRemaker remaker;
    QSignalSpy made(&remaker, &AssetRemaker::made);
    QSignalSpy progressed(&remaker, &AssetRemaker::progressed);
    AssetSettings settings;
    settings.faceTarget = 2000;
    const auto raw = rawTorus(96);
    remaker.start(raw, settings);
    QVERIFY(remaker.isBusy());
    QVERIFY(made.wait(kLimitMs));
    QVERIFY(!remaker.isBusy());
    QVERIFY(!progressed.isEmpty());
    const auto asset = made[0][0].value<std::shared_ptr<const MadeAsset>>();
    QVERIFY(made[0][1].value<AssetSettings>() == settings);
    QVERIFY2(asset->mesh->triangleCount() <= 2100, qPrintable(QString::number(asset->mesh->triangleCount())));
    QVERIFY(asset->report.statistics.watertight);

    QSignalSpy before(&remaker, &AssetRemaker::beforeReady);
    remaker.makeBefore(raw);
    QVERIFY(before.wait(kLimitMs));
    QCOMPARE(before[0][0].value<MeshAssetPtr>()->triangleCount(), raw->mesh.triangleCount());
}

void TestAssetPanel::remaker_canBeStopped() {
    AssetRemaker remaker;
    QSignalSpy made(&remaker, &AssetRemaker::made);
    QSignalSpy cancelled(&remaker, &AssetRemaker::cancelled);
    remaker.start(rawTorus(900), {});
    remaker.cancel();
    QVERIFY(cancelled.wait(kLimitMs));
    QVERIFY(made.isEmpty());
    QVERIFY(!remaker.isBusy());
}

void TestAssetPanel::remaker_saysWhatIsWrong_withAnEmptyMesh() {
    AssetRemaker remaker;
    QSignalSpy failed(&remaker, &AssetRemaker::failed);
    remaker.start(std::make_shared<RawResult>(), {});
    QVERIFY(failed.wait(kLimitMs));
    QCOMPARE(failed[0][0].value<JobFailure>().code, ErrorCode::EmptyResult);
    QVERIFY(!remaker.isBusy());
}

void TestAssetPanel::remaker_canGo_whileItWorks() {
    const auto raw = rawTorus(900);
    QElapsedTimer timer;
    {
        AssetRemaker remaker;
        QSignalSpy progressed(&remaker, &AssetRemaker::progressed);
        remaker.start(raw, {});
        QVERIFY(progressed.wait(kLimitMs));
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestAssetPanel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_asset_panel.moc"

// What the window does with its 3D view.
#include <QAbstractItemView>
#include <QAction>
#include <QFileInfo>
#include <QImageReader>
#include <QProgressDialog>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QWindow>

#include "inference/asset/asset_export.h"
#include "tests/ui/window_fixture.h"
#include "tests/viewer/analytic_shapes.h"
#include "ui/compare_window.h"
#include "ui/history_store.h"
#include "ui/view_pictures.h"

using namespace espalier;

class TestWindowView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void viewObeysKeysAndMenus_andRemembersTheMouse();
    void everyKeyMeansOneThing();
    void lightFollowsItsSliders_andTheyTheKeys();
    void viewIsSaved_asAPictureAndAsATurntable();
    void resultsTurnTogether_whenCompared();

private:
    QTemporaryDir m_dir;
};

/// A key of the whole window hides the same one of a part of it, such as the view.
void TestWindowView::everyKeyMeansOneThing() {
    WindowFixture fixture;
    QMap<QKeySequence, QStringList> meanings;
    QSet<QKeySequence> ofTheWindow;
    for (const QAction* action : fixture.window.findChildren<QAction*>())
        for (const QKeySequence& key : action->shortcuts()) {
            meanings[key] << action->text();
            if (action->shortcutContext() == Qt::WindowShortcut) ofTheWindow << key;
        }
    QVERIFY(ofTheWindow.contains(QKeySequence(Qt::Key_B)) && !ofTheWindow.contains(QKeySequence(Qt::Key_C)));
    for (const QKeySequence& key : std::as_const(ofTheWindow))
        QVERIFY2(meanings[key].size() == 1,
                 qPrintable(key.toString() + QLatin1String(": ") + meanings[key].join(QLatin1String(", "))));
}

void TestWindowView::viewObeysKeysAndMenus_andRemembersTheMouse() {
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

void TestWindowView::lightFollowsItsSliders_andTheyTheKeys() {
    WindowFixture fixture;
    ViewportWidget& view = fixture.window.viewport();
    auto* rotation = fixture.window.findChild<QSlider*>(QStringLiteral("lightRotation"));
    auto* exposure = fixture.window.findChild<QSlider*>(QStringLiteral("lightExposure"));
    QVERIFY(rotation && exposure);
    rotation->setValue(-70);
    exposure->setValue(exposure->maximum() / 5);
    QCOMPARE(view.lightRotation(), -70.0);
    QCOMPARE(view.exposure(), 1.0);
    view.run(ViewCommand::LightRight);
    view.run(ViewCommand::Darker);
    QCOMPARE(rotation->value(), -55);
    QCOMPARE(exposure->value(), exposure->maximum() * 3 / 20);
    view.run(ViewCommand::ResetLight);
    QCOMPARE(rotation->value(), 0);
    QCOMPARE(exposure->value(), 0);
}

void TestWindowView::viewIsSaved_asAPictureAndAsATurntable() {
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

void TestWindowView::resultsTurnTogether_whenCompared() {
    const DataFolder data;
    WindowFixture fixture;
    HistoryStore& store = fixture.window.history();
    QSignalSpy added(&store, &HistoryStore::added);
    for (const int segments : {24, 36}) {
        HistoryEntry entry;
        entry.name = QStringLiteral("ring");
        entry.request.seed = std::uint64_t(segments);
        store.add(entry, [segments](const QString& folder) {
            const MeshAssetPtr ring = makeTorus(0.34f, 0.12f, segments);
            exportAsset(*ring, (folder + "/asset.glb").toStdString(), AssetFormat::Glb);
            return QImage(16, 16, QImage::Format_RGB32);
        });
        QVERIFY(added.wait(kLimitMs));
    }
    QVERIFY(fixture.isExposed());
    auto* list = fixture.window.findChild<QAbstractItemView*>(QStringLiteral("historyList"));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Home);
    QTest::keyClick(list, Qt::Key_End, Qt::ShiftModifier);
    QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    auto* compare = fixture.window.findChild<CompareWindow*>();
    QVERIFY(compare);
    QSignalSpy shown(compare, &CompareWindow::shown);
    QVERIFY(shown.wait(kLimitMs));
    QCOMPARE(compare->factsText(0), QStringLiteral("Seed: 24"));
    QCOMPARE(compare->factsText(1), QStringLiteral("Seed: 36"));
    ViewportWidget &left = compare->viewport(0), &right = compare->viewport(1);
    QCOMPARE(left.mesh()->triangleCount(), makeTorus(0.34f, 0.12f, 24)->triangleCount());
    QCOMPARE(right.mesh()->triangleCount(), makeTorus(0.34f, 0.12f, 36)->triangleCount());

    // Whatever moves one moves the other, from either side.
    const auto isAlike = [&] { return left.camera().viewMatrix() == right.camera().viewMatrix(); };
    left.lookFrom(StandardView::Right);
    QTRY_VERIFY(isAlike());
    const QMatrix4x4 fromTheRight = left.camera().viewMatrix();
    right.lookFrom(StandardView::Top);
    QTRY_VERIFY(isAlike() && left.camera().viewMatrix() != fromTheRight);
    compare->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), compare);  // a dialog's QWindow is active when its parent is
    QTest::keyClick(compare, Qt::Key_W);
    QVERIFY(left.isWireframeShown() && right.isWireframeShown());
    right.setShading(Shading::Normals);
    QCOMPARE(left.shading(), Shading::Normals);
    QTest::keyClick(compare, Qt::Key_Escape);
    QTRY_VERIFY(!fixture.window.findChild<CompareWindow*>());
}

int main(int argc, char** argv) {
    return runWindowTest<TestWindowView>(argc, argv);
}

#include "tst_window_view.moc"

#include <QDropEvent>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QScreen>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

#include "tests/viewer/analytic_shapes.h"
#include "tests/viewer/viewport_fixture.h"
#include "viewer/axes_gizmo.h"
#include "viewer/view_texts.h"

namespace espalier {

namespace {

void dropOn(QWindow* window, const QMimeData& data) {
    const QPoint where(50, 50);
    QDragEnterEvent enter(where, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window, &enter);
    if (!enter.isAccepted()) return;
    QDropEvent drop(where, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window, &drop);
}

void drag(QWindow* window, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
    QTest::mousePress(window, button, modifiers, {200, 150});
    QMouseEvent move(QEvent::MouseMove, {260, 130}, {260, 130}, Qt::NoButton, button, modifiers);
    QCoreApplication::sendEvent(window, &move);
    QTest::mouseRelease(window, button, modifiers, {260, 130});
}

}  // namespace

/// What a hand does in the native 3D window: drops, mouse, keys.
class ViewportInputTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<ViewportFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void files_areReported_whenDroppedOnTheNativeWindow();
    void image_isReported_whenDroppedOnTheNativeWindow();
    void drop_isRefused_whenThereIsNoPictureInIt();
    void camera_moves_whenDraggedAndScrolled_data();
    void camera_moves_whenDraggedAndScrolled();
    void drag_doesWhatTheStyleSays_data();
    void drag_doesWhatTheStyleSays();
    void shading_followsTheKeys();
    void light_followsTheKeys();
    void turntable_turns_untilDragged();
    void axis_isLookedAlong_whenClicked();
    void axes_areOnScreen_overThe3DWindow();
    void statistics_andCheatSheet_followTheKeys();
    void picture_isBesideTheShape_whenAskedFor();
    void pivot_isWhatWasClicked_whenClickedTwice();

private:
    std::unique_ptr<ViewportFixture> m_fixture;
};

void ViewportInputTest::files_areReported_whenDroppedOnTheNativeWindow() {
    QSignalSpy dropped(&m_fixture->view(), &ViewportWidget::filesDropped);
    QMimeData data;
    data.setUrls(
        {QUrl::fromLocalFile("/tmp/a b.png"), QUrl("https://example.org/c.png"), QUrl::fromLocalFile("/tmp/d.jpg")});
    dropOn(m_fixture->window(), data);
    QCOMPARE(dropped.count(), 1);
    QCOMPARE(dropped.at(0).at(0).toStringList(), QStringList({"/tmp/a b.png", "/tmp/d.jpg"}));
}

void ViewportInputTest::image_isReported_whenDroppedOnTheNativeWindow() {
    QSignalSpy dropped(&m_fixture->view(), &ViewportWidget::imageDropped);
    QImage image(7, 5, QImage::Format_ARGB32);
    image.fill(Qt::green);
    QMimeData data;
    data.setImageData(image);
    dropOn(m_fixture->window(), data);
    QCOMPARE(dropped.count(), 1);
    QCOMPARE(dropped.at(0).at(0).value<QImage>(), image);
}

void ViewportInputTest::drop_isRefused_whenThereIsNoPictureInIt() {
    QMimeData data;
    data.setText("not a picture");
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_fixture->window(), &enter);
    QVERIFY(!enter.isAccepted());
}

void ViewportInputTest::camera_moves_whenDraggedAndScrolled_data() {
    QTest::addColumn<QString>("gesture");
    for (const char* gesture : {"orbit", "pan", "shift", "wheel", "key"})
        QTest::newRow(gesture) << QString(gesture);
}

void ViewportInputTest::camera_moves_whenDraggedAndScrolled() {
    QFETCH(QString, gesture);
    QWindow* window = m_fixture->window();
    QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 48)));
    const QImage before = m_fixture->picture();
    if (gesture == "wheel") {
        QWheelEvent wheel({200, 150}, {200, 150}, {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(window, &wheel);
    } else if (gesture == "key") {
        QTest::keyClick(window, Qt::Key_7);
    } else {
        const auto button = gesture == "pan" ? Qt::MiddleButton : Qt::LeftButton;
        const auto modifiers = gesture == "shift" ? Qt::ShiftModifier : Qt::NoModifier;
        drag(window, button, modifiers);
    }
    QVERIFY(changedShare(before, m_fixture->picture()) > 0.1);
    // The way back to where it began: same direction, framed.
    if (gesture == "pan" || gesture == "shift" || gesture == "wheel") {
        QTest::keyClick(window, Qt::Key_F);
        QVERIFY(changedShare(before, m_fixture->picture()) < 0.001);
    }
}

void ViewportInputTest::drag_doesWhatTheStyleSays_data() {
    QTest::addColumn<NavigationStyle>("style");
    QTest::addColumn<Qt::MouseButton>("button");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<DragAction>("action");
    const auto row = [](const char* name, NavigationStyle style, Qt::MouseButton button,
                        Qt::KeyboardModifiers modifiers,
                        DragAction action) { QTest::newRow(name) << style << button << modifiers << action; };
    using enum NavigationStyle;
    row("default: left", Default, Qt::LeftButton, {}, DragAction::Orbit);
    row("default: middle", Default, Qt::MiddleButton, {}, DragAction::Pan);
    row("default: right", Default, Qt::RightButton, {}, DragAction::Pan);
    row("default: Shift, left", Default, Qt::LeftButton, Qt::ShiftModifier, DragAction::Pan);
    row("default: Ctrl, left", Default, Qt::LeftButton, Qt::ControlModifier, DragAction::TurnLight);
    row("Blender: left", Blender, Qt::LeftButton, {}, DragAction::None);
    row("Blender: middle", Blender, Qt::MiddleButton, {}, DragAction::Orbit);
    row("Blender: Shift, middle", Blender, Qt::MiddleButton, Qt::ShiftModifier, DragAction::Pan);
    row("Blender: Ctrl, middle", Blender, Qt::MiddleButton, Qt::ControlModifier, DragAction::Zoom);
    row("Blender: Alt, left", Blender, Qt::LeftButton, Qt::AltModifier, DragAction::Orbit);
    row("Blender: Alt, Shift, left", Blender, Qt::LeftButton, Qt::AltModifier | Qt::ShiftModifier, DragAction::Pan);
    row("Maya: left", Maya, Qt::LeftButton, {}, DragAction::None);
    row("Maya: Alt, left", Maya, Qt::LeftButton, Qt::AltModifier, DragAction::Orbit);
    row("Maya: Alt, middle", Maya, Qt::MiddleButton, Qt::AltModifier, DragAction::Pan);
    row("Maya: Alt, right", Maya, Qt::RightButton, Qt::AltModifier, DragAction::Zoom);
    row("Maya: Ctrl, left", Maya, Qt::LeftButton, Qt::ControlModifier, DragAction::TurnLight);
}

void ViewportInputTest::drag_doesWhatTheStyleSays() {
    QFETCH(NavigationStyle, style);
    QFETCH(Qt::MouseButton, button);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    QFETCH(DragAction, action);
    ViewportWidget& view = m_fixture->view();
    view.setNavigation(style);
    const OrbitCamera before = view.camera();
    drag(m_fixture->window(), button, modifiers);
    const OrbitCamera& after = view.camera();
    const bool orbited = after.azimuthDegrees() != before.azimuthDegrees();
    const bool zoomed = after.distance() < before.distance();
    const bool panned = !zoomed && after.target() != before.target();
    QCOMPARE(orbited, action == DragAction::Orbit);
    QCOMPARE(zoomed, action == DragAction::Zoom);
    QCOMPARE(panned, action == DragAction::Pan);
    QCOMPARE(view.lightRotation() != 0, action == DragAction::TurnLight);
}

void ViewportInputTest::light_followsTheKeys() {
    ViewportWidget& view = m_fixture->view();
    QVERIFY(m_fixture->show(makeSphere(0.5f, 48)));
    const QImage before = m_fixture->picture();
    for (int i = 0; i < 2; ++i) {
        QTest::keyClick(m_fixture->window(), Qt::Key_BracketRight);
        QTest::keyClick(m_fixture->window(), Qt::Key_Plus, Qt::ShiftModifier);  // where it takes Shift on the keyboard
    }
    QCOMPARE(view.lightRotation(), 30.0);
    QCOMPARE(view.exposure(), 0.5);
    QVERIFY(changedShare(before, m_fixture->picture()) > 0.1);
    QTest::keyClick(m_fixture->window(), Qt::Key_0);
    QCOMPARE(changedShare(before, m_fixture->picture()), 0.0);
}

void ViewportInputTest::turntable_turns_untilDragged() {
    ViewportWidget& view = m_fixture->view();
    QSignalSpy switched(&view, &ViewportWidget::switched);
    QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 48)));
    const float azimuth = view.camera().azimuthDegrees();
    QTest::keyClick(m_fixture->window(), Qt::Key_Space);
    QVERIFY(view.isTurntable());
    QTRY_VERIFY_WITH_TIMEOUT(std::abs(view.camera().azimuthDegrees() - azimuth) > 2, ViewportFixture::kLimitMs);
    QVERIFY(!m_fixture->picture().isNull());  // it holds still for a picture, and goes on
    QVERIFY(view.isTurntable());
    drag(m_fixture->window(), Qt::LeftButton, {});
    QVERIFY(!view.isTurntable());
    QCOMPARE(switched.size(), 2);
}

void ViewportInputTest::axis_isLookedAlong_whenClicked() {
    ViewportWidget& view = m_fixture->view();
    auto* gizmo = view.findChild<AxesGizmo*>();
    const auto click = [&](StandardView end) {
        QTest::mouseClick(gizmo, Qt::LeftButton, {}, gizmo->endOf(end).toPoint());
        // The flight shows it, and ends where the camera is.
        return QTest::qWaitFor(
            [&] { return (gizmo->endOf(end) - QPointF(gizmo->rect().center())).manhattanLength() < 4; },
            ViewportFixture::kLimitMs);
    };
    QVERIFY(click(StandardView::Top));
    QCOMPARE(view.camera().elevationDegrees(), 90.0f);
    QVERIFY(click(StandardView::Right));
    QCOMPARE(view.camera().azimuthDegrees(), 90.0f);
    QCOMPARE(view.camera().elevationDegrees(), 0.0f);
    QVERIFY(click(StandardView::Right));  // it faces the eye already: now from behind
    QCOMPARE(view.camera().azimuthDegrees(), -90.0f);

    QTest::mousePress(gizmo, Qt::LeftButton, {}, {20, 40});
    QTest::mouseMove(gizmo, {60, 40});
    QTest::mouseRelease(gizmo, Qt::LeftButton, {}, {60, 40});
    QVERIFY(std::abs(view.camera().azimuthDegrees() + 90) > 5);
}

void ViewportInputTest::axes_areOnScreen_overThe3DWindow() {
    ViewportWidget& view = m_fixture->view();
    QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 48)));
    auto* gizmo = view.findChild<AxesGizmo*>();
    QTest::keyClick(m_fixture->window(), Qt::Key_1);  // x to the right, z up
    QVERIFY(!m_fixture->picture().isNull());
    const auto onScreen = [&](StandardView end) {
        // Beside the letter.
        const QPoint place = gizmo->mapToGlobal(gizmo->endOf(end).toPoint() + QPoint(-6, 0));
        return view.screen()->grabWindow(0, place.x(), place.y(), 1, 1).toImage().pixelColor(0, 0);
    };
    QTRY_VERIFY_WITH_TIMEOUT(onScreen(StandardView::Right).red() > onScreen(StandardView::Right).blue() + 60,
                             ViewportFixture::kLimitMs);
    QTRY_VERIFY_WITH_TIMEOUT(onScreen(StandardView::Top).blue() > onScreen(StandardView::Top).red() + 60,
                             ViewportFixture::kLimitMs);
}

void ViewportInputTest::statistics_andCheatSheet_followTheKeys() {
    ViewportWidget& view = m_fixture->view();
    auto* statistics = view.findChild<QLabel*>("statisticsOverlay");
    const MeshAssetPtr torus = makeTorus(0.34f, 0.15f, 48);
    QVERIFY(m_fixture->show(torus));
    QVERIFY(statistics->isHidden());
    QTest::keyClick(m_fixture->window(), Qt::Key_I);
    QVERIFY(statistics->isVisible());
    QVERIFY(statistics->text().contains(QLocale().toString(qulonglong(torus->triangleCount())) + " triangles"));
    QVERIFY(!statistics->text().contains("part"));  // nobody has found out
    view.setStatistics(espalier::statistics(*torus));
    QVERIFY2(statistics->text().contains("\n1 part\nnot watertight\n0.98"), qPrintable(statistics->text()));
    view.showPreview(makeBallPreview(8, 0.4f));
    QVERIFY(statistics->isHidden());

    auto* sheet = view.findChild<QLabel*>("cheatSheet");
    QTest::keyClick(m_fixture->window(), Qt::Key_H);
    QVERIFY(sheet->isVisible());
    for (const ViewCommandInfo& info : viewCommands())
        QVERIFY2(sheet->text().contains(textOf(info.command)), info.text);
    view.setNavigation(NavigationStyle::Maya);
    QVERIFY(sheet->text().contains(mouseHelp(NavigationStyle::Maya)));
    QTest::mouseClick(sheet, Qt::LeftButton);
    QVERIFY(sheet->isHidden());
    QVERIFY(!view.isOn(ViewCommand::CheatSheet));
}

void ViewportInputTest::picture_isBesideTheShape_whenAskedFor() {
    ViewportWidget& view = m_fixture->view();
    auto* pane = view.findChild<QWidget*>("picturePane");
    auto* gizmo = view.findChild<AxesGizmo*>();
    QImage picture(64, 64, QImage::Format_RGB32);
    picture.fill(QColor(200, 30, 40));
    view.setPicture(picture);
    QVERIFY(m_fixture->show(makeSphere(0.5f, 24)));
    QVERIFY(pane->isHidden());
    const int width = m_fixture->window()->width();
    QTest::keyClick(m_fixture->window(), Qt::Key_P);
    QVERIFY(view.isOn(ViewCommand::Picture));
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->window()->width() < width, ViewportFixture::kLimitMs);
    QCOMPARE(pane->grab().toImage().pixelColor(pane->rect().center()), QColor(200, 30, 40));
    QVERIFY(gizmo->x() > pane->width());
    QVERIFY(pixelAt(m_fixture->picture(), 0.5, 0.5) != pixelAt(m_fixture->picture(), 0.02, 0.02));
    QTest::keyClick(m_fixture->window(), Qt::Key_P);
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->window()->width(), width, ViewportFixture::kLimitMs);
}

void ViewportInputTest::shading_followsTheKeys() {
    ViewportWidget& view = m_fixture->view();
    QSignalSpy shading(&view, &ViewportWidget::shadingChanged);
    QSignalSpy wireframe(&view, &ViewportWidget::wireframeShownChanged);
    QTest::keyClick(m_fixture->window(), Qt::Key_N);
    QCOMPARE(view.shading(), Shading::Normals);
    for (const Shading next : {Shading::UvChecker, Shading::VertexColors, Shading::Asset, Shading::Clay}) {
        QTest::keyClick(m_fixture->window(), Qt::Key_M);
        QCOMPARE(view.shading(), next);
    }
    QTest::keyClick(m_fixture->window(), Qt::Key_W);
    QVERIFY(view.isWireframeShown());
    QCOMPARE(shading.count(), 5);
    QCOMPARE(wireframe.count(), 1);
}

void ViewportInputTest::pivot_isWhatWasClicked_whenClickedTwice() {
    // A small red cap on the right of a white ball: clicked, it comes to the middle.
    const auto color = [](const Vec3f& p) {
        return p[0] > 0.42f ? std::array<std::uint8_t, 4>{220, 20, 20, 255}
                            : std::array<std::uint8_t, 4>{230, 230, 230, 255};
    };
    QVERIFY(m_fixture->show(makeSphere(0.5f, 64, color)));
    QTest::keyClick(m_fixture->window(), Qt::Key_1);
    const QImage before = m_fixture->picture();
    const int middle = before.height() / 2;
    const auto isRed = [&](int x) {
        const QColor pixel = before.pixelColor(x, middle);
        return pixel.red() > pixel.green() + 60;
    };
    int cap = before.width() - 1;
    while (cap > 0 && !isRed(cap))
        --cap;
    QVERIFY2(cap > before.width() * 0.6, qPrintable(QString::number(cap)));
    QTest::mouseDClick(m_fixture->window(), Qt::LeftButton, Qt::NoModifier, {cap - 3, middle});
    const QColor centre = pixelAt(m_fixture->picture(), 0.49, 0.5);
    QVERIFY2(centre.red() > centre.green() + 60, qPrintable(centre.name()));
}

}  // namespace espalier

int main(int argc, char** argv) {
    espalier::ViewportInputTest test;
    return espalier::runViewportTest(test, argc, argv);
}

#include "tst_viewport_input.moc"

#include <unistd.h>
#include <QLabel>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>
#include <fstream>

#include "tests/viewer/analytic_shapes.h"
#include "tests/viewer/viewport_fixture.h"
#include "viewer/gl_probe.h"

namespace espalier {

namespace {

double residentMegabytes() {
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return double(resident) * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// A blob that differs a little from step to step, like a shape that forms.
std::shared_ptr<const Preview> makeStreamedPreview(int step) {
    return makeBallPreview(40, 0.3f + 0.002f * float(step % 50));
}

}  // namespace

/// What the widget does when called: shapes, camera, captures, life-time.
class ViewportWidgetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<ViewportFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void camera_staysPut_whenMoreShapesFollow();
    void camera_framesAgain_whenClearedBefore();
    void linkedViews_lookFromTheSamePlace_whicheverIsMoved();
    void camera_thatWasSet_isNotFramedAway();
    void mesh_isForgotten_whenCleared();
    void newestShape_wins_whenShownInARow();
    void memory_staysFlat_whenPreviewsStream();
    void capture_isNull_whenTheWindowIsHidden();
    void destruction_isSafe_whenABuildAndACaptureAreUnderWay();
    void picture_hasTheNewSize_whenResized();
    void bigMesh_isShown();

private:
    std::unique_ptr<ViewportFixture> m_fixture;
};

void ViewportWidgetTest::camera_staysPut_whenMoreShapesFollow() {
    const MeshAssetPtr first = makeSphere(0.4f, 24);
    QVERIFY(m_fixture->show(first));
    const QImage before = m_fixture->picture();
    QVERIFY(!before.isNull());
    m_fixture->view().showPreview(makeBallPreview(16, 0.2f));
    QVERIFY(m_fixture->show(makeSphere(0.1f, 8)));
    const QImage small = m_fixture->picture();
    QVERIFY(changedShare(before, small) > 0.05);
    QVERIFY(m_fixture->show(first));
    QCOMPARE(changedShare(before, m_fixture->picture()), 0.0);
}

void ViewportWidgetTest::camera_framesAgain_whenClearedBefore() {
    QVERIFY(m_fixture->show(makeSphere(0.4f, 24)));
    const QImage big = m_fixture->picture();
    m_fixture->view().clear();
    QVERIFY(m_fixture->show(makeSphere(0.1f, 24)));
    const QImage small = m_fixture->picture();
    // Four times smaller and as much closer: the same picture, but for the grid.
    QCOMPARE(pixelAt(small, 0.5, 0.2).rgb(), pixelAt(big, 0.5, 0.2).rgb());
    QVERIFY(changedShare(big, small) < 0.5);
}

void ViewportWidgetTest::linkedViews_lookFromTheSamePlace_whicheverIsMoved() {
    ViewportWidget& first = m_fixture->view();
    ViewportWidget second;
    second.resize(260, 420);
    second.show();
    connect(&first, &ViewportWidget::cameraMoved, &second, &ViewportWidget::setCamera);
    connect(&second, &ViewportWidget::cameraMoved, &first, &ViewportWidget::setCamera);
    const auto agree = [&] {
        const OrbitCamera& a = first.camera();
        const OrbitCamera& b = second.camera();
        return a.position() == b.position() && a.target() == b.target() && a.isOrthographic() == b.isOrthographic() &&
               a.viewportSize() != b.viewportSize();
    };
    const QVector3D before = first.camera().position();
    QTest::keyClick(m_fixture->window(), Qt::Key_3);
    QTRY_VERIFY_WITH_TIMEOUT(agree(), ViewportFixture::kLimitMs);
    QVERIFY(first.camera().position() != before);

    QSignalSpy switched(&first, &ViewportWidget::switched);
    second.lookFrom(StandardView::Top);
    second.setOrthographic(true);
    QTRY_VERIFY_WITH_TIMEOUT(agree(), ViewportFixture::kLimitMs);
    QVERIFY(first.isOn(ViewCommand::Orthographic));
    QCOMPARE(switched.count(), 1);
    QCOMPARE(first.camera().elevationDegrees(), 90.0f);
}

void ViewportWidgetTest::camera_thatWasSet_isNotFramedAway() {
    OrbitCamera camera;
    camera.look(StandardView::Left);
    camera.zoom(4, {});
    QSignalSpy moved(&m_fixture->view(), &ViewportWidget::cameraMoved);
    m_fixture->view().setCamera(camera);
    QVERIFY(m_fixture->show(makeSphere(0.1f, 8)));
    QCOMPARE(moved.count(), 0);
    QCOMPARE(m_fixture->view().camera().position(), camera.position());
    m_fixture->view().clear();
    QVERIFY(m_fixture->show(makeSphere(0.1f, 8)));
    QVERIFY(m_fixture->view().camera().distance() < camera.distance());
    QVERIFY(moved.count() > 0);
}

void ViewportWidgetTest::mesh_isForgotten_whenCleared() {
    const MeshAssetPtr mesh = makeSphere(0.5f, 12);
    const QImage empty = m_fixture->picture();
    QVERIFY(m_fixture->show(mesh));
    QCOMPARE(m_fixture->view().mesh(), mesh);
    QVERIFY(changedShare(empty, m_fixture->picture()) > 0.1);
    m_fixture->view().clear();
    QVERIFY(!m_fixture->view().mesh());
    QTest::keyClick(m_fixture->window(), Qt::Key_F);
    QVERIFY(changedShare(empty, m_fixture->picture()) < 0.001);
}

void ViewportWidgetTest::newestShape_wins_whenShownInARow() {
    ViewportWidget& view = m_fixture->view();
    const auto blue = [](const Vec3f&) { return std::array<std::uint8_t, 4>{30, 40, 220, 255}; };
    view.showMesh(makeSphere(0.5f, 256));
    view.showPreview(makeBallPreview(64, 0.4f));
    QVERIFY(m_fixture->show(makeSphere(0.5f, 24, blue)));
    const QColor centre = pixelAt(m_fixture->picture(), 0.5, 0.5);
    QVERIFY2(centre.blue() > centre.red() + 80, qPrintable(centre.name()));
}

void ViewportWidgetTest::memory_staysFlat_whenPreviewsStream() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("a sanitizer keeps freed memory");
#endif
    constexpr int warmUp = 20;
    constexpr int updates = 100;
    double before = 0;
    for (int i = 0; i < warmUp + updates; ++i) {
        if (i == warmUp) before = residentMegabytes();
        m_fixture->view().showPreview(makeStreamedPreview(i));
        if (i % 10 == 0) {
            QVERIFY(!m_fixture->picture().isNull());
        } else {
            // As streamed by a job: some are drawn, some superseded.
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        }
    }
    QVERIFY(!m_fixture->picture().isNull());
    const double grown = residentMegabytes() - before;
    QVERIFY2(grown < 8, qPrintable(QString("%1 MB").arg(grown)));
}

void ViewportWidgetTest::capture_isNull_whenTheWindowIsHidden() {
    m_fixture->view().hide();
    QVERIFY(m_fixture->picture().isNull());
    m_fixture->view().show();
    QVERIFY(!m_fixture->picture().isNull());
}

void ViewportWidgetTest::destruction_isSafe_whenABuildAndACaptureAreUnderWay() {
    const MeshAssetPtr mesh = makeSphere(0.5f, 256);
    for (int i = 0; i < 5; ++i) {
        ViewportFixture other;
        other.view().showMesh(mesh);
        other.view().requestCapture();
        if (i % 2) QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
        other.destroyView();
        QCoreApplication::processEvents();
    }
    QVERIFY(m_fixture->show(makeSphere(0.5f, 8)));
    QVERIFY(!m_fixture->picture().isNull());
}

void ViewportWidgetTest::picture_hasTheNewSize_whenResized() {
    QVERIFY(m_fixture->show(makeSphere(0.5f, 24)));
    QCOMPARE(m_fixture->picture().size(), QSize(400, 300));
    m_fixture->view().resize(260, 420);
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->window()->size(), QSize(260, 420), ViewportFixture::kLimitMs);
    const QImage tall = m_fixture->picture();
    QCOMPARE(tall.size(), QSize(260, 420));
    // Nobody moved the camera, so the sphere is fitted anew: in the middle, and its margin free.
    QVERIFY(pixelAt(tall, 0.5, 0.5) != pixelAt(tall, 0.03, 0.03));
    QVERIFY(pixelAt(tall, 0.01, 0.4).lightness() > 200);
}

void ViewportWidgetTest::bigMesh_isShown() {
    const MeshAssetPtr mesh = makeSphere(0.5f, 360);
    QVERIFY(mesh->triangleCount() > 500'000);
    QVERIFY(m_fixture->show(mesh));
    const QImage image = m_fixture->picture();
    QVERIFY(!image.isNull());
    QVERIFY(pixelAt(image, 0.5, 0.5) != pixelAt(image, 0.02, 0.02));
    // Software OpenGL shows less, and says so.
    const auto* notice = m_fixture->view().findChild<QLabel*>("displayNotice");
    QCOMPARE(notice->isVisible(), isSoftwareOpenGl());
    if (isSoftwareOpenGl())
        QVERIFY2(notice->text().contains("of " + QLocale().toString(qulonglong(mesh->triangleCount()))),
                 qPrintable(notice->text()));
}

}  // namespace espalier

int main(int argc, char** argv) {
    espalier::ViewportWidgetTest test;
    return espalier::runViewportTest(test, argc, argv);
}

#include "tst_viewport_widget.moc"

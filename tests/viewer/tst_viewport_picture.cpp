#include <QSignalSpy>
#include <QTest>

#include "tests/support/image_compare.h"
#include "tests/viewer/analytic_shapes.h"
#include "tests/viewer/viewport_fixture.h"

namespace espalier {

namespace {

constexpr std::array<std::uint8_t, 4> kRed{200, 40, 40, 255};
constexpr std::array<std::uint8_t, 4> kBlue{40, 60, 200, 255};
constexpr std::array<std::uint8_t, 4> kGreen{40, 180, 60, 255};

/// Red on the left, blue on the right of the input picture's camera, the top green.
MeshAssetPtr makeOrientedSphere() {
    return makeSphere(0.5f, 48, [](const Vec3f& p) { return p[2] > 0.35f ? kGreen : p[0] < 0 ? kRed : kBlue; });
}

}  // namespace

/// What is on screen, judged by captured frames.
class ViewportPictureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<ViewportFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void frame_equalsTheBaseline_data();
    void frame_equalsTheBaseline();

private:
    std::unique_ptr<ViewportFixture> m_fixture;
};

void ViewportPictureTest::frame_equalsTheBaseline_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"torus", "torus_wireframe", "torus_normals", "sphere_clay", "voxel_ball"}) {
        QTest::newRow(what) << QString(what);
    }
}

void ViewportPictureTest::frame_equalsTheBaseline() {
    QFETCH(QString, what);
    ViewportWidget& view = m_fixture->view();
    if (what.startsWith("torus")) QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 72)));
    if (what == "torus_wireframe") view.setWireframeShown(true);
    if (what == "torus_normals") view.setShading(Shading::Normals);
    if (what == "sphere_clay") QVERIFY(m_fixture->show(makeSphere(0.5f, 48)));
    if (what == "voxel_ball") view.showPreview(makeBallPreview(24, 0.45f));
    const QString problem = differenceFromBaseline(m_fixture->picture(), "viewport_" + what, 0.97);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

}  // namespace espalier

int main(int argc, char** argv) {
    espalier::ViewportPictureTest test;
    return espalier::runViewportTest(test, argc, argv);
}

#include "tst_viewport_picture.moc"

#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <cstdlib>

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

QString dominant(const QColor& color) {
    const int most = std::max({color.red(), color.green(), color.blue()});
    return most == color.red() ? "red" : most == color.green() ? "green" : "blue";
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
    void left_isRedAndTopIsGreen_whenSeenFromTheFront();
    void right_isSeen_whenLookingFromTheRight();
    void colors_areTheMeshsOwn();
    void darkSide_isNotBlack();
    void inside_isLit_whenTheWindingIsInverted();
    void shadings_differ();
    void wireframe_changesTheFrame();
    void previews_areVisible_data();
    void previews_areVisible();
    void background_followsThePalette();
    void ground_disappears_whenSwitchedOff();

private:
    void pressKey(Qt::Key key) { QTest::keyClick(m_fixture->window(), key); }

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

void ViewportPictureTest::left_isRedAndTopIsGreen_whenSeenFromTheFront() {
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    pressKey(Qt::Key_1);
    const QImage image = m_fixture->picture();
    QCOMPARE(dominant(pixelAt(image, 0.42, 0.55)), QString("red"));
    QCOMPARE(dominant(pixelAt(image, 0.58, 0.55)), QString("blue"));
    pressKey(Qt::Key_7);
    QCOMPARE(dominant(pixelAt(m_fixture->picture(), 0.5, 0.5)), QString("green"));
}

void ViewportPictureTest::right_isSeen_whenLookingFromTheRight() {
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    pressKey(Qt::Key_3);
    QCOMPARE(dominant(pixelAt(m_fixture->picture(), 0.5, 0.55)), QString("blue"));
    QTest::keyClick(m_fixture->window(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(dominant(pixelAt(m_fixture->picture(), 0.5, 0.55)), QString("red"));
}

void ViewportPictureTest::colors_areTheMeshsOwn() {
    // A base colour seen head on appears about as bright as the sRGB value says, and in its own hue.
    constexpr std::array<std::uint8_t, 4> orange{200, 120, 60, 255};
    QVERIFY(m_fixture->show(makeSphere(0.5f, 48, [&](const Vec3f&) { return orange; })));
    pressKey(Qt::Key_1);
    const QColor shown = pixelAt(m_fixture->picture(), 0.5, 0.45);
    const QColor expected(orange[0], orange[1], orange[2]);
    QVERIFY2(std::abs(shown.hue() - expected.hue()) < 6, qPrintable(shown.name()));
    QVERIFY2(std::abs(shown.value() - expected.value()) < 30, qPrintable(shown.name()));
    QVERIFY2(std::abs(shown.saturation() - expected.saturation()) < 40, qPrintable(shown.name()));
}

void ViewportPictureTest::darkSide_isNotBlack() {
    QVERIFY(m_fixture->show(makeSphere(0.5f, 48)));
    QTest::keyClick(m_fixture->window(), Qt::Key_7, Qt::ControlModifier);  // from below
    pressKey(Qt::Key_G);
    const QImage image = m_fixture->picture();
    for (const double x : {0.35, 0.5, 0.65}) {
        const QColor shown = pixelAt(image, x, 0.6);
        QVERIFY2(shown.value() > 60, qPrintable(shown.name()));
    }
}

void ViewportPictureTest::inside_isLit_whenTheWindingIsInverted() {
    const MeshAssetPtr sphere = makeSphere(0.5f, 48);
    MeshAsset inverted = *sphere;
    for (auto& [a, b, c] : inverted.triangles)
        std::swap(b, c);
    for (Vec3f& normal : inverted.normals)
        normal = {-normal[0], -normal[1], -normal[2]};
    QVERIFY(m_fixture->show(sphere));
    const QImage outward = m_fixture->picture();
    QVERIFY(m_fixture->show(std::make_shared<MeshAsset>(inverted)));
    QCOMPARE(changedShare(outward, m_fixture->picture()), 0.0);
}

void ViewportPictureTest::shadings_differ() {
    QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 72)));
    std::vector<QImage> images;
    for (const Shading shading : {Shading::Asset, Shading::Clay, Shading::Normals}) {
        m_fixture->view().setShading(shading);
        images.push_back(m_fixture->picture());
    }
    QVERIFY(changedShare(images[0], images[1]) > 0.1);
    QVERIFY(changedShare(images[1], images[2]) > 0.1);
    QVERIFY(changedShare(images[2], images[0]) > 0.1);
}

void ViewportPictureTest::wireframe_changesTheFrame() {
    QVERIFY(m_fixture->show(makeSphere(0.5f, 24)));
    const QImage plain = m_fixture->picture();
    m_fixture->view().setWireframeShown(true);
    const QImage lines = m_fixture->picture();
    QVERIFY(changedShare(plain, lines) > 0.02);
    QVERIFY(changedShare(plain, lines) < 0.4);
    m_fixture->view().setWireframeShown(false);
    QCOMPARE(changedShare(plain, m_fixture->picture()), 0.0);
}

void ViewportPictureTest::previews_areVisible_data() {
    QTest::addColumn<std::shared_ptr<const Preview>>("preview");
    QTest::newRow("voxels") << makeBallPreview(32, 0.4f);
    QTest::newRow("mesh") << makeMeshPreview(makeSphere(0.4f, 32));
    QTest::newRow("mesh too big for software OpenGL") << makeMeshPreview(makeSphere(0.4f, 280));
}

void ViewportPictureTest::previews_areVisible() {
    QFETCH(std::shared_ptr<const Preview>, preview);
    const QImage empty = m_fixture->picture();
    QVERIFY(!empty.isNull());
    m_fixture->view().showPreview(preview);
    const QImage shown = m_fixture->picture();
    QVERIFY(changedShare(empty, shown) > 0.05);
    QVERIFY(pixelAt(shown, 0.5, 0.5) != pixelAt(empty, 0.5, 0.5));
}

void ViewportPictureTest::background_followsThePalette() {
    QVERIFY(pixelAt(m_fixture->picture(), 0.5, 0.02).lightness() > 200);
    m_fixture->view().setPalette(QPalette(QColor(40, 40, 40)));
    QVERIFY(pixelAt(m_fixture->picture(), 0.5, 0.02).lightness() < 80);
}

void ViewportPictureTest::ground_disappears_whenSwitchedOff() {
    QVERIFY(m_fixture->show(makeSphere(0.5f, 24)));
    const QImage with = m_fixture->picture();
    pressKey(Qt::Key_G);
    const QImage without = m_fixture->picture();
    QVERIFY(changedShare(with, without) > 0.02);
    QCOMPARE(pixelAt(without, 0.02, 0.98), pixelAt(without, 0.02, 0.02));
}

}  // namespace espalier

int main(int argc, char** argv) {
    espalier::ViewportPictureTest test;
    return espalier::runViewportTest(test, argc, argv);
}

#include "tst_viewport_picture.moc"

#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <cstdlib>

#include "inference/meshing/gaussian_render.h"
#include "tests/support/image_compare.h"
#include "tests/viewer/analytic_shapes.h"
#include "tests/viewer/viewport_fixture.h"
#include "viewer/gl_probe.h"

namespace espalier {

namespace {

constexpr std::array<std::uint8_t, 4> kRed{200, 40, 40, 255};
constexpr std::array<std::uint8_t, 4> kBlue{40, 60, 200, 255};
constexpr std::array<std::uint8_t, 4> kGreen{40, 180, 60, 255};

/// Red on the left, blue on the right of the input picture's camera, the top green.
MeshAssetPtr makeOrientedSphere() {
    return makeSphere(0.5f, 48, [](const Vec3f& p) { return p[2] > 0.35f ? kGreen : p[0] < 0 ? kRed : kBlue; });
}

RenderCamera asRenderCamera(const OrbitCamera& camera, const QSize& pixels) {
    const auto vector = [](const QVector3D& v) { return Vec3f{v.x(), v.y(), v.z()}; };
    RenderCamera result{vector(camera.position()), vector(camera.right()), vector(camera.up()),
                        vector(camera.forward())};
    result.width = pixels.width();
    result.height = pixels.height();
    result.focal = 0.5f * float(pixels.height()) * camera.reshaped(pixels).projectionMatrix()(1, 1);
    return result;
}

QImage softwarePicture(const GaussianCloud& cloud, const OrbitCamera& camera, const QSize& pixels, const QColor& back) {
    const ImageBuffer image = renderGaussians(cloud, asRenderCamera(camera, pixels))
                                  .over({float(back.redF()), float(back.greenF()), float(back.blueF())});
    return QImage(image.pixels.data(), image.width, image.height, 3 * image.width, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

/// In dB.
double psnr(const QImage& a, const QImage& b) {
    double squares = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
            for (const int d : {qRed(p) - qRed(q), qGreen(p) - qGreen(q), qBlue(p) - qBlue(q)})
                squares += double(d) * d;
        }
    }
    return 10 * std::log10(255.0 * 255 * 3 * a.width() * a.height() / std::max(squares, 1.0));
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
    void textures_reachTheirPlaces();
    void normalMap_tiltsTheSurface_inTheRightDirection();
    void translucency_showsWhatIsBehind();
    void textures_giveWay_toAMeshWithoutThem();
    void vertexColors_areSampledFromTheTexture_andUnlit();
    void environments_differ();
    void lightRotation_movesTheBrightSide();
    void exposure_brightens();
    void shadings_differ();
    void wireframe_changesTheFrame();
    void previews_areVisible_data();
    void previews_areVisible();
    void background_followsThePalette();
    void ground_disappears_whenSwitchedOff();
    void still_hasItsSizeAndAlpha_data();
    void still_hasItsSizeAndAlpha();
    void still_showsTheShapeTurned();
    void gaussians_lookAsTheSoftwareRendererDrawsThem_data();
    void gaussians_lookAsTheSoftwareRendererDrawsThem();
    void gaussians_areSortedAgain_whenSeenFromBehind();
    void ground_isInFrontOfGaussians_whenSeenFromBelow();
    void gaussians_areBesideTheMesh_whenAskedFor();
    void gaussians_giveWay_toPreviewsAndOtherObjects();
    void manyGaussians_areMergedOnSoftwareOpenGl();

private:
    void pressKey(Qt::Key key) { QTest::keyClick(m_fixture->window(), key); }

    std::unique_ptr<ViewportFixture> m_fixture;
};

void ViewportPictureTest::frame_equalsTheBaseline_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"torus", "torus_wireframe", "torus_normals", "sphere_clay", "voxel_ball", "textured",
                             "textured_wireframe", "textured_clay", "textured_normals", "textured_uv",
                             "textured_colours", "textured_daylight", "textured_sunset"}) {
        QTest::newRow(what) << QString(what);
    }
}

void ViewportPictureTest::frame_equalsTheBaseline() {
    QFETCH(QString, what);
    ViewportWidget& view = m_fixture->view();
    if (what.startsWith("torus")) QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 72)));
    if (what.startsWith("textured")) QVERIFY(m_fixture->show(makeTexturedTorus(0.34f, 0.15f, 72, true)));
    if (what.endsWith("_clay")) view.setShading(Shading::Clay);
    if (what.endsWith("_normals")) view.setShading(Shading::Normals);
    if (what.endsWith("_uv")) view.setShading(Shading::UvChecker);
    if (what.endsWith("_colours")) view.setShading(Shading::VertexColors);
    if (what.endsWith("_wireframe")) view.setWireframeShown(true);
    if (what == "sphere_clay") QVERIFY(m_fixture->show(makeSphere(0.5f, 48)));
    if (what == "voxel_ball") view.showPreview(makeBallPreview(24, 0.45f));
    if (what.endsWith("_daylight")) view.setEnvironment(EnvironmentKind::Daylight);
    if (what.endsWith("_sunset")) view.setEnvironment(EnvironmentKind::Sunset);
    QImage picture = m_fixture->picture();
    if (view.environment() != EnvironmentKind::Studio)
        picture = picture.scaled(picture.size() / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    const QString problem = differenceFromBaseline(picture, "viewport_" + what, 0.97);
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

void ViewportPictureTest::textures_reachTheirPlaces() {
    // Azimuth runs from +x over +y: seen from above with y upwards the quarters are red at the upper right, then
    // green, blue and white counter-clockwise.
    QVERIFY(m_fixture->show(makeTexturedTorus(0.34f, 0.15f, 72, false)));
    pressKey(Qt::Key_7);
    pressKey(Qt::Key_F);
    const QImage image = m_fixture->picture();
    const auto at = [&image](double x, double y) {
        const double side = std::min(image.width(), image.height());
        return image.pixelColor(int(image.width() / 2.0 + x * side), int(image.height() / 2.0 - y * side));
    };
    QCOMPARE(dominant(at(0.2, 0.2)), QString("red"));
    QCOMPARE(dominant(at(-0.2, 0.2)), QString("green"));
    QCOMPARE(dominant(at(-0.2, -0.2)), QString("blue"));
    QVERIFY(at(0.2, -0.2).saturation() < 40);
}

void ViewportPictureTest::normalMap_tiltsTheSurface_inTheRightDirection() {
    // One normal for the whole map, tilted along growing u, that is counter-clockwise seen from above.
    auto mesh = std::make_shared<MeshAsset>(*makeTexturedTorus(0.34f, 0.15f, 72, false));
    auto textures = std::make_shared<PbrTextures>(*mesh->textures);
    textures->normal = ImageBuffer(2, 2, 3);
    for (int i = 0; i < 4; ++i) {
        std::uint8_t* pixel = textures->normal.at(i % 2, i / 2);
        pixel[0] = 217;  // 0.7 along u, 0.7 along the normal
        pixel[1] = 128;
        pixel[2] = 217;
    }
    mesh->textures = textures;
    QVERIFY(m_fixture->show(mesh));
    m_fixture->view().setShading(Shading::Normals);
    pressKey(Qt::Key_7);
    pressKey(Qt::Key_F);
    const QImage image = m_fixture->picture();
    // On the crest of the tube at azimuth 0 the tangent is +y, at azimuth 180 it is -y: the shaded normal is
    // (0, 0.7, 0.7) and (0, -0.7, 0.7), which is drawn as half of it plus one half.
    const int side = std::min(image.width(), image.height());
    const double reach = 0.34 / (2 * 0.49 * 1.02) * side;
    const QColor right = image.pixelColor(int(image.width() / 2.0 + reach * 0.9), image.height() / 2);
    const QColor left = image.pixelColor(int(image.width() / 2.0 - reach * 0.9), image.height() / 2);
    QVERIFY2(std::abs(right.green() - 217) < 25, qPrintable(right.name()));
    QVERIFY2(std::abs(left.green() - 38) < 25, qPrintable(left.name()));
}

void ViewportPictureTest::translucency_showsWhatIsBehind() {
    QVERIFY(m_fixture->show(makeTexturedTorus(0.34f, 0.15f, 72, false)));
    const QImage opaque = m_fixture->picture();
    QVERIFY(m_fixture->show(makeTexturedTorus(0.34f, 0.15f, 72, false, 100)));
    QVERIFY(changedShare(opaque, m_fixture->picture()) > 0.1);
}

void ViewportPictureTest::textures_giveWay_toAMeshWithoutThem() {
    const MeshAssetPtr plain = makeTorus(0.34f, 0.15f, 72);
    QVERIFY(m_fixture->show(plain));
    const QImage before = m_fixture->picture();
    QVERIFY(m_fixture->show(makeTexturedTorus(0.34f, 0.15f, 72, true)));
    QVERIFY(changedShare(before, m_fixture->picture()) > 0.1);
    QVERIFY(m_fixture->show(plain));
    QCOMPARE(changedShare(before, m_fixture->picture()), 0.0);
}

void ViewportPictureTest::vertexColors_areSampledFromTheTexture_andUnlit() {
    QVERIFY(m_fixture->show(makeTexturedTorus(0.34f, 0.15f, 72, false)));
    m_fixture->view().setShading(Shading::VertexColors);
    const QImage image = m_fixture->picture();
    int exact = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor c = image.pixelColor(x, y);
            exact += std::abs(c.red() - 200) < 3 && std::abs(c.green() - 40) < 3 && std::abs(c.blue() - 40) < 3;
        }
    }
    QVERIFY2(exact > 1000, qPrintable(QString::number(exact)));
}

void ViewportPictureTest::environments_differ() {
    QVERIFY(m_fixture->show(makeTexturedTorus(0.34f, 0.15f, 72, false)));
    std::vector<QImage> images;
    for (const EnvironmentKind kind :
         {EnvironmentKind::Studio, EnvironmentKind::Daylight, EnvironmentKind::Sunset, EnvironmentKind::Studio}) {
        m_fixture->view().setEnvironment(kind);
        images.push_back(m_fixture->picture());
    }
    QVERIFY(changedShare(images[0], images[1]) > 0.05);
    QVERIFY(changedShare(images[1], images[2]) > 0.05);
    QCOMPARE(changedShare(images[0], images[3]), 0.0);
}

void ViewportPictureTest::lightRotation_movesTheBrightSide() {
    QVERIFY(m_fixture->show(makeSphere(0.5f, 48)));
    pressKey(Qt::Key_1);
    const auto brighterLeft = [this] {
        const QImage image = m_fixture->picture();
        return pixelAt(image, 0.40, 0.5).lightness() - pixelAt(image, 0.60, 0.5).lightness();
    };
    QVERIFY(brighterLeft() > 5);  // the key light stands at the left
    m_fixture->view().setLightRotation(90);
    QVERIFY(brighterLeft() < -5);
}

void ViewportPictureTest::exposure_brightens() {
    QVERIFY(m_fixture->show(makeSphere(0.5f, 48)));
    const int before = pixelAt(m_fixture->picture(), 0.5, 0.5).lightness();
    m_fixture->view().setExposure(-1);
    QVERIFY(pixelAt(m_fixture->picture(), 0.5, 0.5).lightness() < before - 30);
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

void ViewportPictureTest::still_hasItsSizeAndAlpha_data() {
    QTest::addColumn<QSize>("size");
    QTest::newRow("small") << QSize(300, 200);
    QTest::newRow("tall") << QSize(200, 640);
    QTest::newRow("larger than the window") << QSize(900, 700);
}

void ViewportPictureTest::still_hasItsSizeAndAlpha() {
    QFETCH(QSize, size);
    constexpr std::array<std::uint8_t, 4> orange{200, 120, 60, 255};
    QVERIFY(m_fixture->show(makeSphere(0.5f, 48, [&](const Vec3f&) { return orange; })));
    const QImage before = m_fixture->picture();
    const QImage still = m_fixture->still(size);
    QCOMPARE(still.size(), size);
    QCOMPARE(qAlpha(still.pixel(0, 0)), 0);
    QCOMPARE(qAlpha(still.pixel(size.width() / 2, size.height() / 2)), 255);
    // The whole ball is in it, whatever the shape of the picture.
    for (const QPoint& edge : {QPoint(0, size.height() / 2), QPoint(size.width() - 1, size.height() / 2),
                               QPoint(size.width() / 2, 0), QPoint(size.width() / 2, size.height() - 1)})
        QCOMPARE(qAlpha(still.pixel(edge)), 0);
    int smooth = 0;
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x)
            smooth += qAlpha(still.pixel(x, y)) % 255 != 0;
    QVERIFY2(smooth > 100, qPrintable(QString::number(smooth)));
    // It is the same ball in the same light: upright, in the same colours.
    const QColor shown = pixelAt(before, 0.5, 0.4);
    const QColor drawn = pixelAt(still, 0.5, size.width() < size.height() ? 0.5 - 0.1 * 0.75 * 0.31 : 0.4);
    QVERIFY2(std::abs(shown.lightness() - drawn.lightness()) < 12, qPrintable(shown.name() + drawn.name()));
    QCOMPARE(changedShare(before, m_fixture->picture()), 0.0);  // and the window shows what it showed
}

void ViewportPictureTest::still_showsTheShapeTurned() {
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    pressKey(Qt::Key_1);
    QCOMPARE(dominant(pixelAt(m_fixture->still({320, 240}), 0.42, 0.55)), QString("red"));
    QCOMPARE(dominant(pixelAt(m_fixture->still({320, 240}, 180), 0.42, 0.55)), QString("blue"));
}

void ViewportPictureTest::gaussians_lookAsTheSoftwareRendererDrawsThem_data() {
    QTest::addColumn<bool>("isStill");
    QTest::addColumn<QPointF>("orbit");
    QTest::newRow("window") << false << QPointF(0, 0);
    QTest::newRow("window, from below and near") << false << QPointF(300, -100);
    QTest::newRow("still") << true << QPointF(150, 60);
}

void ViewportPictureTest::gaussians_lookAsTheSoftwareRendererDrawsThem() {
    QFETCH(bool, isStill);
    QFETCH(QPointF, orbit);
    ViewportWidget& view = m_fixture->view();
    const GaussianCloudPtr cloud = makeGaussianTorus(0.34f, 0.15f, 96);
    QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 24)));
    view.setGroundShown(false);
    view.setGaussians(cloud);
    view.setShowing(Showing::Gaussians);
    OrbitCamera camera = view.camera();
    camera.orbit(orbit);
    if (!orbit.isNull() && !isStill) camera.zoom(2, {100, 100});
    view.setCamera(camera);
    QImage picture;
    QColor back = view.backgroundColor();
    QSize size = m_fixture->window()->size();
    if (isStill) {
        size = {320, 280};
        back = QColor(20, 60, 20);
        const QImage still = m_fixture->still(size);
        QCOMPARE(still.pixelColor(2, 2).alpha(), 0);
        picture = QImage(size, QImage::Format_RGB32);
        picture.fill(back);
        QPainter(&picture).drawImage(0, 0, still);
        camera = camera.reshaped(size);
    } else {
        picture = m_fixture->picture();
    }
    const QImage wanted = softwarePicture(*cloud, camera, size, back);
    QCOMPARE(picture.size(), wanted.size());
    const double decibels = psnr(picture, wanted), similarity = structuralSimilarity(picture, wanted);
    qInfo("%.2f dB, similarity %.4f", decibels, similarity);
    QVERIFY(decibels > 38);
    QVERIFY(similarity > 0.98);
}

void ViewportPictureTest::gaussians_areSortedAgain_whenSeenFromBehind() {
    auto cloud = std::make_shared<GaussianCloud>(*makeGaussianTorus(0.1f, 0.05f, 4));
    const auto add = [&](float y, const Vec3f& features) {
        cloud->positions.push_back({0, y, 0});
        cloud->features.push_back(features);
        cloud->scales.push_back({0.15f, 0.02f, 0.15f});
        cloud->rotations.push_back({1, 0, 0, 0});
        cloud->opacities.push_back(0.98f);
    };
    add(-0.3f, {1.7f, -1.7f, -1.7f});
    add(0.3f, {-1.7f, -1.7f, 1.7f});
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    m_fixture->view().setGaussians(cloud);
    m_fixture->view().setShowing(Showing::Gaussians);
    pressKey(Qt::Key_1);
    QCOMPARE(dominant(pixelAt(m_fixture->picture(), 0.5, 0.5)), QString("red"));
    QTest::keyClick(m_fixture->window(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(dominant(pixelAt(m_fixture->picture(), 0.5, 0.5)), QString("blue"));
    // A still has an order of its own, and leaves the window's as it is.
    QCOMPARE(dominant(pixelAt(m_fixture->still({100, 100}, 180), 0.5, 0.5)), QString("red"));
    QCOMPARE(dominant(pixelAt(m_fixture->picture(), 0.5, 0.5)), QString("blue"));
}

void ViewportPictureTest::ground_isInFrontOfGaussians_whenSeenFromBelow() {
    ViewportWidget& view = m_fixture->view();
    auto cloud = std::make_shared<GaussianCloud>();
    for (int i = 0; i < 2; ++i) {
        cloud->positions.push_back({0, 0, 0});
        cloud->features.push_back({1.7f, 1.7f, 1.7f});
        cloud->scales.push_back({0.2f, 0.2f, 0.2f});
        cloud->rotations.push_back({1, 0, 0, 0});
        cloud->opacities.push_back(0.98f);
    }
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    view.setGaussians(cloud);
    view.setShowing(Showing::Gaussians);
    // Two of its lines cross in the middle.
    const auto middle = [&](StandardView side, bool ground) {
        view.lookFrom(side);
        view.setGroundShown(ground);
        return pixelAt(m_fixture->picture(), 0.5, 0.5);
    };
    QCOMPARE(middle(StandardView::Top, true), middle(StandardView::Top, false));
    QVERIFY(middle(StandardView::Bottom, false).lightness() > 240);
    QVERIFY(middle(StandardView::Bottom, true).lightness() < 230);
}

void ViewportPictureTest::gaussians_areBesideTheMesh_whenAskedFor() {
    ViewportWidget& view = m_fixture->view();
    const auto white = [](const Vec3f&) { return std::array<std::uint8_t, 4>{250, 250, 250, 255}; };
    auto cloud = std::make_shared<GaussianCloud>(*makeGaussianTorus(0.3f, 0.1f, 48));
    for (Vec3f& features : cloud->features)
        features = {1.2f, -1.2f, -1.2f};
    QVERIFY(m_fixture->show(makeTorus(0.3f, 0.1f, 48)));
    QVERIFY(m_fixture->show(makeSphere(0.4f, 32, white)));
    QSignalSpy there(&view, &ViewportWidget::gaussiansChanged);
    view.setGaussians(cloud);
    QCOMPARE(there.count(), 1);
    pressKey(Qt::Key_C);
    QVERIFY(view.isOn(ViewCommand::SideBySide));
    const QImage both = m_fixture->picture();
    QCOMPARE(view.camera().viewportSize(), QSizeF(200, 300));
    const auto redness = [](const QColor& color) { return color.red() - color.green(); };
    QVERIFY(redness(pixelAt(both, 0.25, 0.5)) < 20);
    // Seen from the same place, the torus' hole is in the middle of its half, and its front below.
    int redLeft = 0, redRight = 0;
    for (int y = 0; y < both.height(); ++y) {
        for (int x = 0; x < both.width(); ++x)
            (x < both.width() / 2 ? redLeft : redRight) += redness(both.pixelColor(x, y)) > 100;
    }
    QCOMPARE(redLeft, 0);
    QVERIFY(redRight > 1000);

    // The cursor means the same place in both halves.
    const OrbitCamera before = view.camera();
    const auto zoomAt = [&](const QPointF& cursor) {
        view.setCamera(before);
        QWheelEvent wheel(cursor, cursor, {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_fixture->window(), &wheel);
        return view.camera().position();
    };
    QCOMPARE(zoomAt({60, 100}), zoomAt({260, 100}));
    QVERIFY(zoomAt({60, 100}) != zoomAt({100, 150}));

    pressKey(Qt::Key_S);
    QVERIFY(view.isOn(ViewCommand::Gaussians) && !view.isOn(ViewCommand::SideBySide));
    QVERIFY(!m_fixture->picture().isNull());
    QCOMPARE(view.camera().viewportSize(), QSizeF(400, 300));
    pressKey(Qt::Key_S);
    QCOMPARE(view.showing(), Showing::Mesh);
}

void ViewportPictureTest::gaussians_giveWay_toPreviewsAndOtherObjects() {
    ViewportWidget& view = m_fixture->view();
    view.setShowing(Showing::Gaussians);
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    const QImage mesh = m_fixture->picture();
    view.setGaussians(makeGaussianTorus(0.3f, 0.1f, 48));
    const QImage gaussians = m_fixture->picture();
    QVERIFY(changedShare(mesh, gaussians) > 0.1);
    view.showPreview(makeMeshPreview(makeOrientedSphere()));
    QVERIFY(changedShare(mesh, m_fixture->picture()) < 0.001);
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    QVERIFY(changedShare(gaussians, m_fixture->picture()) < 0.001);
    view.clear();
    QVERIFY(!view.hasGaussians());
    QVERIFY(m_fixture->show(makeOrientedSphere()));
    QVERIFY(changedShare(mesh, m_fixture->picture()) < 0.001);
}

void ViewportPictureTest::manyGaussians_areMergedOnSoftwareOpenGl() {
    ViewportWidget& view = m_fixture->view();
    const GaussianCloudPtr cloud = makeGaussianTorus(0.34f, 0.15f, 360);
    QVERIFY(m_fixture->show(makeTorus(0.34f, 0.15f, 24)));
    view.setGroundShown(false);
    view.setStatisticsShown(true);
    view.setGaussians(cloud);
    const auto* statistics = view.findChild<QLabel*>("statisticsOverlay");
    const QString all = QLocale().toString(qulonglong(cloud->size()));
    QVERIFY(statistics->text().endsWith(all + " Gaussians"));
    view.setShowing(Showing::Gaussians);
    const QImage picture = m_fixture->picture();
    const QImage wanted = softwarePicture(*cloud, view.camera(), picture.size(), view.backgroundColor());
    qInfo("%.2f dB, similarity %.4f", psnr(picture, wanted), structuralSimilarity(picture, wanted));
    QVERIFY(psnr(picture, wanted) > 30);
    const auto* notice = view.findChild<QLabel*>("displayNotice");
    QCOMPARE(notice->isVisible(), isSoftwareOpenGl());
    QCOMPARE(notice->text().contains("of " + all + " Gaussians"), isSoftwareOpenGl());
    QCOMPARE(statistics->text().contains(all + " Gaussians, drawn as "), isSoftwareOpenGl());
}

}  // namespace espalier

int main(int argc, char** argv) {
    espalier::ViewportPictureTest test;
    return espalier::runViewportTest(test, argc, argv);
}

#include "tst_viewport_picture.moc"

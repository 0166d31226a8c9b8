#include <QTest>
#include <cmath>

#include "viewer/camera_rig.h"

namespace espalier {

namespace {

constexpr float kTolerance = 1e-4f;
const QSizeF kViewport(800, 600);
constexpr Bounds kCube{{-0.5f, -0.5f, -0.5f}, {0.5f, 0.5f, 0.5f}};

OrbitCamera makeCamera() {
    OrbitCamera camera;
    camera.setViewportSize(kViewport);
    return camera;
}

/// Where a point of the model appears, in pixels from the top left.
QPointF onScreen(const OrbitCamera& camera, const QVector3D& point) {
    const QVector3D ndc = (camera.projectionMatrix() * camera.viewMatrix()).map(point);
    return {(ndc.x() + 1) / 2 * kViewport.width(), (1 - ndc.y()) / 2 * kViewport.height()};
}

float distanceToLine(const Ray& ray, const QVector3D& point) {
    return point.distanceToLine(ray.origin, ray.direction);
}

void compareVectors(const QVector3D& actual, const QVector3D& expected) {
    QVERIFY2((actual - expected).length() < kTolerance,
             qPrintable(QString("(%1, %2, %3)").arg(actual.x()).arg(actual.y()).arg(actual.z())));
}

}  // namespace

class OrbitCameraTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void direction_isTheNamedOne_whenLookingFromAStandardView_data();
    void direction_isTheNamedOne_whenLookingFromAStandardView();
    void right_isPlusX_whenLookingFromTheFront();
    void defaultView_showsTheFrontFromAboveAndAside();
    void elevation_stopsAtThePoles_whenOrbitedFarther();
    void distance_staysTheSame_whenOrbited();
    void point_followsTheCursor_whenPanned();
    void pointUnderTheCursor_stays_whenZoomed_data();
    void pointUnderTheCursor_stays_whenZoomed();
    void distance_keepsItsLimits_whenZoomedWithoutEnd();
    void box_justFits_whenFramed_data();
    void box_justFits_whenFramed();
    void ray_meetsThePointSeenThere_data();
    void ray_meetsThePointSeenThere();
    void size_staysTheSame_whenSwitchedToOrthographic();
    void scene_liesBetweenThePlanes_whenCloseAndFar();
    void wayBetweenTwoCameras_isTheShorterOne();
    void flight_passesTheMiddle_andEndsExactly();
    void flight_ends_whenAHandMovesTheCamera();
    void turntable_goesRound_untilAHandMovesTheCamera();
};

void OrbitCameraTest::direction_isTheNamedOne_whenLookingFromAStandardView_data() {
    QTest::addColumn<int>("view");
    QTest::addColumn<QVector3D>("forward");
    QTest::newRow("front") << int(StandardView::Front) << QVector3D(0, 1, 0);
    QTest::newRow("back") << int(StandardView::Back) << QVector3D(0, -1, 0);
    QTest::newRow("right") << int(StandardView::Right) << QVector3D(-1, 0, 0);
    QTest::newRow("left") << int(StandardView::Left) << QVector3D(1, 0, 0);
    QTest::newRow("top") << int(StandardView::Top) << QVector3D(0, 0, -1);
    QTest::newRow("bottom") << int(StandardView::Bottom) << QVector3D(0, 0, 1);
}

void OrbitCameraTest::direction_isTheNamedOne_whenLookingFromAStandardView() {
    QFETCH(int, view);
    QFETCH(QVector3D, forward);
    OrbitCamera camera = makeCamera();
    camera.look(StandardView(view));
    compareVectors(camera.forward(), forward);
    compareVectors(camera.position(), camera.target() - forward * camera.distance());
    // The three axes stay a right-handed frame, over the poles too.
    compareVectors(QVector3D::crossProduct(camera.right(), camera.up()), -forward);
}

void OrbitCameraTest::right_isPlusX_whenLookingFromTheFront() {
    OrbitCamera camera = makeCamera();
    camera.look(StandardView::Front);
    compareVectors(camera.right(), {1, 0, 0});
    compareVectors(camera.up(), {0, 0, 1});
    QVERIFY(onScreen(camera, {0.2f, 0, 0}).x() > kViewport.width() / 2 + 10);
    QVERIFY(onScreen(camera, {0, 0, 0.2f}).y() < kViewport.height() / 2 - 10);
}

void OrbitCameraTest::defaultView_showsTheFrontFromAboveAndAside() {
    const QVector3D forward = makeCamera().forward();
    QVERIFY(forward.y() > 0.5f);
    QVERIFY(forward.z() < -0.1f);
    QVERIFY(std::abs(forward.x()) > 0.1f);
}

void OrbitCameraTest::elevation_stopsAtThePoles_whenOrbitedFarther() {
    OrbitCamera camera = makeCamera();
    camera.orbit({0, 10'000});
    QCOMPARE(camera.elevationDegrees(), 90.0f);
    camera.orbit({0, -20'000});
    QCOMPARE(camera.elevationDegrees(), -90.0f);
}

void OrbitCameraTest::distance_staysTheSame_whenOrbited() {
    OrbitCamera camera = makeCamera();
    const float distance = camera.distance();
    const float azimuth = camera.azimuthDegrees();
    for (int i = 0; i < 50; ++i)
        camera.orbit({37, -11});
    QVERIFY(camera.azimuthDegrees() != azimuth);
    QCOMPARE(camera.distance(), distance);
    QVERIFY(std::abs(camera.position().distanceToPoint(camera.target()) - distance) < kTolerance);
}

void OrbitCameraTest::point_followsTheCursor_whenPanned() {
    OrbitCamera camera = makeCamera();
    const QVector3D point = camera.target();
    const QPointF before = onScreen(camera, point);
    camera.pan({60, -25});
    const QPointF moved = onScreen(camera, point) - before;
    QVERIFY(std::abs(moved.x() - 60) < 0.1);
    QVERIFY(std::abs(moved.y() + 25) < 0.1);
}

void OrbitCameraTest::pointUnderTheCursor_stays_whenZoomed_data() {
    QTest::addColumn<float>("steps");
    QTest::addColumn<bool>("orthographic");
    QTest::newRow("closer") << 3.0f << false;
    QTest::newRow("away") << -2.5f << false;
    QTest::newRow("closer, orthographic") << 3.0f << true;
}

void OrbitCameraTest::pointUnderTheCursor_stays_whenZoomed() {
    QFETCH(float, steps);
    QFETCH(bool, orthographic);
    OrbitCamera camera = makeCamera();
    camera.setOrthographic(orthographic);
    const QVector3D point = camera.target() + camera.right() * 0.3f + camera.up() * 0.2f;
    const QPointF cursor = onScreen(camera, point);
    const float distance = camera.distance();
    camera.zoom(steps, cursor);
    QCOMPARE(camera.distance() < distance, steps > 0);
    const QPointF moved = onScreen(camera, point) - cursor;
    QVERIFY(std::hypot(moved.x(), moved.y()) < 0.1);
}

void OrbitCameraTest::distance_keepsItsLimits_whenZoomedWithoutEnd() {
    OrbitCamera camera = makeCamera();
    camera.zoom(1000, {10, 10});
    QVERIFY(camera.distance() > 0);
    QVERIFY(camera.target().length() < 10);
    camera.zoom(-1000, {400, 300});
    QVERIFY(camera.distance() < 100);
    QVERIFY(std::isfinite(camera.position().length()));
}

void OrbitCameraTest::box_justFits_whenFramed_data() {
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<bool>("orthographic");
    QTest::newRow("wide") << QSizeF(800, 600) << false;
    QTest::newRow("tall") << QSizeF(300, 900) << false;
    QTest::newRow("orthographic") << QSizeF(800, 600) << true;
}

void OrbitCameraTest::box_justFits_whenFramed() {
    QFETCH(QSizeF, size);
    QFETCH(bool, orthographic);
    OrbitCamera camera;
    camera.setViewportSize(size);
    camera.setOrthographic(orthographic);
    const Bounds box{{0.1f, -0.2f, 0.3f}, {0.5f, 0.4f, 0.5f}};
    camera.frame(box);
    float widest = 0;
    for (int i = 0; i < 8; ++i) {
        const QVector3D corner((i & 1 ? box.max : box.min)[0], (i & 2 ? box.max : box.min)[1],
                               (i & 4 ? box.max : box.min)[2]);
        const QVector3D ndc = (camera.projectionMatrix() * camera.viewMatrix()).map(corner);
        widest = std::max({widest, std::abs(ndc.x()), std::abs(ndc.y())});
    }
    QVERIFY(widest <= 1.0f);
    QVERIFY(widest > 0.9f);
}

void OrbitCameraTest::ray_meetsThePointSeenThere_data() {
    QTest::addColumn<bool>("orthographic");
    QTest::newRow("perspective") << false;
    QTest::newRow("orthographic") << true;
}

void OrbitCameraTest::ray_meetsThePointSeenThere() {
    QFETCH(bool, orthographic);
    OrbitCamera camera = makeCamera();
    camera.setOrthographic(orthographic);
    for (const QVector3D point : {QVector3D(0.3f, -0.4f, 0.2f), QVector3D(-0.5f, 0.5f, 0), QVector3D()}) {
        const Ray ray = camera.rayThrough(onScreen(camera, point));
        QVERIFY(distanceToLine(ray, point) < kTolerance);
        QVERIFY(QVector3D::dotProduct(ray.direction, point - ray.origin) > 0);
    }
}

void OrbitCameraTest::size_staysTheSame_whenSwitchedToOrthographic() {
    OrbitCamera camera = makeCamera();
    const QVector3D point = camera.target() + camera.right() * 0.3f;
    const QPointF perspective = onScreen(camera, point);
    camera.setOrthographic(true);
    const QPointF moved = onScreen(camera, point) - perspective;
    QVERIFY(std::hypot(moved.x(), moved.y()) < 0.1);
}

void OrbitCameraTest::scene_liesBetweenThePlanes_whenCloseAndFar() {
    OrbitCamera camera = makeCamera();
    for (const float steps : {0.0f, -25.0f, 10.0f}) {
        camera.zoom(steps, {400, 300});
        const QVector3D ndc = (camera.projectionMatrix() * camera.viewMatrix()).map(camera.target());
        QVERIFY(ndc.z() > -1 && ndc.z() < 1);
    }
}

void OrbitCameraTest::wayBetweenTwoCameras_isTheShorterOne() {
    OrbitCamera from = makeCamera();
    from.turn(170 - from.azimuthDegrees());
    OrbitCamera end = from;
    end.turn(40);  // across 180 degrees
    end.orbit({0, 25});
    end.zoom(4, {400, 300});
    QCOMPARE(from.between(end, 0).position(), from.position());
    QCOMPARE(from.between(end, 1).position(), end.position());
    const OrbitCamera middle = from.between(end, 0.5f);
    QVERIFY(std::abs(std::remainder(middle.azimuthDegrees() - 190, 360.0f)) < 1e-3f);
    QVERIFY(std::abs(middle.elevationDegrees() - 25) < 1e-3f);  // 20, and half of ten
    QVERIFY(std::abs(middle.distance() - std::sqrt(from.distance() * end.distance())) < kTolerance);
}

void OrbitCameraTest::flight_passesTheMiddle_andEndsExactly() {
    std::vector<OrbitCamera> shown;
    CameraRig rig([&](const OrbitCamera& camera) { shown.push_back(camera); }, kCube);
    rig.look(StandardView::Front, 100);
    QCOMPARE(rig.camera().azimuthDegrees(), 0.0f);  // clicks and keys meet the camera where it will be
    QTRY_VERIFY(!rig.isMoving());
    QVERIFY(shown.size() > 2);
    for (std::size_t i = 1; i < shown.size(); ++i)
        QVERIFY(shown[i].azimuthDegrees() >= shown[i - 1].azimuthDegrees());
    QCOMPARE(shown.back().viewMatrix(), rig.camera().viewMatrix());
    shown.clear();
    rig.look(StandardView::Top, 0);
    QCOMPARE(shown.size(), std::size_t(1));
    QCOMPARE(shown.back().viewMatrix(), rig.camera().viewMatrix());
}

void OrbitCameraTest::flight_ends_whenAHandMovesTheCamera() {
    OrbitCamera shown;
    CameraRig rig([&](const OrbitCamera& camera) { shown = camera; }, kCube);
    rig.look(StandardView::Back, 10'000);
    QVERIFY(rig.isMoving());
    rig.camera().orbit({10, 0});
    rig.moved();
    QVERIFY(!rig.isMoving());
    QCOMPARE(shown.viewMatrix(), rig.camera().viewMatrix());
}

void OrbitCameraTest::turntable_goesRound_untilAHandMovesTheCamera() {
    float azimuth = 0;
    CameraRig rig([&](const OrbitCamera& camera) { azimuth = camera.azimuthDegrees(); }, kCube);
    const float start = rig.camera().azimuthDegrees();
    const float height = rig.camera().elevationDegrees();
    rig.setTurntable(true);
    QTRY_VERIFY(std::abs(azimuth - start) > 1);
    QCOMPARE(rig.camera().elevationDegrees(), height);
    rig.setPaused(true);
    QVERIFY(!rig.isMoving());
    QVERIFY(rig.isTurntable());
    rig.setPaused(false);
    rig.moved();
    QVERIFY(!rig.isTurntable());
}

}  // namespace espalier

QTEST_GUILESS_MAIN(espalier::OrbitCameraTest)

#include "tst_orbit_camera.moc"

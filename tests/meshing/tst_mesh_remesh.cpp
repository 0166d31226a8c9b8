#include <QtTest>

#include "inference/base/error.h"
#include "inference/meshing/mesh_components.h"
#include "inference/meshing/mesh_defects.h"
#include "inference/meshing/mesh_remesh.h"
#include "inference/meshing/nearest_surface.h"
#include "inference/meshing/vector_math.h"
#include "tests/meshing/dirty_meshes.h"
#include "tests/meshing/surfaces.h"

using namespace espalier;

class TestMeshRemesh : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void isWatertightAndNear_whateverComesIn_data();
    void isWatertightAndNear_whateverComesIn();
    void coversAllOfTheSurface_whenItIsClosed_data();
    void coversAllOfTheSurface_whenItIsClosed();
    void keepsEdgesAndCorners_whenShapeIsSharp();
    void becomesSolid_whenGapsAreNarrow();
    void closesOpenings_thatLeadIntoWideSpaces_data();
    void closesOpenings_thatLeadIntoWideSpaces();
    void goesInside_whenTheOpeningIsWide();
    void dropsInnerShells();
    void takesColoursAndMaterials_fromTheNearestPoint();
    void givesTheSame_withAnyNumberOfThreads();
    void saysWhy_whenInputIsUnusable_data();
    void saysWhy_whenInputIsUnusable();
    void tellsProgress_andStopsWhenAsked();
};

namespace {

/// Length of a cell, as RemeshOptions defines it.
float cellOf(const MeshAsset& mesh, int resolution) {
    const Bounds box = bounds(mesh);
    return std::max({box.max[0] - box.min[0], box.max[1] - box.min[1], box.max[2] - box.min[2]}) / float(resolution);
}

struct Distances {
    double max = 0.0;
    double mean = 0.0;
};

/// From corners and middles of the faces of one mesh to the other, in cells.
Distances distances(const MeshAsset& from, const MeshAsset& to, float cell) {
    const NearestSurface surface(to);
    Distances result;
    std::size_t count = 0;
    const auto add = [&](const Vec3f& p) {
        const double d = length(surface.nearest(p).point - p) / cell;
        result.max = std::max(result.max, d);
        result.mean += d;
        ++count;
    };
    for (const auto& [a, b, c] : from.triangles) {
        add(from.positions[a]);
        add((from.positions[a] + from.positions[b] + from.positions[c]) * (1.0f / 3.0f));
    }
    result.mean /= double(count);
    return result;
}

/// The least of the volumes that the components enclose.
double leastVolume(const MeshAsset& mesh) {
    const MeshComponents components(mesh);
    std::vector<MeshAsset> parts(components.count());
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
        parts[components.ofFace(f)].triangles.push_back(mesh.triangles[f]);
    double least = std::numeric_limits<double>::infinity();
    for (MeshAsset& part : parts) {
        part.positions = mesh.positions;
        least = std::min(least, signedVolume(part) / 6.0);
    }
    return least;
}

MeshAsset turnedBox(const Vec3f& low, const Vec3f& high) {
    MeshAsset mesh = boxMesh(low, high);
    const float c = std::cos(0.4f), s = std::sin(0.4f);
    for (auto& [x, y, z] : mesh.positions) {
        const float u = c * x - s * y, v = s * x + c * y;
        x = u, y = c * v - s * z, z = s * v + c * z;
    }
    return mesh;
}

/// A ball without the faces within `width / 2` of its axis on one side.
MeshAsset ballWithOpening(float radius, float width) {
    MeshAsset mesh = sphereMesh(96, radius);
    std::erase_if(mesh.triangles, [&](const auto& t) {
        const Vec3f& p = mesh.positions[t[0]];
        return p[2] > 0.0f && std::hypot(p[0], p[1]) < 0.5f * width;
    });
    return mesh;
}

MeshAsset openBox() {
    MeshAsset mesh = boxMesh({-0.4f, -0.4f, -0.4f}, {0.4f, 0.4f, 0.4f});
    mesh.triangles.erase(mesh.triangles.begin() + 2, mesh.triangles.begin() + 4);  // the lid
    return mesh;
}

/// A box whose six sides do not meet: gaps of `gap` along all edges.
MeshAsset looseBox(float gap) {
    MeshAsset mesh;
    for (std::size_t axis = 0; axis < 3; ++axis)
        for (const float side : {-0.4f, 0.4f}) {
            MeshAsset wall = planeMesh(2);
            for (auto& p : wall.positions) {
                const Vec3f flat = p;
                p[axis] = side;
                p[(axis + 1) % 3] = flat[0] * (0.8f - 2 * gap);
                p[(axis + 2) % 3] = flat[1] * (0.8f - 2 * gap);
            }
            append(mesh, wall);
        }
    return mesh;
}

MeshAsset nestedShells() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    append(mesh, sphereMesh(24, 0.3f));
    append(mesh, sphereMesh(16, 0.15f));
    return mesh;
}

MeshAsset dirtySphere() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    turnSomeFaces(mesh);
    const auto copies = mesh.triangles;
    mesh.triangles.insert(mesh.triangles.end(), copies.begin(), copies.begin() + 500);  // faces twice
    for (std::uint32_t f = 0; f < 200; ++f)                                             // fins
        mesh.triangles.push_back({copies[7 * f][0], copies[7 * f][1], copies[7 * f + 3][2]});
    mesh.triangles.push_back({0, 0, 1});
    std::erase_if(mesh.triangles, [n = 0](const auto&) mutable { return ++n % 97 == 0; });  // holes
    return mesh;
}

QString text(const MeshDefects& d) {
    return QString("non-manifold edges %1, vertices %2, inconsistent %3, boundary %4, degenerate %5, duplicate %6")
        .arg(d.nonManifoldEdges)
        .arg(d.nonManifoldVertices)
        .arg(d.inconsistentEdges)
        .arg(d.boundaryEdges)
        .arg(d.degenerateFaces)
        .arg(d.duplicateFaces);
}

}  // namespace

void TestMeshRemesh::initTestCase() {
    if (!canRemesh()) QSKIP("needs a build with Embree");
}

void TestMeshRemesh::isWatertightAndNear_whateverComesIn_data() {
    QTest::addColumn<MeshAsset>("mesh");
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("most");  // shares of the longest side, on top of two cells
    constexpr double kNear = 0.2;      // cells; the surface is to lie a tenth outside
    constexpr double kSheet = 0.6;     // half a cell, so that its two sides are a cell apart
    // Where everything is smaller than a cell or in a neighbour's way, or openings are closed.
    constexpr double kCrowded = 1.0, kOpening = 0.04;
    QTest::newRow("sphere") << sphereMesh(32, 0.45f) << kNear << 0.0;
    QTest::newRow("torus") << torus(0.3, 0.12, 96, 48) << kNear << 0.0;
    QTest::newRow("box") << boxMesh({-0.4f, -0.3f, -0.2f}, {0.4f, 0.3f, 0.2f}) << kNear << 0.0;
    QTest::newRow("turned box") << turnedBox({-0.4f, -0.3f, -0.2f}, {0.4f, 0.3f, 0.2f}) << kNear << 0.0;
    QTest::newRow("dirty sphere") << dirtySphere() << kNear << 0.0;
    QTest::newRow("open box") << openBox() << kSheet << 0.0;
    QTest::newRow("loose box") << looseBox(0.05f) << kSheet << 0.0;
    QTest::newRow("nested shells") << nestedShells() << kNear << 0.0;
    QTest::newRow("sheet") << planeMesh(8) << kSheet << 0.0;
    QTest::newRow("thin plate") << turnedBox({-0.4f, -0.4f, -0.001f}, {0.4f, 0.4f, 0.001f}) << kSheet << 0.0;
    QTest::newRow("strip with a half twist") << moebiusStrip(64) << kSheet << 0.0;
    QTest::newRow("soup") << triangleSoup(100, 200) << kCrowded << kOpening;
    QTest::newRow("confetti") << confetti(300) << kCrowded << kOpening;
    MeshAsset touching = boxMesh({-0.4f, -0.4f, -0.4f}, {0, 0, 0});
    append(touching, boxMesh({0, 0, 0}, {0.4f, 0.4f, 0.4f}));
    QTest::newRow("boxes that touch in a corner") << touching << kNear << 0.0;
    MeshAsset crossing = sphereMesh(24, 0.3f, {-0.15f, 0, 0});
    append(crossing, sphereMesh(24, 0.3f, {0.15f, 0.01f, 0}));
    QTest::newRow("spheres through each other") << crossing << kNear << 0.0;
    MeshAsset one;
    one.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0.3f}};
    one.triangles = {{0, 1, 2}};
    QTest::newRow("one face") << one << kSheet << 0.0;
    one.positions[2] = {2, 0, 0};
    QTest::newRow("one face without area") << one << kSheet << 0.0;
}

void TestMeshRemesh::isWatertightAndNear_whateverComesIn() {
    QFETCH(MeshAsset, mesh);
    QFETCH(double, mean);
    QFETCH(double, most);
    for (const int resolution : {16, 100}) {
        const MeshAsset result = remeshWatertight(mesh, {.resolution = resolution});
        const MeshDefects defects = findDefects(result);
        QVERIFY2(defects.watertight(), qPrintable(text(defects)));
        QVERIFY(leastVolume(result) > 0.0);
        QCOMPARE(result.normals.size(), result.positions.size());
        const Distances away = distances(result, mesh, cellOf(mesh, resolution));
        qInfo("resolution %d: %zu faces, %.3f cells away in the mean, %.3f at most", resolution,
              result.triangles.size(), away.mean, away.max);
        QVERIFY2(away.max < 2.0 + most * resolution, qPrintable(QString::number(away.max)));
        QVERIFY2(away.mean < mean, qPrintable(QString::number(away.mean)));
    }
}

void TestMeshRemesh::coversAllOfTheSurface_whenItIsClosed_data() {
    QTest::addColumn<MeshAsset>("mesh");
    QTest::newRow("sphere") << sphereMesh(32, 0.45f);
    QTest::newRow("torus") << torus(0.3, 0.12, 96, 48);
    QTest::newRow("turned box") << turnedBox({-0.4f, -0.3f, -0.2f}, {0.4f, 0.3f, 0.2f});
}

void TestMeshRemesh::coversAllOfTheSurface_whenItIsClosed() {
    QFETCH(MeshAsset, mesh);
    constexpr int kResolution = 96;
    const MeshAsset result = remeshWatertight(mesh, {.resolution = kResolution});
    QCOMPARE(MeshComponents(result).count(), std::size_t(1));
    const Distances away = distances(mesh, result, cellOf(mesh, kResolution));
    QVERIFY2(away.max < 0.5, qPrintable(QString::number(away.max)));
    // A tenth of a cell outside of it.
    QVERIFY2(away.mean < 0.15, qPrintable(QString::number(away.mean)));
    QVERIFY(signedVolume(result) > signedVolume(mesh));
}

void TestMeshRemesh::keepsEdgesAndCorners_whenShapeIsSharp() {
    const MeshAsset mesh = turnedBox({-0.4f, -0.3f, -0.2f}, {0.4f, 0.3f, 0.2f});
    constexpr int kResolution = 64;
    const MeshAsset result = remeshWatertight(mesh, {.resolution = kResolution});
    const float cell = cellOf(mesh, kResolution);
    for (const Vec3f& corner : mesh.positions) {
        float nearest = std::numeric_limits<float>::infinity();
        for (const Vec3f& p : result.positions)
            nearest = std::min(nearest, length(p - corner));
        QVERIFY2(nearest < 0.4f * cell, qPrintable(QString::number(nearest / cell)));  // sqrt(3) of a tenth, if exact
    }
    const double lift = 0.2 * cell, wanted = (0.8 + lift) * (0.6 + lift) * (0.4 + lift);
    QVERIFY2(std::abs(signedVolume(result) / 6.0 / wanted - 1.0) < 0.005,
             qPrintable(QString::number(signedVolume(result) / 6.0 / wanted)));
}

void TestMeshRemesh::becomesSolid_whenGapsAreNarrow() {
    constexpr int kResolution = 64;
    const MeshAsset result = remeshWatertight(looseBox(0.008f), {.resolution = kResolution});  // 0.64 of a cell
    QCOMPARE(MeshComponents(result).count(), std::size_t(1));
    const double volume = signedVolume(result) / 6.0;
    QVERIFY2(volume > 0.5 && volume < 0.55, qPrintable(QString::number(volume)));  // 0.8^3 = 0.512
}

void TestMeshRemesh::closesOpenings_thatLeadIntoWideSpaces_data() {
    QTest::addColumn<float>("width");
    QTest::addColumn<int>("resolution");
    QTest::addColumn<bool>("isClosed");
    for (const int resolution : {48, 96}) {
        QTest::addRow("4 %%, resolution %d", resolution) << 0.036f << resolution << true;
        QTest::addRow("6 %%, resolution %d", resolution) << 0.054f << resolution << true;
        QTest::addRow("20 %%, resolution %d", resolution) << 0.18f << resolution << false;
    }
}

void TestMeshRemesh::closesOpenings_thatLeadIntoWideSpaces() {
    QFETCH(float, width);
    QFETCH(int, resolution);
    QFETCH(bool, isClosed);
    const float radius = 0.45f, cell = 2.0f * radius / float(resolution);
    const MeshAsset mesh = ballWithOpening(radius, width);
    QVERIFY(findDefects(mesh).boundaryEdges > 3);
    const MeshAsset result = remeshWatertight(mesh, {.resolution = resolution});
    QVERIFY(findDefects(result).watertight());
    QCOMPARE(MeshComponents(result).count(), std::size_t(1));
    const double ball = 4.0 / 3.0 * std::numbers::pi * std::pow(radius, 3.0);
    const double wall = 4.0 * std::numbers::pi * radius * radius * cell, volume = signedVolume(result) / 6.0;
    qInfo("volume %.4f, of the ball %.4f, of its wall %.4f", volume, ball, wall);
    if (isClosed)
        QVERIFY(volume > 0.98 * ball && volume < 1.03 * ball);
    else
        QVERIFY(volume > 0.85 * wall && volume < 1.1 * wall);
}

void TestMeshRemesh::goesInside_whenTheOpeningIsWide() {
    constexpr int kResolution = 64;
    const MeshAsset result = remeshWatertight(openBox(), {.resolution = kResolution});
    const double volume = signedVolume(result) / 6.0, walls = 5 * 0.8 * 0.8 * 0.8 / kResolution;  // a cell thick
    QVERIFY2(volume > 0.9 * walls && volume < 1.2 * walls, qPrintable(QString("%1 of %2").arg(volume).arg(walls)));
}

void TestMeshRemesh::dropsInnerShells() {
    const MeshAsset result = remeshWatertight(nestedShells(), {.resolution = 64});
    QCOMPARE(MeshComponents(result).count(), std::size_t(1));
    for (const Vec3f& p : result.positions)
        QVERIFY(length(p) > 0.44f);
}

void TestMeshRemesh::takesColoursAndMaterials_fromTheNearestPoint() {
    MeshAsset mesh = sphereMesh(48, 0.45f);
    for (const Vec3f& p : mesh.positions) {
        mesh.colors.push_back({std::uint8_t((p[0] + 0.5f) * 255), std::uint8_t((p[1] + 0.5f) * 255), 9, 200});
        mesh.metallicRoughness.push_back({p[2], 0.25f});
    }
    const MeshAsset result = remeshWatertight(mesh, {.resolution = 64});
    QCOMPARE(result.colors.size(), result.positions.size());
    QCOMPARE(result.metallicRoughness.size(), result.positions.size());
    for (std::size_t v = 0; v < result.positions.size(); ++v) {
        const Vec3f& p = result.positions[v];
        const float off = 1.5f * 0.9f / 64;  // where the nearest point may be
        QVERIFY(std::abs(float(result.colors[v][0]) - (p[0] + 0.5f) * 255) < 255 * off);
        QVERIFY(std::abs(float(result.colors[v][1]) - (p[1] + 0.5f) * 255) < 255 * off);
        QCOMPARE(int(result.colors[v][2]), 9);
        QCOMPARE(int(result.colors[v][3]), 200);
        QVERIFY(std::abs(result.metallicRoughness[v][0] - p[2]) < off);
        QVERIFY(std::abs(result.metallicRoughness[v][1] - 0.25f) < 1e-5f);
    }
}

void TestMeshRemesh::givesTheSame_withAnyNumberOfThreads() {
    const MeshAsset mesh = dirtySphere();
    const MeshAsset one = remeshWatertight(mesh, {.resolution = 64, .threads = 1});
    const MeshAsset three = remeshWatertight(mesh, {.resolution = 64, .threads = 3});
    QCOMPARE(one.positions, three.positions);
    QCOMPARE(one.triangles, three.triangles);
}

void TestMeshRemesh::saysWhy_whenInputIsUnusable_data() {
    QTest::addColumn<MeshAsset>("mesh");
    QTest::addColumn<int>("resolution");
    QTest::addColumn<QString>("said");
    const MeshAsset box = boxMesh({0, 0, 0}, {1, 1, 1});
    QTest::newRow("empty") << MeshAsset{} << 64 << "no face";
    MeshAsset point;
    point.positions = {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}};
    point.triangles = {{0, 1, 2}};
    QTest::newRow("one point") << point << 64 << "no face of any area";
    MeshAsset notANumber = box;
    notANumber.positions[3][1] = std::nanf("");
    QTest::newRow("NaN") << notANumber << 64 << "vertex 3";
    MeshAsset outOfRange = box;
    outOfRange.triangles[2][1] = 8;
    QTest::newRow("index") << outOfRange << 64 << "face 2 uses vertex 8 of 8";
    QTest::newRow("too coarse") << box << 15 << "resolution is 15";
    QTest::newRow("too fine") << box << 513 << "resolution is 513";
}

void TestMeshRemesh::saysWhy_whenInputIsUnusable() {
    QFETCH(MeshAsset, mesh);
    QFETCH(int, resolution);
    QFETCH(QString, said);
    try {
        remeshWatertight(mesh, {.resolution = resolution});
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains(said), error.what());
        QVERIFY(!error.hint().empty());
        return;
    }
    QFAIL("no error");
}

void TestMeshRemesh::tellsProgress_andStopsWhenAsked() {
    const MeshAsset mesh = sphereMesh(48, 0.45f);
    std::vector<int> steps;
    int last = 1000;
    std::stop_source stop;
    const RunContext context(stop.get_token(), [&](const Progress& progress) {
        QCOMPARE(progress.stage, Stage::Clean);
        steps.push_back(progress.step * 100 / progress.of);
        if (steps.back() >= last) stop.request_stop();
    });
    remeshWatertight(mesh, {.resolution = 128}, context);
    QVERIFY(steps.size() > 5);
    QVERIFY(std::is_sorted(steps.begin(), steps.end()));
    QCOMPARE(steps.back(), 100);
    last = 30;
    QVERIFY_THROWS_EXCEPTION(Cancelled, remeshWatertight(mesh, {.resolution = 128}, context));
    QVERIFY(steps.back() < 60);
}

QTEST_APPLESS_MAIN(TestMeshRemesh)
#include "tst_mesh_remesh.moc"

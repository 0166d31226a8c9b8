#include <QElapsedTimer>
#include <QtTest>

#include "inference/base/error.h"
#include "inference/meshing/hole_capping.h"
#include "inference/meshing/mesh_components.h"
#include "inference/meshing/mesh_defects.h"
#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/mesh_repair.h"
#include "inference/meshing/mesh_topology.h"
#include "tests/meshing/dirty_meshes.h"

using namespace espalier;

class TestMeshRepair : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsEachDefect_whenMeshHasIt();
    void isClean_whenMeshWasDirty_data();
    void isClean_whenMeshWasDirty();
    void staysWatertight_whenSolidsTouch_data();
    void staysWatertight_whenSolidsTouch();
    void opensOnlyTheFin_whenThreeFacesMeet();
    void cutsOneSeam_whenNoWindingSuitsAll();
    void keepsSurfaceClosed_whenVertexLiesOnAnEdge();
    void removesBothFaces_whenTheyAreAMembrane();
    void removesBothFaces_whenTheyAreAFin();
    void removesDebris_butNotSmallPartsThatMatter();
    void closesNarrowSlits_ofAnyLength();
    void fillsHoleWithoutFolding_whenShortEnough();
    void replacesFacesAround_whenATongueFoldsIntoTheHole();
    void leavesHole_whenTooLongOrFolded();
    void fillsLongLoop_byDividingIt();
    void keepsAttributes_whenVerticesAreJoinedAndCopied();
    void saysWhy_whenInputIsUnusable_data();
    void saysWhy_whenInputIsUnusable();
    void endsSmall_whenManyFacesShareOneVertex();
    void endsSoon_whenManyFacesShareOneEdge();
    void stops_whenAsked();
    void isFast_whenMeshIsLarge();
};

namespace {

/// Removes the faces around the vertex that is farthest up.
void openTop(MeshAsset& mesh) {
    std::uint32_t top = 0;
    for (std::uint32_t v = 0; v < mesh.positions.size(); ++v)
        if (mesh.positions[v][2] > mesh.positions[top][2]) top = v;
    std::erase_if(mesh.triangles, [&](const auto& t) { return t[0] == top || t[1] == top || t[2] == top; });
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

/// Two boxes with one edge (or only one corner) in common.
MeshAsset touchingBoxes(float lift) {
    MeshAsset mesh = boxMesh({-0.4f, -0.4f, -0.4f}, {0, 0, 0});
    append(mesh, boxMesh({0, 0, -0.4f + lift}, {0.4f, 0.4f, lift}));
    return mesh;
}

/// Faces of a box split so that two of their sides' middles are joined by a face without area.
MeshAsset boxWithSliver() {
    MeshAsset mesh = boxMesh({-0.4f, -0.4f, -0.4f}, {0.4f, 0.4f, 0.4f});
    mesh.positions.push_back({0.0f, -0.4f, -0.4f});  // in the middle of edge 0-1, but only one of its two faces knows
    mesh.triangles[0] = {0, 2, 8};
    mesh.triangles.push_back({8, 2, 1});
    mesh.triangles.push_back({0, 8, 1});  // closes the gap
    return mesh;
}

double areaOf(const MeshAsset& mesh) {
    double sum = 0.0;
    for (const auto& [a, b, c] : mesh.triangles) {
        const auto side = [&](std::uint32_t to, std::size_t axis) {
            return double(mesh.positions[to][axis]) - double(mesh.positions[a][axis]);
        };
        const auto cross = [&](std::size_t i, std::size_t j) {
            return side(b, i) * side(c, j) - side(b, j) * side(c, i);
        };
        sum += 0.5 * std::hypot(cross(1, 2), cross(2, 0), cross(0, 1));
    }
    return sum;
}

}  // namespace

void TestMeshRepair::findsEachDefect_whenMeshHasIt() {
    MeshAsset mesh = boxMesh({0, 0, 0}, {1, 1, 1});
    QVERIFY2(findDefects(mesh).watertight(), qPrintable(text(findDefects(mesh))));

    MeshAsset turned = mesh;
    std::swap(turned.triangles[0][0], turned.triangles[0][1]);
    QCOMPARE(findDefects(turned).inconsistentEdges, std::size_t(3));

    MeshAsset open = mesh;
    open.triangles.pop_back();
    QCOMPARE(findDefects(open).boundaryEdges, std::size_t(3));
    QVERIFY(findDefects(open).clean());

    MeshAsset fin = mesh;
    fin.positions.push_back({-1, -1, 0});
    fin.triangles.push_back({0, 1, 8});
    QCOMPARE(findDefects(fin).nonManifoldEdges, std::size_t(1));

    MeshAsset repeated = mesh;
    repeated.triangles.push_back({1, 0, 2});
    QCOMPARE(findDefects(repeated).duplicateFaces, std::size_t(1));
    QCOMPARE(findDefects(boxWithSliver()).degenerateFaces, std::size_t(1));

    MeshAsset bowTie;
    bowTie.positions = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {-1, 0, 0}, {-1, -1, 0}};
    bowTie.triangles = {{0, 1, 2}, {0, 3, 4}};
    QCOMPARE(findDefects(bowTie).nonManifoldVertices, std::size_t(1));
}

void TestMeshRepair::isClean_whenMeshWasDirty_data() {
    QTest::addColumn<MeshAsset>("mesh");
    QTest::addColumn<bool>("watertight");
    MeshAsset turned = sphereMesh(24, 0.45f);
    turnSomeFaces(turned);
    QTest::newRow("faces turned") << turned << true;

    MeshAsset soup;  // no two faces share a vertex
    for (const auto& t : turned.triangles) {
        for (const auto v : t)
            soup.positions.push_back(turned.positions[v]);
        const auto n = std::uint32_t(soup.positions.size());
        soup.triangles.push_back({n - 3, n - 2, n - 1});
    }
    QTest::newRow("triangle soup") << soup << true;

    MeshAsset repeated = turned;
    repeated.triangles.insert(repeated.triangles.end(), turned.triangles.begin(), turned.triangles.begin() + 50);
    repeated.triangles.push_back({5, 5, 9});
    QTest::newRow("faces repeated") << repeated << true;

    MeshAsset fins = sphereMesh(48, 0.45f);
    for (int f = 0; f < 40; ++f) {
        const auto t = fins.triangles[std::size_t(f) * 90];
        Vec3f tip = fins.positions[t[0]];
        for (float& x : tip)
            x *= 1.02f;
        fins.positions.push_back(tip);
        fins.triangles.push_back({t[0], t[1], std::uint32_t(fins.positions.size() - 1)});
    }
    QTest::newRow("fins, T-shaped edges") << fins << true;  // fins are debris once they are cut off

    QTest::newRow("boxes at one edge") << touchingBoxes(0.0f) << true;
    QTest::newRow("boxes at one corner") << touchingBoxes(0.4f) << true;
    QTest::newRow("sliver") << boxWithSliver() << true;
    QTest::newRow("Moebius strip") << moebiusStrip(40) << false;
    QTest::newRow("plane") << planeMesh(20) << false;
    MeshAsset one;
    one.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    one.triangles = {{0, 1, 2}};
    QTest::newRow("one face") << one << false;

    // Random faces between few vertices: every defect at once.
    MeshAsset tangle;
    std::mt19937 random(5);
    const auto unit = [&] { return float(random()) / 4294967296.0f - 0.5f; };
    for (int v = 0; v < 60; ++v)
        tangle.positions.push_back({unit(), unit(), unit()});
    for (int f = 0; f < 3000; ++f)
        tangle.triangles.push_back(
            {std::uint32_t(random() % 60), std::uint32_t(random() % 60), std::uint32_t(random() % 60)});
    QTest::newRow("tangle") << tangle << false;
}

void TestMeshRepair::isClean_whenMeshWasDirty() {
    QFETCH(MeshAsset, mesh);
    QFETCH(bool, watertight);
    const CleanReport report = cleanForUse(mesh);
    const MeshDefects defects = findDefects(mesh);
    QVERIFY2(defects.clean(), qPrintable(text(defects)));
    QCOMPARE(defects.watertight(), watertight);
    QCOMPARE(report.facesAfter, mesh.triangles.size());
    QVERIFY(report.facesAfter > 0);
    QCOMPARE(mesh.normals.size(), mesh.positions.size());
    if (watertight) QVERIFY(signedVolume(mesh) > 0.0);
}

void TestMeshRepair::staysWatertight_whenSolidsTouch_data() {
    QTest::addColumn<float>("lift");
    QTest::newRow("edge") << 0.0f;
    QTest::newRow("corner") << 0.4f;
}

void TestMeshRepair::staysWatertight_whenSolidsTouch() {
    QFETCH(float, lift);
    MeshAsset mesh = touchingBoxes(lift);
    const double volume = signedVolume(mesh);
    cleanForUse(mesh);
    QVERIFY2(findDefects(mesh).watertight(), qPrintable(text(findDefects(mesh))));
    QVERIFY(std::abs(signedVolume(mesh) - volume) < 1e-6);
}

void TestMeshRepair::opensOnlyTheFin_whenThreeFacesMeet() {
    MeshAsset mesh = planeMesh(2);
    mesh.positions.push_back({0, 0.25f, 0.4f});
    mesh.triangles.push_back({4, 7, 9});  // stands on an inner edge
    const CleanReport report = cleanForUse(mesh, {.holePerimeter = 0.0, .debrisArea = 0.0});
    QCOMPARE(report.nonManifoldEdges, std::size_t(1));
    const MeshComponents components(mesh);
    QCOMPARE(components.count(), std::size_t(2));
    QCOMPARE(components.faceCount(0), std::size_t(8));
    QCOMPARE(findDefects(mesh).boundaryEdges, std::size_t(8 + 3));
}

void TestMeshRepair::cutsOneSeam_whenNoWindingSuitsAll() {
    MeshAsset mesh = moebiusStrip(40);
    const CleanReport report = cleanForUse(mesh, {.holePerimeter = 0.0});
    QCOMPARE(report.cutEdges, std::size_t(1));
    QCOMPARE(mesh.triangles.size(), std::size_t(80));
    QCOMPARE(findDefects(mesh).boundaryEdges, std::size_t(80 + 2));
}

void TestMeshRepair::keepsSurfaceClosed_whenVertexLiesOnAnEdge() {
    MeshAsset mesh = boxWithSliver();
    QVERIFY(statistics(mesh).watertight);
    cleanForUse(mesh);
    QVERIFY2(findDefects(mesh).watertight(), qPrintable(text(findDefects(mesh))));
    QVERIFY(std::abs(signedVolume(mesh) - 6 * 0.8 * 0.8 * 0.8) < 1e-5);
}

void TestMeshRepair::removesBothFaces_whenTheyAreAMembrane() {
    // Two tetrahedra glued along a face that both still have.
    MeshAsset mesh;
    mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0.3f, 0.3f, 1}, {0.3f, 0.3f, -1}};
    mesh.triangles = {{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {2, 0, 3}, {0, 1, 2}, {1, 0, 4}, {2, 1, 4}, {0, 2, 4}};
    cleanForUse(mesh);
    QCOMPARE(mesh.triangles.size(), std::size_t(6));
    QVERIFY2(findDefects(mesh).watertight(), qPrintable(text(findDefects(mesh))));
}

void TestMeshRepair::removesBothFaces_whenTheyAreAFin() {
    // As collapses leave them: two faces back to back on an edge of a closed surface.
    MeshAsset mesh = boxMesh({-0.4f, -0.4f, -0.4f}, {0.4f, 0.4f, 0.4f});
    mesh.positions.push_back({0, -0.6f, -0.6f});
    mesh.triangles.push_back({0, 1, 8});
    mesh.triangles.push_back({1, 0, 8});
    cleanForUse(mesh, {.debrisArea = 0.0});
    QCOMPARE(mesh.triangles.size(), std::size_t(12));
    QVERIFY2(findDefects(mesh).watertight(), qPrintable(text(findDefects(mesh))));
    // Nothing holds these.
    MeshAsset lone;
    lone.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    lone.triangles = {{0, 1, 2}, {1, 0, 2}};
    cleanForUse(lone);
    QCOMPARE(lone.triangles.size(), std::size_t(1));
}

void TestMeshRepair::removesDebris_butNotSmallPartsThatMatter() {
    MeshAsset mesh = sphereMesh(24, 0.3f);
    append(mesh, sphereMesh(8, 0.05f, {0.42f, 0, 0}));
    for (int i = 0; i < 10; ++i)
        append(mesh, boxMesh({0.45f, 0.04f * float(i), 0.3f}, {0.454f, 0.04f * float(i) + 0.004f, 0.304f}));
    const CleanReport report = cleanForUse(mesh);
    QCOMPARE(report.debris, std::size_t(10));
    QCOMPARE(MeshComponents(mesh).count(), std::size_t(2));
}

void TestMeshRepair::closesNarrowSlits_ofAnyLength() {
    constexpr std::uint32_t kCells = 40;
    MeshAsset mesh = planeMesh(kCells);
    const double whole = areaOf(mesh);
    const auto isIn = [&](const auto& t, float width) {
        return std::all_of(t.begin(), t.end(), [&](auto v) {
            const Vec3f& p = mesh.positions[v];
            return std::abs(p[0]) < 0.41f && p[1] > -0.01f && p[1] < width;
        });
    };
    MeshAsset slit = mesh, wide = mesh;
    std::erase_if(slit.triangles, [&](const auto& t) { return isIn(t, 0.03f); });  // one row of faces
    std::erase_if(wide.triangles, [&](const auto& t) { return isIn(t, 0.31f); });
    const CleanReport report = cleanForUse(slit);
    QCOMPARE(report.holesFilled, std::size_t(1));
    QVERIFY(findDefects(slit).clean());
    QCOMPARE(findDefects(slit).boundaryEdges, std::size_t(4 * kCells));
    QVERIFY2(std::abs(areaOf(slit) - whole) < 1e-5, qPrintable(QString::number(areaOf(slit))));  // nothing folds

    const double left = areaOf(wide);
    cleanForUse(wide);
    QVERIFY(findDefects(wide).clean());
    QVERIFY(areaOf(wide) >= left - 1e-5 && areaOf(wide) < left + 0.01);
}

void TestMeshRepair::fillsHoleWithoutFolding_whenShortEnough() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    openTop(mesh);
    turnSomeFaces(mesh);
    const auto vertices = mesh.positions.size();
    const CleanReport report = cleanForUse(mesh, {.holePerimeter = 0.5});
    QCOMPARE(report.holesFilled, std::size_t(1));
    QVERIFY2(findDefects(mesh).watertight(), qPrintable(text(findDefects(mesh))));
    QCOMPARE(mesh.positions.size(), vertices - 1);  // the cap adds none
    for (const auto& t : mesh.triangles) {          // a folded face would look inward
        const auto &a = mesh.positions[t[0]], &b = mesh.positions[t[1]], &c = mesh.positions[t[2]];
        const double u[3]{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v[3]{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
        QVERIFY((u[1] * v[2] - u[2] * v[1]) * a[0] + (u[2] * v[0] - u[0] * v[2]) * a[1] +
                    (u[0] * v[1] - u[1] * v[0]) * a[2] >
                0.0);
    }
}

// On raw meshes every tenth hole within the perimeter stayed open for such a face.
void TestMeshRepair::replacesFacesAround_whenATongueFoldsIntoTheHole() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    openTop(mesh);
    bool hung = false;
    MeshEdges(mesh.positions.size(), mesh.triangles).forEach([&](const MeshEdges::Edge& edge) {
        if (edge.sides.size() != 1 || std::exchange(hung, true)) return;
        const auto t = mesh.triangles[edge.sides[0].triangle];  // by value: faces are added
        Vec3f tip = mesh.positions[t[0] ^ t[1] ^ t[2] ^ edge.low ^ edge.high];
        for (float& x : tip)
            x *= 1.002f;  // lies on the face beyond the edge
        mesh.positions.push_back(tip);
        const auto [from, to] =
            edge.sides[0].ascending ? std::pair(edge.high, edge.low) : std::pair(edge.low, edge.high);
        mesh.triangles.push_back({from, to, std::uint32_t(mesh.positions.size() - 1)});
    });
    makeManifold(mesh);
    const HoleChanges changes = capHoles(mesh, 0.5);
    QCOMPARE(changes.widened, std::size_t(1));
    QCOMPARE(changes.left(), std::size_t(0));
    QVERIFY2(findDefects(mesh).watertight(), qPrintable(text(findDefects(mesh))));
    faceOutward(mesh);
    const double whole = 8.0 * std::numbers::pi * std::pow(0.45, 3);  // six times the sphere's
    QVERIFY2(std::abs(signedVolume(mesh) - whole) < 0.01 * whole, qPrintable(QString::number(signedVolume(mesh))));
}

void TestMeshRepair::leavesHole_whenTooLongOrFolded() {
    MeshAsset mesh = sphereMesh(32, 0.45f);
    openTop(mesh);
    const CleanReport tooLong = cleanForUse(mesh, {.holePerimeter = 0.01});
    QCOMPARE(tooLong.holesLeft, std::size_t(1));
    QCOMPARE(tooLong.holesTooLong, std::size_t(1));
    QVERIFY(findDefects(mesh).boundaryEdges > 0);
    // The rim of a flat sheet could only be closed by a second sheet on top of the first.
    MeshAsset plane = planeMesh(4);
    const CleanReport folded = cleanForUse(plane, {.holePerimeter = 100.0});
    QCOMPARE(folded.holesLeft, std::size_t(1));
    QCOMPARE(folded.holesFolded, std::size_t(1));
    QCOMPARE(plane.triangles.size(), std::size_t(32));
}

void TestMeshRepair::fillsLongLoop_byDividingIt() {
    constexpr std::uint32_t kRim = 500;
    MeshAsset cone;  // open at its base
    for (std::uint32_t v = 0; v < kRim; ++v) {
        const double turn = 2.0 * std::numbers::pi * v / kRim;
        cone.positions.push_back({float(0.4 * std::cos(turn)), float(0.3 * std::sin(turn)), 0.0f});
    }
    cone.positions.push_back({0, 0, 0.4f});
    for (std::uint32_t v = 0; v < kRim; ++v)
        cone.triangles.push_back({v, (v + 1) % kRim, kRim});
    QCOMPARE(capHoles(cone, 10.0).filled, std::size_t(1));
    QCOMPARE(cone.triangles.size(), std::size_t(kRim + kRim - 2));
    QVERIFY2(findDefects(cone).watertight(), qPrintable(text(findDefects(cone))));
}

void TestMeshRepair::keepsAttributes_whenVerticesAreJoinedAndCopied() {
    MeshAsset mesh = touchingBoxes(0.0f);
    turnSomeFaces(mesh);
    for (const auto& p : mesh.positions) {  // attributes that tell the place
        mesh.colors.push_back({std::uint8_t((p[0] + 0.5f) * 200), std::uint8_t((p[1] + 0.5f) * 200),
                               std::uint8_t((p[2] + 0.5f) * 200), 255});
        mesh.metallicRoughness.push_back({p[0], p[1]});
    }
    cleanForUse(mesh);
    QCOMPARE(mesh.colors.size(), mesh.positions.size());
    QCOMPARE(mesh.metallicRoughness.size(), mesh.positions.size());
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        const Vec3f& p = mesh.positions[v];
        QCOMPARE(mesh.colors[v][0], std::uint8_t((p[0] + 0.5f) * 200));
        QCOMPARE(mesh.metallicRoughness[v], (std::array<float, 2>{p[0], p[1]}));
    }
}

void TestMeshRepair::saysWhy_whenInputIsUnusable_data() {
    QTest::addColumn<MeshAsset>("mesh");
    QTest::addColumn<QString>("said");
    QTest::newRow("empty") << MeshAsset{} << "no face";
    MeshAsset notANumber = boxMesh({0, 0, 0}, {1, 1, 1});
    notANumber.positions[3][1] = std::nanf("");
    QTest::newRow("NaN") << notANumber << "vertex 3";
    MeshAsset outOfRange = boxMesh({0, 0, 0}, {1, 1, 1});
    outOfRange.triangles[2][1] = 8;
    QTest::newRow("index") << outOfRange << "face 2 uses vertex 8 of 8";
    MeshAsset colours = boxMesh({0, 0, 0}, {1, 1, 1});
    colours.colors.resize(3);
    QTest::newRow("colours") << colours << "number of colours";
    MeshAsset flat;
    flat.positions = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {0, 0, 0}};
    flat.triangles = {{0, 1, 2}, {0, 3, 1}};
    QTest::newRow("no area") << flat << "no face of any area";
}

void TestMeshRepair::saysWhy_whenInputIsUnusable() {
    QFETCH(MeshAsset, mesh);
    QFETCH(QString, said);
    try {
        cleanForUse(mesh);
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains(said), error.what());
        QVERIFY(!error.hint().empty());
        return;
    }
    QFAIL("no error");
}

void TestMeshRepair::endsSmall_whenManyFacesShareOneVertex() {
    MeshAsset mesh;
    mesh.positions = {{0, 0, 0}};
    std::mt19937 random(7);
    const auto unit = [&] { return float(random()) / 4294967296.0f - 0.5f; };
    for (std::uint32_t f = 0; f < 100000; ++f) {
        const Vec3f p{unit(), unit(), unit()};
        mesh.positions.push_back(p);
        mesh.positions.push_back({p[0] + 1e-3f, p[1], p[2]});
        mesh.triangles.push_back({0, 2 * f + 1, 2 * f + 2});
    }
    QElapsedTimer timer;
    timer.start();
    cleanForUse(mesh);
    QVERIFY2(findDefects(mesh).clean(), qPrintable(text(findDefects(mesh))));
    QVERIFY2(timer.elapsed() < 30000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
}

void TestMeshRepair::endsSoon_whenManyFacesShareOneEdge() {
    MeshAsset mesh;
    mesh.positions = {{0, 0, -0.5f}, {0, 0, 0.5f}};
    for (std::uint32_t f = 0; f < 100000; ++f) {
        const double turn = 2.0 * std::numbers::pi * f / 100000;
        mesh.positions.push_back({float(std::cos(turn)), float(std::sin(turn)), 0});
        mesh.triangles.push_back({0, 1, f + 2});
    }
    QElapsedTimer timer;
    timer.start();
    cleanForUse(mesh);
    QVERIFY2(findDefects(mesh).clean(), qPrintable(text(findDefects(mesh))));
    QVERIFY2(timer.elapsed() < 30000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
}

void TestMeshRepair::stops_whenAsked() {
    std::stop_source stop;
    stop.request_stop();
    MeshAsset mesh = sphereMesh(16, 0.4f);
    QVERIFY_THROWS_EXCEPTION(Cancelled, cleanForUse(mesh, {}, RunContext(stop.get_token())));
}

void TestMeshRepair::isFast_whenMeshIsLarge() {
    MeshAsset mesh = sphereMesh(256, 0.45f);
    QVERIFY(mesh.triangles.size() > 350000);
    turnSomeFaces(mesh);
    QElapsedTimer timer;
    timer.start();
    cleanForUse(mesh);
    // About a second under load; a quadratic slip would take minutes.
    QVERIFY2(timer.elapsed() < 20000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
    QVERIFY(findDefects(mesh).watertight());
}

QTEST_APPLESS_MAIN(TestMeshRepair)
#include "tst_mesh_repair.moc"

#include <QElapsedTimer>
#include <QtTest>
#include <random>

#include "inference/meshing/mesh_cleanup.h"
#include "inference/meshing/winding.h"
#include "tests/meshing/sphere_grid.h"

using namespace espalier;

class TestWinding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void facesOutward_whenWindingWasRandom();
    void orientsEachPiece_whenThereAreSeveral();
    void isFast_whenMeshIsLarge();
    void dropsOnlyUnreferencedVertices_keepingOrder();
};

namespace {

void shuffleWinding(MeshAsset& mesh) {
    std::mt19937 random(3);
    for (auto& t : mesh.triangles)
        if (random() & 1) std::swap(t[1], t[2]);
}

Vec3f normalOf(const MeshAsset& mesh, const std::array<std::uint32_t, 3>& t) {
    const auto &a = mesh.positions[t[0]], &b = mesh.positions[t[1]], &c = mesh.positions[t[2]];
    const Vec3f u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
    return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

bool facesAwayFrom(const MeshAsset& mesh, const Vec3f& centre, std::size_t first, std::size_t last) {
    for (std::size_t f = first; f < last; ++f) {
        const Vec3f n = normalOf(mesh, mesh.triangles[f]);
        const Vec3f& p = mesh.positions[mesh.triangles[f][0]];
        if (n[0] * (p[0] - centre[0]) + n[1] * (p[1] - centre[1]) + n[2] * (p[2] - centre[2]) <= 0) return false;
    }
    return true;
}

}  // namespace

void TestWinding::facesOutward_whenWindingWasRandom() {
    const SphereGrid grid(32, 11.3);
    MeshAsset mesh = meshDualGrid(grid.view());
    shuffleWinding(mesh);
    QVERIFY(!facesAwayFrom(mesh, {0, 0, 0}, 0, mesh.triangles.size()));
    unifyWinding(mesh.positions, mesh.triangles);
    QVERIFY(facesAwayFrom(mesh, {0, 0, 0}, 0, mesh.triangles.size()));
}

void TestWinding::orientsEachPiece_whenThereAreSeveral() {
    const SphereGrid grid(16, 5.2);
    MeshAsset mesh = meshDualGrid(grid.view());
    const auto vertices = std::uint32_t(mesh.positions.size());
    const auto faces = mesh.triangles.size();
    for (std::uint32_t v = 0; v < vertices; ++v)
        mesh.positions.push_back(mesh.positions[v]);
    for (std::size_t v = vertices; v < mesh.positions.size(); ++v)
        mesh.positions[v][0] += 3.0f;
    for (std::size_t f = 0; f < faces; ++f) {
        const auto t = mesh.triangles[f];
        mesh.triangles.push_back({t[0] + vertices, t[2] + vertices, t[1] + vertices});
    }
    shuffleWinding(mesh);
    unifyWinding(mesh.positions, mesh.triangles);
    QVERIFY(facesAwayFrom(mesh, {0, 0, 0}, 0, faces));
    QVERIFY(facesAwayFrom(mesh, {3, 0, 0}, faces, 2 * faces));
}

void TestWinding::isFast_whenMeshIsLarge() {
    const SphereGrid grid(256, 100.2);
    MeshAsset mesh = meshDualGrid(grid.view());
    QVERIFY(mesh.triangles.size() > 350000);
    shuffleWinding(mesh);
    QElapsedTimer timer;
    timer.start();
    unifyWinding(mesh.positions, mesh.triangles);
    // 0.1 s on an idle core; a quadratic slip would take minutes.
    QVERIFY2(timer.elapsed() < 20000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
}

void TestWinding::dropsOnlyUnreferencedVertices_keepingOrder() {
    MeshAsset mesh;
    mesh.positions = {{0, 0, 0}, {9, 9, 9}, {1, 0, 0}, {0, 1, 0}, {8, 8, 8}};
    mesh.colors = {{0}, {1}, {2}, {3}, {4}};
    mesh.triangles = {{0, 2, 3}};
    dropUnreferencedVertices(mesh);
    QCOMPARE(mesh.positions, (std::vector<Vec3f>{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}));
    QCOMPARE(mesh.colors, (std::vector<std::array<std::uint8_t, 4>>{{0}, {2}, {3}}));
    QCOMPARE(mesh.triangles.front(), (std::array<std::uint32_t, 3>{0, 1, 2}));
}

QTEST_APPLESS_MAIN(TestWinding)
#include "tst_winding.moc"

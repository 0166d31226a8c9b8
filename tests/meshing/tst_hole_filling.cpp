#include <QtTest>

#include "inference/meshing/hole_filling.h"
#include "tests/meshing/sphere_grid.h"

using namespace espalier;

class TestHoleFilling : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void closesHole_whenShorterThanTheLimit();
    void leavesHole_whenLongerThanTheLimit();
    void leavesMesh_whenClosed();
    void leavesLoop_whenNonManifoldVerticesCutIt();
    void capsIsolatedTriangle_asTheReferenceDoes();
};

namespace {

/// Unit square in the plane around an open square of side 0.2: eight triangles, two boundary loops.
MeshAsset squareWithHole() {
    MeshAsset mesh;
    mesh.positions = {{0, 0, 0},       {1, 0, 0},       {1, 1, 0},       {0, 1, 0},
                      {0.4f, 0.4f, 0}, {0.6f, 0.4f, 0}, {0.6f, 0.6f, 0}, {0.4f, 0.6f, 0}};
    for (std::uint32_t i = 0; i < 4; ++i) {
        const std::uint32_t next = (i + 1) % 4;
        mesh.triangles.push_back({i, next, i + 4});
        mesh.triangles.push_back({next, next + 4, i + 4});
    }
    return mesh;
}

}  // namespace

void TestHoleFilling::closesHole_whenShorterThanTheLimit() {
    MeshAsset mesh = squareWithHole();
    fillHoles(mesh, 0.9f);
    QCOMPARE(mesh.positions.size(), std::size_t(9));
    QCOMPARE(mesh.triangles.size(), std::size_t(12));
    QVERIFY(std::abs(mesh.positions.back()[0] - 0.5f) < 1e-6f);
    QVERIFY(std::abs(mesh.positions.back()[1] - 0.5f) < 1e-6f);
    // Boundary edges ascending: 4-5, 4-7, 5-6, 6-7; larger vertex first.
    QCOMPARE(mesh.triangles[8], (std::array<std::uint32_t, 3>{5, 4, 8}));
    QCOMPARE(mesh.triangles[9], (std::array<std::uint32_t, 3>{7, 4, 8}));
    QCOMPARE(statistics(mesh).boundaryEdges, std::size_t(4));
}

void TestHoleFilling::leavesHole_whenLongerThanTheLimit() {
    MeshAsset mesh = squareWithHole();
    fillHoles(mesh, 0.79f);
    QCOMPARE(mesh.triangles.size(), std::size_t(8));
}

void TestHoleFilling::leavesMesh_whenClosed() {
    const SphereGrid grid(16, 5.2);
    MeshAsset mesh = meshDualGrid(grid.view());
    const auto triangles = mesh.triangles;
    fillHoles(mesh, 100.0f);
    QCOMPARE(mesh.triangles, triangles);
}

void TestHoleFilling::leavesLoop_whenNonManifoldVerticesCutIt() {
    MeshAsset mesh = squareWithHole();
    // Three triangles on one edge make its vertices non-manifold. At two corners of the hole they cut its loop in two.
    for (const std::uint32_t corner : {4u, 6u}) {
        const auto tip = std::uint32_t(mesh.positions.size());
        const Vec3f base = mesh.positions[corner];
        mesh.positions.push_back({base[0], base[1], 1});
        for (const float offset : {1.0f, 2.0f, 3.0f}) {
            mesh.positions.push_back({base[0] + offset, base[1], 1});
            mesh.triangles.push_back({corner, tip, std::uint32_t(mesh.positions.size() - 1)});
        }
    }
    const auto before = mesh.triangles.size();
    fillHoles(mesh, 0.9f);
    QCOMPARE(mesh.triangles.size(), before);
}

void TestHoleFilling::capsIsolatedTriangle_asTheReferenceDoes() {
    MeshAsset mesh;
    mesh.positions = {{0, 0, 0}, {0.001f, 0, 0}, {0, 0.001f, 0}};
    mesh.triangles = {{0, 1, 2}};
    fillHoles(mesh, kReferenceHolePerimeter);
    QCOMPARE(mesh.triangles.size(), std::size_t(4));
    QVERIFY(statistics(mesh).watertight);
}

QTEST_APPLESS_MAIN(TestHoleFilling)
#include "tst_hole_filling.moc"

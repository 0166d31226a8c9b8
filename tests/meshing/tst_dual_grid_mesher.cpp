#include <QtTest>

#include "inference/base/error.h"
#include "tests/meshing/sphere_grid.h"

using namespace espalier;

class TestDualGridMesher : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isClosedWithEulerTwo_whenSphere();
    void keepsEveryVertexOnTheSurface_whenSphere();
    void dropsQuad_whenAVoxelIsMissing();
    void choosesDiagonal_byWeights_data();
    void choosesDiagonal_byWeights();
    void stops_whenCancelled();
    void throws_whenPartsDiffer();
};

namespace {

/// Four voxels around one lattice edge along x.
struct OneQuad {
    std::vector<VoxelCoord> coords{{0, 0, 0}, {0, 0, 1}, {0, 1, 1}, {0, 1, 0}};
    std::vector<Vec3f> duals = std::vector<Vec3f>(4, Vec3f{0.5f, 0.5f, 0.5f});
    std::vector<std::array<std::uint8_t, 3>> flags{{1, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    std::vector<float> weights{1, 1, 1, 1};
    DualGridView view() const { return {coords, duals, flags, weights, 4}; }
};

}  // namespace

void TestDualGridMesher::isClosedWithEulerTwo_whenSphere() {
    const SphereGrid grid(32, 11.3);
    MeshAsset mesh = meshDualGrid(grid.view());
    const MeshStatistics s = statistics(mesh);
    QVERIFY(s.watertight);
    QCOMPARE(s.components, std::size_t(1));
    // Closed triangle mesh: E = 3 F / 2, so V - E + F = V - F / 2.
    QCOMPARE(s.vertices - s.triangles / 2, std::size_t(2));
}

void TestDualGridMesher::keepsEveryVertexOnTheSurface_whenSphere() {
    const SphereGrid grid(32, 11.3);
    const MeshAsset mesh = meshDualGrid(grid.view());
    QCOMPARE(mesh.positions.size(), grid.coords.size());
    const double centre = (32 / 2.0 + 0.013) / 32 - 0.5;
    for (const auto& p : mesh.positions)
        QVERIFY(std::abs(std::hypot(p[0] - centre, p[1] - centre, p[2] - centre) - 11.3 / 32) < 1e-5);
}

void TestDualGridMesher::dropsQuad_whenAVoxelIsMissing() {
    OneQuad quad;
    QCOMPARE(meshDualGrid(quad.view()).triangles.size(), std::size_t(2));
    quad.coords[2] = {0, 3, 3};
    QCOMPARE(meshDualGrid(quad.view()).triangles.size(), std::size_t(0));
}

void TestDualGridMesher::choosesDiagonal_byWeights_data() {
    QTest::addColumn<QList<float>>("weights");
    QTest::addColumn<int>("thirdOfFirst");
    QTest::newRow("02 heavier: 0 1 2, 0 2 3") << QList<float>{2, 1, 2, 1} << 2;
    QTest::newRow("13 heavier: 0 1 3, 3 1 2") << QList<float>{1, 2, 1, 2} << 3;
    QTest::newRow("equal: 0 1 3, 3 1 2") << QList<float>{1, 1, 1, 1} << 3;
}

void TestDualGridMesher::choosesDiagonal_byWeights() {
    QFETCH(QList<float>, weights);
    QFETCH(int, thirdOfFirst);
    OneQuad quad;
    quad.weights.assign(weights.begin(), weights.end());
    const MeshAsset mesh = meshDualGrid(quad.view());
    QCOMPARE(int(mesh.triangles[0][2]), thirdOfFirst);
}

void TestDualGridMesher::stops_whenCancelled() {
    std::stop_source source;
    source.request_stop();
    const SphereGrid grid(16, 5.2);
    QVERIFY_EXCEPTION_THROWN(meshDualGrid(grid.view(), RunContext(source.get_token())), Cancelled);
}

void TestDualGridMesher::throws_whenPartsDiffer() {
    OneQuad quad;
    quad.duals.pop_back();
    QVERIFY_EXCEPTION_THROWN(meshDualGrid(quad.view()), Error);
}

QTEST_APPLESS_MAIN(TestDualGridMesher)
#include "tst_dual_grid_mesher.moc"

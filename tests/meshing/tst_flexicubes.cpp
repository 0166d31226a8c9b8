#include <QTest>
#include <cmath>
#include <random>
#include <set>

#include "inference/asset/mesh_asset.h"
#include "inference/meshing/flexicubes.h"
#include "inference/meshing/flexicubes_cases.h"
#include "tests/support/failure.h"

using namespace espalier;

namespace {

/// A lattice of points with distances from a function of their place in [-0.5, 0.5]^3.
struct Lattice {
    int resolution;
    std::vector<VoxelCoord> points;
    std::vector<float> distances;

    template <typename Distance, typename Keep>
    Lattice(int side, Distance distance, Keep keep) : resolution(side) {
        for (int x = 0; x <= side; ++x)
            for (int y = 0; y <= side; ++y)
                for (int z = 0; z <= side; ++z) {
                    const Vec3f at{float(x) / float(side) - 0.5f, float(y) / float(side) - 0.5f,
                                   float(z) / float(side) - 0.5f};
                    const float d = distance(at);
                    if (!keep(d)) continue;
                    points.push_back({x, y, z});
                    distances.push_back(d);
                }
    }
    FlexiCubesGrid grid() const { return {.resolution = resolution, .points = points, .distances = distances}; }
};

constexpr float kRadius = 0.3f;

float length(const Vec3f& p) {
    return std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
}

float sphere(const Vec3f& p) {
    return length(p) - kRadius;
}

float torus(const Vec3f& p) {
    const float ring = std::hypot(p[0], p[1]) - 0.27f;
    return std::hypot(ring, p[2]) - 0.11f;
}

constexpr auto kAll = [](float) { return true; };

std::int64_t eulerNumber(const MeshAsset& mesh) {
    return std::int64_t(mesh.vertexCount()) - std::int64_t(mesh.triangleCount() * 3 / 2) +
           std::int64_t(mesh.triangleCount());
}

double volume(const MeshAsset& mesh) {
    double six = 0.0;
    for (const auto& [a, b, c] : mesh.triangles) {
        const Vec3f &p = mesh.positions[a], &q = mesh.positions[b], &r = mesh.positions[c];
        six += double(p[0]) * (double(q[1]) * r[2] - double(q[2]) * r[1]) -
               double(p[1]) * (double(q[0]) * r[2] - double(q[2]) * r[0]) +
               double(p[2]) * (double(q[0]) * r[1] - double(q[1]) * r[0]);
    }
    return six / 6.0;
}

/// Cubes near a sphere with the mesh decoder's channels; `outset` shells of cubes around those the surface crosses.
struct Shell {
    int resolution;
    std::vector<VoxelCoord> cubes;
    std::vector<float> features;
    std::size_t channels;

    Shell(int side, bool withColor, float halfWidth) : resolution(side), channels(withColor ? 101 : 53) {
        for (int x = 0; x < side; ++x)
            for (int y = 0; y < side; ++y)
                for (int z = 0; z < side; ++z) {
                    const auto place = [&](int i, int j, int k) {
                        return Vec3f{float(x + i) / float(side) - 0.5f, float(y + j) / float(side) - 0.5f,
                                     float(z + k) / float(side) - 0.5f};
                    };
                    if (std::abs(sphere(place(0, 0, 0))) > halfWidth / float(side)) continue;
                    cubes.push_back({x, y, z});
                    std::vector<float> row(channels);
                    for (int c = 0; c < 8; ++c)
                        row[std::size_t(c)] = sphere(place(c & 1, c >> 1 & 1, c >> 2 & 1)) + 1.0f / float(side);
                    features.insert(features.end(), row.begin(), row.end());
                }
    }
    CubeFeatures view() const {
        return {.resolution = resolution, .cubes = cubes, .features = features, .channels = channels};
    }
};

}  // namespace

class TestFlexiCubes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closesTheSurface_data() {
        QTest::addColumn<bool>("isTorus");
        QTest::addColumn<int>("euler");
        QTest::newRow("sphere") << false << 2;
        QTest::newRow("torus") << true << 0;
    }

    void closesTheSurface() {
        QFETCH(bool, isTorus);
        QFETCH(int, euler);
        const Lattice lattice(48, isTorus ? torus : sphere, kAll);
        const MeshAsset mesh = meshFlexiCubes(lattice.grid()).mesh;
        QVERIFY(statistics(mesh).watertight);
        QCOMPARE(eulerNumber(mesh), std::int64_t(euler));
        const double exact = isTorus ? 2 * M_PI * M_PI * 0.27 * 0.11 * 0.11 : 4.0 / 3.0 * M_PI * std::pow(kRadius, 3);
        QVERIFY2(std::abs(volume(mesh) / exact - 1.0) < 0.03, qPrintable(QString::number(volume(mesh) / exact)));
    }

    void liesOnTheSphere() {
        const Lattice lattice(32, sphere, kAll);
        for (const Vec3f& p : meshFlexiCubes(lattice.grid()).mesh.positions)
            QVERIFY(std::abs(sphere(p)) < 0.003f);
    }

    /// Points outside need not be listed, nor those inside that no surface cube touches.
    void isTheSame_whenOnlyPointsNearTheSurfaceAreListed() {
        const Lattice whole(24, sphere, kAll);
        const Lattice shell(24, sphere, [](float d) { return d < 0.08f; });
        const FlexiCubesMesh a = meshFlexiCubes(whole.grid()), b = meshFlexiCubes(shell.grid());
        QCOMPARE(b.mesh.triangles, a.mesh.triangles);
        QCOMPARE(b.mesh.positions, a.mesh.positions);
    }

    void staysOpen_whereTheSurfaceLeavesTheGrid() {
        const Lattice lattice(
            16, [](const Vec3f& p) { return p[2]; }, kAll);
        const MeshAsset mesh = meshFlexiCubes(lattice.grid()).mesh;
        const MeshStatistics facts = statistics(mesh);
        QCOMPARE(facts.triangles, std::size_t(2 * 15 * 15));
        QCOMPARE(facts.boundaryEdges, std::size_t(4 * 15));
        QCOMPARE(facts.nonManifoldEdges, std::size_t(0));
    }

    void isEmpty_withoutASurface() {
        const Lattice lattice(
            8, [](const Vec3f&) { return 1.0f; }, kAll);
        QVERIFY(meshFlexiCubes(lattice.grid()).mesh.positions.empty());
        QVERIFY(meshFlexiCubes({.resolution = 8}).mesh.triangles.empty());
    }

    void takesTheMean_whereCubesShareACorner() {
        std::vector<float> features(2 * 53);
        const std::vector<VoxelCoord> cubes{{0, 0, 0}, {1, 0, 0}};
        features[1] = 3.0f;   // corner (1, 0, 0) of the first cube
        features[53] = 5.0f;  // the same point as corner (0, 0, 0) of the second
        features[8] = 2.0f;   // shift of (0, 0, 0), which is one cube's alone
        const CubeLattice lattice = latticeOf({.resolution = 4, .cubes = cubes, .features = features, .channels = 53});
        QCOMPARE(lattice.points.size(), std::size_t(12));
        QCOMPARE(lattice.points[4], (VoxelCoord{1, 0, 0}));
        QCOMPARE(lattice.distances[4], 4.0f - 0.25f);  // the bias is one cube
        QCOMPARE(lattice.shifts[0], (Vec3f{2.0f, 0.0f, 0.0f}));
        QVERIFY(std::abs(lattice.positions[0][0] - (-0.5f + std::tanh(2.0f) / 8.0f)) < 1e-6f);
    }

    void closesTheSurface_whereItTouchesCubesOutsideTheSet() {
        const Shell shell(32, true, 2.2f);
        const FlexiCubesMesh mesh = meshCubeFeatures(shell.view());
        QCOMPARE(statistics(mesh.mesh).boundaryEdges, std::size_t(0));
        QCOMPARE(mesh.attributes.size(), mesh.mesh.vertexCount() * 6);
        QCOMPARE(mesh.mesh.colors.size(), mesh.mesh.vertexCount());
        QVERIFY(std::all_of(mesh.attributes.begin(), mesh.attributes.end(),
                            [](float a) { return std::abs(a - 0.5f) < 1e-5f; }));
    }

    void refusesFeaturesOfAnotherSize() {
        const std::vector<VoxelCoord> cubes{{0, 0, 0}};
        const std::vector<float> features(60);
        const Error error = test::failureOf(
            [&] { latticeOf({.resolution = 4, .cubes = cubes, .features = features, .channels = 60}); });
        QCOMPARE(error.code(), ErrorCode::Internal);
        QVERIFY(test::mentions(error, "do not fit"));
    }

    void stops_whenAsked() {
        std::stop_source stop;
        stop.request_stop();
        const Lattice lattice(24, sphere, kAll);
        QVERIFY_THROWS_EXCEPTION(Cancelled, meshFlexiCubes(lattice.grid(), RunContext(stop.get_token())));
    }

    void knowsAllCases() {
        const auto& cases = dualCases();
        int ambiguous = 0;
        for (std::size_t id = 0; id < cases.size(); ++id) {
            std::set<int> crossed;
            for (int e = 0; e < kCubeEdges; ++e) {
                const auto [a, b] = kCubeEdgeCorners[std::size_t(e)];
                if ((id >> a & 1) != (id >> b & 1)) crossed.insert(e);
            }
            const DualCase& entry = cases[id];
            std::set<int> listed;
            for (std::size_t piece = 0; piece < entry.pieces; ++piece) {
                const int edges = entry.begins[piece + 1] - entry.begins[piece];
                QVERIFY(edges >= 3 && edges <= 7);
                for (std::size_t k = entry.begins[piece]; k < entry.begins[piece + 1]; ++k)
                    listed.insert(entry.edges[k]);
            }
            QCOMPARE(listed, crossed);
            QCOMPARE(std::size_t(entry.begins[entry.pieces]), crossed.size());
            QCOMPARE(entry.isAmbiguous, entry.neighbour != (std::array<std::int8_t, 3>{}));
            if (!entry.isAmbiguous) continue;
            ++ambiguous;
            QCOMPARE(int(entry.pieces), 1);
            QCOMPARE(int(cases[255 - id].pieces), 2);
        }
        QCOMPARE(ambiguous, 36);  // C16 and C19 in all directions
        QCOMPARE(int(cases[0].pieces) + int(cases[255].pieces), 0);
    }

    /// Neighbours agree on ambiguous faces: noise gives a surface without holes inside the grid.
    void hasNoHoles_inNoise() {
        std::mt19937 random(7);
        std::normal_distribution<float> normal;
        const Lattice lattice(
            12,
            [&](const Vec3f& p) {
                return std::max({std::abs(p[0]), std::abs(p[1]), std::abs(p[2])}) > 0.4f ? 1.0f : normal(random);
            },
            kAll);
        const MeshStatistics facts = statistics(meshFlexiCubes(lattice.grid()).mesh);
        QVERIFY(facts.triangles > 500);
        QCOMPARE(facts.boundaryEdges, std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestFlexiCubes)
#include "tst_flexicubes.moc"

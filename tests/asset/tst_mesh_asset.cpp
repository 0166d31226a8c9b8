#include <QElapsedTimer>
#include <QTest>

#include "inference/asset/mesh_asset.h"
#include "tests/asset/test_meshes.h"

using namespace espalier;

class TestMeshAsset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bounds_coverEveryVertex() {
        const auto box = bounds(asymmetricBox());
        QCOMPARE(box.min, (Vec3f{-0.125f, -0.5f, -0.3f}));
        QCOMPARE(box.max, (Vec3f{0.4f, 0.2f, 0.45f}));
    }

    void bounds_areZero_whenMeshIsEmpty() {
        const auto box = bounds(MeshAsset{});
        QCOMPARE(box.min, Vec3f{});
        QCOMPARE(box.max, Vec3f{});
    }

    void statistics_data() {
        QTest::addColumn<MeshAsset>("mesh");
        QTest::addColumn<std::size_t>("components");
        QTest::addColumn<std::size_t>("boundaryEdges");
        QTest::addColumn<std::size_t>("nonManifoldEdges");
        QTest::addColumn<bool>("watertight");
        const auto row = [](const char* name, const MeshAsset& mesh, std::size_t components, std::size_t boundary,
                            std::size_t nonManifold, bool watertight) {
            QTest::newRow(name) << mesh << components << boundary << nonManifold << watertight;
        };

        row("empty", {}, 0, 0, 0, false);
        row("closed box", asymmetricBox(), 1, 0, 0, true);

        MeshAsset open = asymmetricBox();
        open.triangles.resize(10);  // without the two triangles at +x
        row("open box", open, 1, 4, 0, false);

        MeshAsset two = asymmetricBox();
        const auto first = two.triangles;
        two.positions.insert(two.positions.end(), two.positions.begin(), two.positions.end());
        for (auto [a, b, c] : first)
            two.triangles.push_back({a + 8, b + 8, c + 8});
        row("two boxes", two, 2, 0, 0, true);

        MeshAsset finned = asymmetricBox();
        finned.positions.push_back({0.0f, -1.0f, -0.3f});
        finned.triangles.push_back({0, 8, 1});  // a third face on the edge 0-1
        row("fin on an edge", finned, 1, 2, 1, false);

        MeshAsset loose = asymmetricBox();
        loose.positions.push_back({0.0f, 0.0f, 0.0f});
        row("vertex of no triangle", loose, 1, 0, 0, true);

        MeshAsset flipped = asymmetricBox();
        std::swap(flipped.triangles[3][0], flipped.triangles[3][1]);
        row("inconsistent winding", flipped, 1, 0, 0, true);

        MeshAsset degenerate = asymmetricBox();
        degenerate.triangles.push_back({2, 2, 2});
        row("triangle of one vertex", degenerate, 1, 0, 0, true);
    }

    void statistics() {
        QFETCH(MeshAsset, mesh);
        const auto result = espalier::statistics(mesh);
        QCOMPARE(result.triangles, mesh.triangles.size());
        QCOMPARE(result.vertices, mesh.positions.size());
        QTEST(result.components, "components");
        QTEST(result.boundaryEdges, "boundaryEdges");
        QTEST(result.nonManifoldEdges, "nonManifoldEdges");
        QTEST(result.watertight, "watertight");
        QCOMPARE(result.box.min, bounds(mesh).min);
        QCOMPARE(result.box.max, bounds(mesh).max);
    }

    void statistics_staySwift_whenMeshIsLarge() {
        const auto mesh = sphere(360);  // 517k triangles
        QElapsedTimer timer;
        timer.start();
        const auto result = espalier::statistics(mesh);
        const auto ms = timer.elapsed();
        qInfo("%zu triangles in %lld ms", result.triangles, static_cast<long long>(ms));
        QCOMPARE(result.components, std::size_t(1));
        QVERIFY(result.watertight);
        QVERIFY2(ms < 5000, "a second or two even under sanitizers");
    }

    void vertexNormals_pointOutwards_onSphere() {
        const auto mesh = sphere(24);
        const auto normals = vertexNormals(mesh.positions, mesh.triangles);
        QCOMPARE(normals.size(), mesh.normals.size());
        for (std::size_t i = 0; i < normals.size(); ++i) {
            float cosine = 0.0f;
            for (int axis = 0; axis < 3; ++axis)
                cosine += normals[i][axis] * mesh.normals[i][axis];
            QVERIFY(cosine > 0.99f);
        }
    }

    void vertexNormals_weighByArea() {
        // One large triangle facing +z and one a hundred times smaller facing -y meet at the origin.
        const std::vector<Vec3f> positions{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0.1f, 0, 0}, {0, 0, 0.1f}};
        const auto normal = vertexNormals(positions, {{0, 1, 2}, {0, 3, 4}})[0];
        QVERIFY(std::abs(normal[1] / normal[2] + 0.01f) < 1e-6f);
        QVERIFY(normal[2] > 0.0f);
    }

    void vertexNormals_pointUp_whenVertexHasNoTriangle() {
        QCOMPARE(vertexNormals({{1, 2, 3}}, {}), (std::vector<Vec3f>{{0, 0, 1}}));
    }
};

QTEST_APPLESS_MAIN(TestMeshAsset)
#include "tst_mesh_asset.moc"

#include <QtTest>

#include "inference/base/error.h"
#include "inference/meshing/chart_packing.h"
#include "inference/meshing/normal_clusters.h"
#include "inference/meshing/tangents.h"
#include "inference/meshing/uv_unwrap.h"
#include "inference/meshing/xatlas_charts.h"
#include "tests/meshing/surfaces.h"
#include "tests/meshing/uv_coverage.h"

using namespace espalier;

namespace {

/// Sample pairs of different charts less than `texels` apart along a row or a column.
long tooClose(const Coverage& coverage, int texels) {
    long pairs = 0;
    for (int j = 0; j < coverage.size; ++j)
        for (int i = 0; i < coverage.size; ++i) {
            const std::uint32_t here = coverage.chart[std::size_t(j) * coverage.size + i];
            for (int d = 1; here != 0 && d <= texels; ++d) {
                const auto differs = [&](int x, int y) {
                    if (x >= coverage.size || y >= coverage.size) return false;
                    const std::uint32_t there = coverage.chart[std::size_t(y) * coverage.size + x];
                    return there != 0 && there != here;
                };
                pairs += differs(i + d, j) + differs(i, j + d);
            }
        }
    return pairs;
}

MeshAsset smoothSphere() {
    return sphere(24, [](const Vec3f&) { return 0.45; });
}

MeshAsset bumpySphere() {
    return sphere(40, [](const Vec3f& d) {
        return 0.4 + 0.05 * std::sin(9 * d[0]) * std::sin(8 * d[1] + 1) * std::sin(10 * d[2] + 2);
    });
}

QString told(const UnwrapReport& report) {
    return QString("%1 charts, %2 used, padding %3, boxed %4, %5 s")
        .arg(report.charts)
        .arg(report.usedShare)
        .arg(report.padding)
        .arg(report.boxedShare)
        .arg(report.seconds);
}

}  // namespace

class TestUvUnwrap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void coversNothingTwice_data() {
        QTest::addColumn<MeshAsset>("mesh");
        QTest::addColumn<double>("budget");
        QTest::addColumn<double>("leastUse");
        for (const double budget : {20.0, 0.0}) {
            const auto row = [&](const char* name, const MeshAsset& mesh, double use) {
                QTest::newRow(qPrintable(QString("%1, budget %2 s").arg(name).arg(budget))) << mesh << budget << use;
            };
            row("sphere", smoothSphere(), 0.6);
            row("bumpy sphere", bumpySphere(), 0.6);
            row("torus", torus(0.3, 0.12, 96, 48), 0.6);
            row("soup", triangleSoup(1200, 5000), 0.3);
            row("many tiny components", confetti(20000), 0.1);
        }
    }
    void coversNothingTwice() {
        QFETCH(MeshAsset, mesh);
        QFETCH(double, budget);
        QFETCH(double, leastUse);
        const UnwrappedMesh result = unwrap(mesh, {.resolution = 1024, .budgetSeconds = budget});
        const Coverage coverage = cover(result.mesh, 4096);
        qInfo() << qPrintable(told(result.report)) << coverage.share;
        QCOMPARE(coverage.overlaps, 0);
        // Where even the quick way finds no time, as on a machine that is busy with other things, charts lie in rows.
        if (result.report.seconds < budget + 3.0) QVERIFY2(coverage.share >= leastUse, qPrintable(told(result.report)));
        QVERIFY(std::abs(coverage.share - result.report.usedShare) < 0.02);
        QCOMPARE(result.report.charts > 0, true);
        for (const auto& uv : result.mesh.uvs)
            QVERIFY(uv[0] >= 0.0f && uv[0] <= 1.0f && uv[1] >= 0.0f && uv[1] <= 1.0f);
    }

    void keepsTheSurface() {
        const MeshAsset mesh = bumpySphere();
        const UnwrappedMesh result = unwrap(mesh);
        QCOMPARE(result.mesh.triangles.size(), mesh.triangles.size());
        QCOMPARE(result.sources.size(), result.mesh.positions.size());
        QCOMPARE(result.mesh.uvs.size(), result.mesh.positions.size());
        QCOMPARE(result.mesh.normals.size(), result.mesh.positions.size());
        for (std::size_t t = 0; t < mesh.triangles.size(); ++t)
            for (int k = 0; k < 3; ++k) {
                const std::uint32_t vertex = result.mesh.triangles[t][k];
                QCOMPARE(result.sources[vertex], mesh.triangles[t][k]);
                QCOMPARE(result.mesh.positions[vertex], mesh.positions[mesh.triangles[t][k]]);
            }
    }

    void leavesThePadding_betweenCharts_data() {
        QTest::addColumn<int>("padding");
        for (const int padding : {2, 4, 8, 16})
            QTest::addRow("%d texels", padding) << padding;
    }
    void leavesThePadding_betweenCharts() {
        QFETCH(int, padding);
        const UnwrappedMesh result = unwrap(torus(0.3, 0.12, 96, 48), {.resolution = 1024, .padding = padding});
        QCOMPARE(result.report.padding, padding);
        const Coverage coverage = cover(result.mesh, 1024);
        QCOMPARE(tooClose(coverage, padding), 0);
        QVERIFY(tooClose(coverage, 4 * padding + 8) > 0);  // the measure does see neighbours
    }

    void fallsBackToBoxProjection_whenThereIsNoTime() {
        const UnwrappedMesh result = unwrap(bumpySphere(), {.budgetSeconds = 0.0});
        QVERIFY(result.report.fellBack);
        QCOMPARE(result.report.boxedShare, 1.0);
    }

    void laysAllFlat_whenThereIsTime() {
        if (!hasXatlas()) QSKIP("this build has no xatlas");
        const UnwrappedMesh result = unwrap(bumpySphere(), {.budgetSeconds = 60.0});
        QVERIFY2(!result.report.fellBack, qPrintable(told(result.report)));
    }

    /// One group cannot be seen whole from any side: half a sphere and more.
    void flattensWithXatlas_whatLooksEveryWay() {
        if (!hasXatlas()) QSKIP("this build has no xatlas");
        const MeshAsset mesh = smoothSphere();
        std::vector<std::uint32_t> faces(mesh.triangles.size());
        std::iota(faces.begin(), faces.end(), 0u);
        const RunContext context;
        const TimeLimit never(TimeLimit::Clock::time_point::max(), context);
        auto charts = flattenWithXatlas(mesh, faces, never);
        QVERIFY(charts);
        QVERIFY(charts->size() > 1 && charts->size() < 100);
        std::vector<int> seen(mesh.triangles.size());
        for (const UvChart& chart : *charts) {
            for (const std::uint32_t face : chart.faces)
                ++seen[face];
            QCOMPARE(splitOverlaps(chart, never).size(), std::size_t(1));
        }
        QCOMPARE(std::count(seen.begin(), seen.end(), 1), std::ptrdiff_t(seen.size()));

        const TimeLimit past(TimeLimit::Clock::now(), context);
        QVERIFY_EXCEPTION_THROWN(flattenWithXatlas(mesh, faces, past), OutOfTime);
    }

    void divides_whatCoversItself() {
        // Around its middle twice, with a face turned over here and there.
        constexpr std::uint32_t kFaces = 1200;
        UvChart chart;
        chart.points.push_back({0.5f, 0.5f});
        for (std::uint32_t i = 0; i <= kFaces; ++i) {
            const double turn = 4.0 * std::numbers::pi * i / kFaces;
            chart.points.push_back({float(0.5 + 0.45 * std::cos(turn)), float(0.5 + 0.45 * std::sin(turn))});
        }
        for (std::uint32_t i = 0; i < kFaces; ++i) {
            chart.faces.push_back(i);
            chart.triangles.push_back({0, 1 + i, 2 + i});
            if (i % 100 == 7) std::swap(chart.triangles.back()[1], chart.triangles.back()[2]);
        }
        chart.sources.resize(chart.points.size());
        const RunContext context;
        std::vector<int> seen(kFaces);
        double area = 0.0;
        for (const UvChart& part : splitOverlaps(chart, {TimeLimit::Clock::time_point::max(), context})) {
            for (const std::uint32_t face : part.faces)
                ++seen[face];
            MeshAsset flat;
            flat.positions.resize(part.points.size());
            flat.triangles = part.triangles;
            flat.uvs = part.points;
            QCOMPARE(cover(flat, 1024).overlaps, 0);
            area += part.area();
        }
        QCOMPARE(std::count(seen.begin(), seen.end(), 1), std::ptrdiff_t(kFaces));
        QVERIFY(std::abs(area / chart.area() - 1.0) < 1e-5);

        const TimeLimit past(TimeLimit::Clock::now(), context);
        QVERIFY_EXCEPTION_THROWN(splitOverlaps(chart, past), OutOfTime);
    }

    void laysEveryFaceFlat_withoutStretch() {
        MeshAsset mesh = bumpySphere();
        mesh.triangles.push_back({0, 0, 1});
        std::vector<std::uint32_t> faces(mesh.triangles.size());
        std::iota(faces.begin(), faces.end(), 0u);
        const auto charts = chartPerFace(mesh, faces);
        QCOMPARE(charts.size(), faces.size());
        for (std::uint32_t f = 0; f < faces.size(); ++f) {
            const UvChart& chart = charts[f];
            QCOMPARE(chart.faces, std::vector{f});
            QVERIFY(chart.doubleArea(0) >= 0.0f);
            for (std::size_t k = 0; k < 3; ++k) {
                const auto a = chart.triangles[0][k], b = chart.triangles[0][(k + 1) % 3];
                QCOMPARE(chart.sources[a], mesh.triangles[f][k]);
                const auto &p = mesh.positions[chart.sources[a]], &q = mesh.positions[chart.sources[b]];
                const float real = std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
                const float flat =
                    std::hypot(chart.points[a][0] - chart.points[b][0], chart.points[a][1] - chart.points[b][1]);
                QVERIFY(std::abs(real - flat) < 1e-6f);
            }
        }
    }

    void putsChartsIntoRows_whenThereIsNoTimeToPack_data() {
        QTest::addColumn<int>("padding");
        QTest::addColumn<int>("kept");
        QTest::addColumn<double>("leastUse");
        QTest::addRow("padding") << 4 << 4 << 0.25;
        QTest::addRow("no room for padding") << 64 << 8 << 0.08;
    }
    void putsChartsIntoRows_whenThereIsNoTimeToPack() {
        QFETCH(int, padding);
        QFETCH(int, kept);
        QFETCH(double, leastUse);
        const MeshAsset mesh = sphere(16, [](const Vec3f&) { return 0.45; });
        std::vector<std::uint32_t> faces(mesh.triangles.size());
        std::iota(faces.begin(), faces.end(), 0u);
        auto charts = chartPerFace(mesh, faces);
        const auto now = TimeLimit::Clock::now();
        const PackResult packed =
            packCharts(charts, {.resolution = 1024, .padding = padding, .deadline = now, .lastCall = now});
        QVERIFY(packed.inRows);
        MeshAsset flat;
        for (const UvChart& chart : charts) {
            const auto first = std::uint32_t(flat.uvs.size());
            flat.uvs.insert(flat.uvs.end(), chart.points.begin(), chart.points.end());
            const auto& [a, b, c] = chart.triangles[0];
            flat.triangles.push_back({first + a, first + b, first + c});
        }
        flat.positions.resize(flat.uvs.size());
        for (const auto& uv : flat.uvs)
            QVERIFY(uv[0] >= 0.0f && uv[0] <= 1.0f && uv[1] >= 0.0f && uv[1] <= 1.0f);
        const Coverage coverage = cover(flat, 1024);
        qInfo() << coverage.share << "covered, padding" << packed.padding;
        QCOMPARE(coverage.overlaps, 0);
        QVERIFY(packed.padding >= kept && packed.padding <= padding);
        QCOMPARE(tooClose(coverage, packed.padding), 0);
        QVERIFY(std::abs(coverage.share - packed.usedShare) < 0.02);
        QVERIFY(coverage.share > leastUse);
    }

    void tangentsFollowTheTexture_data() {
        QTest::addColumn<Vec3f>("alongU");
        QTest::addColumn<Vec3f>("alongV");
        QTest::addColumn<float>("hand");
        QTest::newRow("upright") << Vec3f{1, 0, 0} << Vec3f{0, 1, 0} << 1.0f;
        QTest::newRow("turned") << Vec3f{0, 1, 0} << Vec3f{-1, 0, 0} << 1.0f;
        QTest::newRow("mirrored") << Vec3f{-1, 0, 0} << Vec3f{0, 1, 0} << -1.0f;
        QTest::newRow("mirrored and turned") << Vec3f{0, 1, 0} << Vec3f{1, 0, 0} << -1.0f;
        QTest::newRow("without any place") << Vec3f{} << Vec3f{} << 1.0f;
    }
    void tangentsFollowTheTexture() {
        QFETCH(Vec3f, alongU);
        QFETCH(Vec3f, alongV);
        QFETCH(float, hand);
        MeshAsset mesh;
        mesh.positions = {{0, 0, 0.3f}, {1, 0, 0.3f}, {1, 1, 0.3f}, {0, 1, 0.3f}};
        mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
        mesh.normals.assign(4, {0, 0, 1});
        const auto product = [](const Vec3f& a, const Vec3f& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
        for (const Vec3f& p : mesh.positions)
            mesh.uvs.push_back({product(p, alongU), product(p, alongV)});
        for (const auto& [x, y, z, w] : vertexTangents(mesh)) {
            QVERIFY(std::abs(std::hypot(x, y, z) - 1.0f) < 1e-6f && std::abs(z) < 1e-6f);
            QCOMPARE(w, hand);
            if (alongU == Vec3f{}) continue;
            QVERIFY(product({x, y, z}, alongU) > 0.9999f);
            QVERIFY(product({-y * w, x * w, 0}, alongV) > 0.9999f);  // cross(normal, tangent) * w
        }
    }

    void givesTheSame_withAnyNumberOfThreads() {
        const MeshAsset mesh = torus(0.3, 0.12, 96, 48);
        const UnwrappedMesh one = unwrap(mesh, {.budgetSeconds = 60.0, .threads = 1});
        const UnwrappedMesh three = unwrap(mesh, {.budgetSeconds = 60.0, .threads = 3});
        QCOMPARE(one.mesh.uvs, three.mesh.uvs);
        QCOMPARE(one.mesh.triangles, three.mesh.triangles);
    }

    void stretchesLittle() {
        const MeshAsset mesh = smoothSphere();
        const UnwrappedMesh result = unwrap(mesh);
        double lowest = 1e30, highest = 0.0;
        for (const auto& t : result.mesh.triangles) {
            const auto flat = [&](int k) {
                const auto &a = result.mesh.uvs[t[k]], &b = result.mesh.uvs[t[(k + 1) % 3]];
                return std::hypot(a[0] - b[0], a[1] - b[1]);
            };
            const auto real = [&](int k) {
                const auto &a = result.mesh.positions[t[k]], &b = result.mesh.positions[t[(k + 1) % 3]];
                return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
            };
            for (int k = 0; k < 3; ++k) {
                lowest = std::min(lowest, double(flat(k) / real(k)));
                highest = std::max(highest, double(flat(k) / real(k)));
            }
        }
        QVERIFY2(highest / lowest < 2.5, qPrintable(QString::number(highest / lowest)));
    }

    void groupsFacesOnce() {
        const MeshAsset mesh = bumpySphere();
        std::vector<int> seen(mesh.triangles.size());
        for (const auto& group : normalClusters(mesh, faceNeighbours(mesh)))
            for (const std::uint32_t face : group)
                ++seen[face];
        QCOMPARE(std::count(seen.begin(), seen.end(), 1), std::ptrdiff_t(seen.size()));
    }

    void refusesAnEmptyMesh() { QVERIFY_EXCEPTION_THROWN(unwrap(MeshAsset{}), Error); }

    void refusesPositionsThatAreNotFinite() {
        for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            MeshAsset mesh = smoothSphere();
            mesh.positions[100][1] = bad;
            QVERIFY_EXCEPTION_THROWN(unwrap(mesh), Error);
        }
    }

    void tellsProgress_toTheEnd() {
        std::vector<int> steps;
        const RunContext context({}, [&](const Progress& progress) {
            QCOMPARE(progress.stage, Stage::Unwrap);
            steps.push_back(progress.step * 100 / progress.of);
        });
        unwrap(bumpySphere(), {}, context);
        QVERIFY(steps.size() > 5);
        QVERIFY(std::is_sorted(steps.begin(), steps.end()));
        QCOMPARE(steps.back(), 100);
    }

    void placesASingleFace_andFacesWithoutArea() {
        MeshAsset mesh;
        mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {2, 0, 0}};
        mesh.triangles = {{0, 1, 2}};
        QCOMPARE(unwrap(mesh).report.charts, std::size_t(1));
        mesh.triangles = {{0, 1, 3}, {0, 0, 0}};
        QCOMPARE(unwrap(mesh).mesh.triangles.size(), std::size_t(2));
    }

    void stops_whenCancelled() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(unwrap(bumpySphere(), {}, RunContext(stop.get_token())), Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestUvUnwrap)
#include "tst_uv_unwrap.moc"

// Unwrapping what is made to take for ever: it ends in time all the same, and when it is told to. With
// ESPALIER_FULL_SIZE=1 the meshes are ten times as large (a million components, two million faces in one vertex), which
// takes some minutes.
#include <QtTest>
#include <chrono>
#include <thread>

#include "inference/base/error.h"
#include "inference/meshing/uv_unwrap.h"
#include "tests/meshing/surfaces.h"
#include "tests/meshing/uv_coverage.h"

using namespace espalier;

namespace {

using Clock = std::chrono::steady_clock;

/// Faces around one vertex: a cone, or to corners anywhere.
MeshAsset fan(std::uint32_t faces, bool isCrumpled) {
    std::mt19937 random(5);
    const auto anywhere = [&] { return float(random() % 10000) / 10000.0f - 0.5f; };
    MeshAsset mesh;
    mesh.positions.push_back({0.0f, 0.0f, 0.4f});
    for (std::uint32_t i = 0; i < faces; ++i) {
        const double turn = 2.0 * std::numbers::pi * i / faces;
        Vec3f corner{float(0.4 * std::cos(turn)), float(0.4 * std::sin(turn)), 0.0f};
        if (isCrumpled) corner = {anywhere(), anywhere(), anywhere()};
        mesh.positions.push_back(corner);
        mesh.triangles.push_back({0, 1 + i, 1 + (i + 1) % faces});
    }
    return mesh;
}

/// A strip folded to and fro over itself.
MeshAsset stack(std::uint32_t folds) {
    std::mt19937 random(5);
    const auto slightly = [&] { return float(random() % 10000) * 1e-6f; };
    MeshAsset mesh;
    for (std::uint32_t i = 0; i <= folds; ++i) {
        const float side = i % 2 == 0 ? -0.4f : 0.4f;
        mesh.positions.push_back({side + slightly(), 0.0f, slightly()});
        mesh.positions.push_back({side + slightly(), 0.5f, slightly()});
        if (i == 0) continue;
        const std::uint32_t v = 2 * i - 2;
        mesh.triangles.push_back({v, v + 2, v + 1});
        mesh.triangles.push_back({v + 1, v + 2, v + 3});
    }
    return mesh;
}

bool isFullSize() {
    return !qEnvironmentVariable("ESPALIER_FULL_SIZE").isEmpty();
}

/// Meshes in which something takes a time that goes with the square of their size, with each of the times.
void addMeshes(const std::vector<double>& seconds) {
    QTest::addColumn<MeshAsset>("mesh");
    QTest::addColumn<double>("seconds");
    const auto add = [&](const char* name, const MeshAsset& mesh) {
        for (const double s : seconds)
            QTest::addRow("%s, %g s", name, s) << mesh << s;
    };
    const std::uint32_t scale = isFullSize() ? 10 : 1;
    add("soup of 5k faces", triangleSoup(1200, 5000));
    add("tiny components", confetti(100'000 * scale));
    add("20k faces around one vertex", fan(20'000, false));
    add("faces around one vertex", fan(200'000 * scale, false));
    add("crumpled faces around one vertex", fan(20'000 * scale, true));
    add("faces on each other", stack(50'000 * scale));
}

}  // namespace

class TestUnwrapLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void endsInTime_data() { addMeshes(isFullSize() ? std::vector{20.0, 1.0} : std::vector{1.0}); }
    void endsInTime() {
        QFETCH(MeshAsset, mesh);
        QFETCH(double, seconds);
        // The budget, what unwrap() says comes after it at most, and as much again on a busy machine for finding the
        // groups and writing the mesh, which take a time that goes with the faces.
        const double grace = 3.0 + 5e-6 * double(mesh.triangles.size()), limit = seconds + 2.0 * grace;
        const auto start = Clock::now();
        const UnwrappedMesh result = unwrap(mesh, {.budgetSeconds = seconds});
        const double taken = std::chrono::duration<double>(Clock::now() - start).count();
        const UnwrapReport& report = result.report;
        qInfo("%.1f s, %zu charts, %.1f %% used, %.1f %% boxed%s", taken, report.charts, 100.0 * report.usedShare,
              100.0 * report.boxedShare, report.fellBack ? ", fell back" : "");
        QVERIFY2(taken < limit, qPrintable(QString("%1 s of %2").arg(taken).arg(limit)));
        QCOMPARE(result.mesh.triangles.size(), mesh.triangles.size());
        QCOMPARE(cover(result.mesh, 4096).overlaps, 0);
    }

    void stopsWithinASecond_whenCancelled_data() {
        addMeshes(isFullSize() ? std::vector{0.1, 1.0, 4.0, 12.0} : std::vector{0.1, 1.0});
    }
    void stopsWithinASecond_whenCancelled() {
        QFETCH(MeshAsset, mesh);
        QFETCH(double, seconds);
        std::stop_source stop;
        Clock::time_point asked;
        std::jthread canceller([&] {
            std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
            asked = Clock::now();
            stop.request_stop();
        });
        bool isCancelled = false;
        try {
            unwrap(mesh, {}, RunContext(stop.get_token()));
        } catch (const Cancelled&) {
            isCancelled = true;
        }
        const auto ended = Clock::now();
        canceller.join();
        if (ended < asked) QSKIP("it had ended before");
        QVERIFY(isCancelled);
        const double answer = std::chrono::duration<double>(ended - asked).count();
        QVERIFY2(answer < 1.0, qPrintable(QString("%1 s").arg(answer)));
    }
};

QTEST_APPLESS_MAIN(TestUnwrapLimits)
#include "tst_unwrap_limits.moc"

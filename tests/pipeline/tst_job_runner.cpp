#include <QElapsedTimer>
#include <QtTest>
#include <thread>

#include "inference/asset/preview.h"
#include "inference/meshing/mesh_defects.h"
#include "inference/pipeline/job_runner.h"
#include "tests/pipeline/job_outcome.h"
#include "tests/pipeline/starter_job.h"
#include "tests/support/tiny_trellis1.h"

using namespace espalier;

class TestJobRunner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsTwoJobsInARow_keepingTheModel();
    void goesFromOneTrellisToTheOther();
    void progressNeverFalls_andPreviewsForm();
    void stopsWithinASecond_whenCancelled_data();
    void stopsWithinASecond_whenCancelled();
    void runsAgain_afterACancelledJob();
    void leavesMeshUntouched_whenRaw();
    void makesACleanTexturedAsset_andTheSameAgain();
    void skipsTexture_whenGeometryOnly();
    void failsClearly_data();
    void failsClearly();

private:
    /// Of lightRequest(), for the tests that look at a result and not at how it came to be.
    const Result& lightResult();

    JobRunner m_runner;
    Result m_lightResult;
};

namespace {

/// Quick also in making the asset.
GenerateRequest lightRequest() {
    GenerateRequest request = quickRequest();
    request.asset.faceTarget = 20'000;
    request.asset.textureSize = 1024;
    return request;
}

}  // namespace

const Result& TestJobRunner::lightResult() {
    if (!m_lightResult) m_lightResult = resultOf(m_runner.run(lightRequest(), {}));
    return m_lightResult;
}

void TestJobRunner::runsTwoJobsInARow_keepingTheModel() {
    JobRunner runner;
    const Result first = resultOf(runner.run(lightRequest(), {}));
    const Result second = resultOf(runner.run(lightRequest(), {}));
    QVERIFY(first && second);
    QCOMPARE(first->mesh->positions, second->mesh->positions);
    QCOMPARE(first->mesh->textures->baseColor.pixels, second->mesh->textures->baseColor.pixels);
    QCOMPARE(second->report.stageSeconds.front().first, Stage::Load);
    QVERIFY(second->report.stageSeconds.front().second < first->report.stageSeconds.front().second);
    QVERIFY(second->report.peakMemoryBytes > 100'000'000);
    QCOMPARE(second->report.resolution, 256);
}

void TestJobRunner::goesFromOneTrellisToTheOther() {
    const test::TinyTrellis1 first;
    GenerateRequest request = lightRequest();
    request.raw = true;
    JobRunner runner;
    std::vector<PipelineType> types;
    for (const auto& model : {bundledModelDir(), first.root(), bundledModelDir()}) {
        request.modelDir = model;
        const Result result = resultOf(runner.run(request, {}));
        QVERIFY(result && !result->mesh->triangles.empty());
        types.push_back(result->report.type);
    }
    QCOMPARE(types, (std::vector{PipelineType::k512, PipelineType::k256, PipelineType::k512}));
}

void TestJobRunner::progressNeverFalls_andPreviewsForm() {
    std::vector<Progress> reports;
    std::size_t clouds = 0, meshes = 0;
    const RunContext context(
        {}, [&](const Progress& p) { reports.push_back(p); },
        [&](const std::shared_ptr<const Preview>& preview) {
            ++(std::holds_alternative<VoxelCloud>(preview->shape) ? clouds : meshes);
        });
    GenerateRequest request = lightRequest();
    request.shape.steps = request.texture.steps = 2;
    const Result result = resultOf(m_runner.run(request, context));
    QVERIFY(result);
    for (std::size_t i = 1; i < reports.size(); ++i) {
        QVERIFY(reports[i].fraction >= reports[i - 1].fraction);
        QVERIFY(reports[i].elapsedSeconds >= reports[i - 1].elapsedSeconds);
        QVERIFY(reports[i].stage >= reports[i - 1].stage);
        // From the first estimate on there is always one.
        QVERIFY(reports[i].etaSeconds.has_value() || !reports[i - 1].etaSeconds.has_value());
    }
    QCOMPARE(reports.back().fraction, 1.0);
    QCOMPARE(reports.back().etaSeconds.value_or(-1.0), 0.0);
    QVERIFY(clouds >= 2);
    QVERIFY(meshes >= 1);
}

void TestJobRunner::stopsWithinASecond_whenCancelled_data() {
    QTest::addColumn<int>("stage");
    QTest::newRow("while loading") << int(Stage::Load);
    QTest::newRow("while sampling the structure") << int(Stage::Structure);
    QTest::newRow("while sampling the shape") << int(Stage::Shape);
    QTest::newRow("while decoding") << int(Stage::ShapeDecode);
    QTest::newRow("while decoding the texture") << int(Stage::TextureDecode);
    QTest::newRow("while cleaning") << int(Stage::Clean);
    QTest::newRow("while simplifying") << int(Stage::Simplify);
    QTest::newRow("while unwrapping") << int(Stage::Unwrap);
    QTest::newRow("while baking") << int(Stage::Bake);
}

void TestJobRunner::stopsWithinASecond_whenCancelled() {
    QFETCH(int, stage);
    std::stop_source stop;
    QElapsedTimer sinceStop;
    std::jthread canceller;
    // Asked from another thread a little later, so that it meets the stage's work and not its report.
    const RunContext context(stop.get_token(), [&](const Progress& p) {
        if (int(p.stage) != stage || canceller.joinable()) return;
        canceller = std::jthread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            sinceStop.start();
            stop.request_stop();
        });
    });
    GenerateRequest request = starterRequest("duck");
    request.structure.steps = request.shape.steps = request.texture.steps = 2;
    // What comes after cleaning needs no sampling: a job's raw result goes the same way when it is made again.
    const Result made = stage > int(Stage::Clean) ? lightResult() : nullptr;
    JobRunner runner;
    const JobOutcome outcome = made ? runner.remake(made->raw, request, context) : runner.run(request, context);
    QVERIFY(std::holds_alternative<JobCancelled>(outcome));
    QVERIFY(canceller.joinable());
    canceller.join();
    QVERIFY2(sinceStop.elapsed() < 1000, qPrintable(QString("%1 ms").arg(sinceStop.elapsed())));
}

void TestJobRunner::runsAgain_afterACancelledJob() {
    std::stop_source stop;
    const RunContext context(stop.get_token(), [&](const Progress& p) {
        if (p.stage == Stage::Structure && p.step == 1) stop.request_stop();
    });
    GenerateRequest request = lightRequest();
    request.raw = true;
    QVERIFY(std::holds_alternative<JobCancelled>(m_runner.run(request, context)));
    QVERIFY(resultOf(m_runner.run(request, {})));
}

void TestJobRunner::leavesMeshUntouched_whenRaw() {
    const Result clean = lightResult();
    GenerateRequest request = lightRequest();
    request.raw = true;
    const Result raw = resultOf(m_runner.run(request, {}));
    QVERIFY(clean && raw);
    QCOMPARE(std::int64_t(raw->mesh->positions.size()), raw->report.voxels);  // one vertex per voxel, used or not
    QCOMPARE(raw->mesh->triangles, raw->raw->mesh.triangles);
    QCOMPARE(raw->mesh->colors.size(), raw->mesh->positions.size());
    QVERIFY(raw->mesh->normals.empty() && !raw->mesh->textures);
    QVERIFY(raw->asset.stageSeconds.empty());
    QCOMPARE(clean->mesh->normals.size(), clean->mesh->positions.size());
    QVERIFY(!findDefects(raw->raw->mesh).clean());
}

void TestJobRunner::makesACleanTexturedAsset_andTheSameAgain() {
    GenerateRequest request = lightRequest();
    const Result result = lightResult();
    QVERIFY(result);
    const MeshAsset& mesh = *result->mesh;
    // Holes that collapsing tore are closed again, which adds a few faces to the wanted ones.
    qInfo("%zu faces of %zu", mesh.triangles.size(), request.asset.faceTarget);
    QVERIFY(mesh.triangles.size() <= request.asset.faceTarget * 101 / 100);
    QCOMPARE(mesh.uvs.size(), mesh.positions.size());
    QCOMPARE(mesh.textures->baseColor.width, request.asset.textureSize);
    std::vector<Stage> stages;
    for (const auto& [stage, seconds] : result->report.stageSeconds)
        stages.push_back(stage);
    for (const Stage stage : {Stage::Clean, Stage::Simplify, Stage::Unwrap, Stage::Bake})
        QCOMPARE(std::count(stages.begin(), stages.end(), stage), 1);

    const Result again = resultOf(m_runner.remake(result->raw, request, {}));
    QVERIFY(again);
    QCOMPARE(again->mesh->positions, mesh.positions);
    QCOMPARE(again->mesh->uvs, mesh.uvs);
    QCOMPARE(again->mesh->textures->baseColor.pixels, mesh.textures->baseColor.pixels);
    request.asset.faceTarget = 5000;
    const Result lighter = resultOf(m_runner.remake(result->raw, request, {}));
    if (lighter) qInfo("%zu faces of 5000", lighter->mesh->triangles.size());
    QVERIFY(lighter && lighter->mesh->triangles.size() <= 5000 * 105 / 100);
    request.asset.textureSize = 0;  // so that no seams are taken for open edges
    const Result untextured = resultOf(m_runner.remake(result->raw, request, {}));
    QVERIFY(untextured && findDefects(*untextured->mesh).clean());
    request.asset.textureSize = 100;
    QCOMPARE(failureOf(m_runner.remake(result->raw, request, {})).code, ErrorCode::InvalidRequest);
}

void TestJobRunner::skipsTexture_whenGeometryOnly() {
    GenerateRequest request = lightRequest();
    request.geometryOnly = true;
    const Result result = resultOf(m_runner.run(request, {}));
    QVERIFY(result);
    QVERIFY(result->mesh->colors.empty() && !result->mesh->textures && !result->mesh->triangles.empty());
    QVERIFY(result->latents->texture.empty() && !result->latents->shape.empty());
    for (const auto& [stage, seconds] : result->report.stageSeconds)
        QVERIFY(stage != Stage::Texture && stage != Stage::TextureDecode);
}

void TestJobRunner::failsClearly_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("code");
    QTest::newRow("no picture") << "no picture" << int(ErrorCode::InvalidRequest);
    QTest::newRow("empty alpha") << "empty alpha" << int(ErrorCode::ImageUnreadable);
    QTest::newRow("1x1") << "1x1" << int(ErrorCode::ImageUnreadable);
    QTest::newRow("no model") << "no model" << int(ErrorCode::ModelNotFound);
    QTest::newRow("a type it has not") << "type" << int(ErrorCode::InvalidRequest);
    QTest::newRow("a card") << "card" << int(ErrorCode::DeviceUnavailable);
}

void TestJobRunner::failsClearly() {
    QFETCH(QString, what);
    QFETCH(int, code);
    GenerateRequest request = lightRequest();
    if (what == "no picture") request.image = {};
    if (what == "empty alpha") request.image = ImageBuffer(64, 64, 4);
    if (what == "1x1") {
        request.image = ImageBuffer(1, 1, 4);
        request.image.pixels = {200, 10, 10, 255};
    }
    if (what == "no model") request.modelDir = "/nonexistent";
    if (what == "type") request.type = PipelineType::k1024Cascade;
    if (what == "card") request.device = DeviceChoice::Cuda;
    const JobOutcome outcome = m_runner.run(request, {});
    const JobFailure& failure = failureOf(outcome);
    QCOMPARE(int(failure.code), code);
    QVERIFY(!failure.message.empty() && !failure.hint.empty());
}

QTEST_APPLESS_MAIN(TestJobRunner)
#include "tst_job_runner.moc"

// Jobs of the first TRELLIS, on a model so small that it makes noise.
#include <QElapsedTimer>
#include <QtTest>
#include <cstring>
#include <functional>
#include <thread>

#include "inference/asset/preview.h"
#include "inference/pipeline/job_runner.h"
#include "inference/pipeline/result_file.h"
#include "tests/pipeline/job_outcome.h"
#include "tests/support/png_reader.h"
#include "tests/support/tiny_trellis1.h"
#include "tests/support/view_comparison.h"

using namespace espalier;
using Change = std::function<void(GenerateRequest&)>;
Q_DECLARE_METATYPE(Change)

namespace {

ImageBuffer sample(const std::string& name) {
    return readPng(std::filesystem::path(ESPALIER_SOURCE_DIR "/resources/samples") / (name + ".png"));
}

template <typename T>
bool sameBytes(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

}  // namespace

class TestJobRunnerV1 : public QObject {
    Q_OBJECT

    const test::TinyTrellis1 m_model;

    GenerateRequest request() const {
        GenerateRequest request;
        request.image = sample("duck");
        request.modelDir = m_model.root();
        request.structure.steps = request.shape.steps = 3;  // as many as there are pictures at most
        request.asset = {.faceTarget = 2000, .textureSize = 512};
        return request;
    }

private Q_SLOTS:
    void givesATexturedMeshAndGaussians() {
        JobRunner runner;
        GenerateRequest wanted = request();
        wanted.gaussians = true;
        const Result result = resultOf(runner.run(wanted, {}));
        QVERIFY(result);
        QVERIFY(!result->mesh->triangles.empty());
        QCOMPARE(result->mesh->textures->baseColor.width, 512);
        QCOMPARE(result->raw->resolution, 128);
        QCOMPARE(result->raw->coords.size(), result->raw->attributes.size());
        QVERIFY(!result->latents);
        QVERIFY(result->report.type == PipelineType::k256);
        QVERIFY(result->report.tokens > 0);
        // The recorded decoder gives eight Gaussians for every voxel of the latent.
        QCOMPARE(result->gaussians->size(), std::size_t(8 * result->report.tokens));
        QCOMPARE(result->preparedImage.width, 518);

        wanted.gaussians = false;
        const Result meshAlone = resultOf(runner.run(wanted, {}));
        QVERIFY(meshAlone && !meshAlone->gaussians);
        QVERIFY(sameBytes(meshAlone->mesh->positions, result->mesh->positions));
        // Its texture has the Gaussians' colours all the same.
        QCOMPARE(meshAlone->mesh->textures->baseColor.pixels, result->mesh->textures->baseColor.pixels);
        RawResult decoded = *meshAlone->raw;
        decoded.gaussians = nullptr;
        const MadeAsset ofDecoder = makeAsset(decoded, wanted.asset, {});
        QVERIFY(ofDecoder.mesh->textures->baseColor.pixels != result->mesh->textures->baseColor.pixels);
    }

    /// The measure by which a texture's colours are chosen, on decoders that make noise.
    void textureOfGaussiansLooksLikeThem_data() {
        QTest::addColumn<QString>("model");
        QTest::newRow("of a few channels") << QString::fromStdString(m_model.root().string());
        const QString recorded = ESPALIER_SOURCE_DIR "/../shared/conformance/trellis1";
        if (QFile::exists(recorded + "/pipeline.json")) QTest::newRow("recorded") << recorded;
    }
    void textureOfGaussiansLooksLikeThem() {
        QFETCH(QString, model);
        GenerateRequest wanted = request();
        wanted.modelDir = model.toStdString();
        wanted.gaussians = true;
        wanted.asset = {.faceTarget = 0, .textureSize = 1024};
        const Result result = resultOf(JobRunner().run(wanted, {}));
        QVERIFY(result);
        RawResult decoded = *result->raw;
        decoded.gaussians = nullptr;
        const auto cameras = test::camerasAround(128);
        const auto likeness = [&](const MeshAsset& mesh) {
            constexpr float kFaint = 0.1f;  // noise is nowhere opaque
            return test::psnr(cameras, mesh, *result->gaussians, kFaint);
        };
        const double ofDecoder = likeness(*makeAsset(decoded, wanted.asset, {}).mesh);
        const double ofGaussians = likeness(*result->mesh);
        qInfo("of the decoder's colours %.2f dB, of the Gaussians %.2f dB", ofDecoder, ofGaussians);
        QVERIFY(ofGaussians > ofDecoder);
    }

    void givesARadianceField_thatCanBeKept() {
        JobRunner runner;
        GenerateRequest wanted = request();
        wanted.radianceField = wanted.raw = true;
        const Result result = resultOf(runner.run(wanted, {}));
        QVERIFY(result && result->radianceField && !result->gaussians);
        QVERIFY(result->radianceField->isSound());
        QCOMPARE(std::int64_t(result->radianceField->size()), result->report.tokens);
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("noise.espalier").toStdString();
        saveResult(file, storedResult(wanted, *result));
        QVERIFY(sameBytes(loadResult(file).raw->radianceField->vectors, result->radianceField->vectors));
    }

    void leavesColoursOut_whenGeometryOnly() {
        GenerateRequest wanted = request();
        wanted.geometryOnly = true;
        const Result result = resultOf(JobRunner().run(wanted, {}));
        QVERIFY(result);
        QVERIFY(result->raw->coords.empty() && !result->mesh->textures && result->mesh->colors.empty());
        QVERIFY(!result->raw->gaussians);
    }

    void leavesMeshUntouched_whenRaw() {
        GenerateRequest wanted = request();
        wanted.raw = true;
        const Result result = resultOf(JobRunner().run(wanted, {}));
        QVERIFY(result);
        QVERIFY(sameBytes(result->mesh->positions, result->raw->mesh.positions));
        QCOMPARE(result->mesh->colors.size(), result->mesh->positions.size());
        QVERIFY(!result->mesh->textures);
    }

    void everyPictureAndTheirModeCount() {
        JobRunner runner;
        const auto shapeOf = [&](const Change& change) {
            GenerateRequest wanted = request();
            wanted.raw = wanted.geometryOnly = true;
            change(wanted);
            const Result result = resultOf(runner.run(wanted, {}));
            return result ? result->mesh->positions : std::vector<Vec3f>();
        };
        std::vector<std::vector<Vec3f>> shapes{
            shapeOf([](auto&) {}), shapeOf([](auto& r) { r.moreViews = {sample("robot")}; }), shapeOf([](auto& r) {
                r.moreViews = {sample("robot"), sample("house")};
            }),
            shapeOf([](auto& r) {
                r.moreViews = {sample("robot")};
                r.views = ViewMode::Multidiffusion;
            })};
        for (std::size_t a = 0; a < shapes.size(); ++a) {
            QVERIFY(!shapes[a].empty());
            for (std::size_t b = 0; b < a; ++b)
                QVERIFY2(!sameBytes(shapes[a], shapes[b]), qPrintable(QString("%1 and %2").arg(a).arg(b)));
        }
        // The same picture twice is one picture.
        QVERIFY(sameBytes(shapeOf([](auto& r) { r.moreViews = {r.image}; }), shapes[0]));
    }

    void progressNeverFalls_andPreviewsForm() {
        std::vector<Progress> reports;
        int clouds = 0;
        const RunContext context(
            {}, [&](const Progress& p) { reports.push_back(p); },
            [&](const std::shared_ptr<const Preview>& preview) {
                clouds += std::holds_alternative<VoxelCloud>(preview->shape);
            });
        QVERIFY(resultOf(JobRunner().run(request(), context)));
        for (std::size_t i = 1; i < reports.size(); ++i) {
            QVERIFY(reports[i].fraction >= reports[i - 1].fraction);
            QVERIFY(reports[i].stage >= reports[i - 1].stage);
        }
        QCOMPARE(reports.back().fraction, 1.0);
        QVERIFY(clouds >= 1);
    }

    void stopsWithinASecond_whenCancelled_data() {
        QTest::addColumn<int>("stage");
        QTest::newRow("while encoding") << int(Stage::Encode);
        QTest::newRow("while sampling the structure") << int(Stage::Structure);
        QTest::newRow("while sampling the latent") << int(Stage::Shape);
        QTest::newRow("while decoding") << int(Stage::ShapeDecode);
        QTest::newRow("while simplifying") << int(Stage::Simplify);
    }
    void stopsWithinASecond_whenCancelled() {
        QFETCH(int, stage);
        std::stop_source stop;
        QElapsedTimer sinceStop;
        const RunContext context(stop.get_token(), [&](const Progress& p) {
            if (int(p.stage) != stage || stop.stop_requested()) return;
            sinceStop.start();
            stop.request_stop();
        });
        QVERIFY(std::holds_alternative<JobCancelled>(JobRunner().run(request(), context)));
        QVERIFY(sinceStop.isValid());
        QVERIFY2(sinceStop.elapsed() < 1000, qPrintable(QString("%1 ms").arg(sinceStop.elapsed())));
    }

    void isKept_andMadeAgain() {
        JobRunner runner;
        const Result result = resultOf(runner.run(request(), {}));
        QVERIFY(result);
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("noise.espalier").toStdString();
        saveResult(file, storedResult(request(), *result));
        const StoredResult stored = loadResult(file);
        QVERIFY(stored.request.type == PipelineType::k256);
        QVERIFY(!stored.latents);
        const Result again = resultOf(runner.remake(stored.raw, stored.request, {}));
        QVERIFY(again);
        QVERIFY(sameBytes(again->mesh->positions, result->mesh->positions));
        QCOMPARE(again->mesh->textures->baseColor.pixels, result->mesh->textures->baseColor.pixels);
    }

    void failsClearly_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("words");
        QTest::newRow("a type of TRELLIS.2") << Change([](auto& r) { r.type = PipelineType::k512; }) << "type 256 only";
        QTest::newRow("a further picture that is empty")
            << Change([](auto& r) { r.moreViews = {ImageBuffer()}; }) << "further pictures";
        QTest::newRow("a further picture of nothing")
            << Change([](auto& r) { r.moreViews = {ImageBuffer(64, 64, 4)}; }) << "opaque";
        QTest::newRow("several pictures for TRELLIS.2") << Change([](auto& r) {
            r.modelDir = ESPALIER_SOURCE_DIR "/resources/starter_model";
            r.moreViews = {r.image};
        }) << "takes one picture";
        QTest::newRow("Gaussians of TRELLIS.2") << Change([](auto& r) {
            r.modelDir = ESPALIER_SOURCE_DIR "/resources/starter_model";
            r.gaussians = true;
        }) << "no Gaussians";
        QTest::newRow("a radiance field of TRELLIS.2") << Change([](auto& r) {
            r.modelDir = ESPALIER_SOURCE_DIR "/resources/starter_model";
            r.radianceField = true;
        }) << "no radiance field";
    }
    void failsClearly() {
        QFETCH(Change, change);
        QFETCH(QString, words);
        GenerateRequest wanted = request();
        change(wanted);
        const JobOutcome outcome = JobRunner().run(wanted, {});
        QVERIFY2(QString::fromStdString(failureOf(outcome).message).contains(words),
                 failureOf(outcome).message.c_str());
        QVERIFY(!failureOf(outcome).hint.empty());
    }

    void namesTheFile_whenANetworkIsDamaged() {
        const test::TinyTrellis1 damaged;
        QFile file(damaged.filePath("ckpts/slat_dec_mesh_tiny.safetensors"));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
        GenerateRequest wanted = request();
        wanted.modelDir = damaged.root();
        const JobOutcome outcome = JobRunner().run(wanted, {});
        QCOMPARE(failureOf(outcome).code, ErrorCode::CheckpointCorrupt);
        QVERIFY(failureOf(outcome).message.find("slat_dec_mesh_tiny.safetensors") != std::string::npos);
    }

    void saysSo_whenThereIsNoDecoder() {
        const test::TinyTrellis1 without;
        without.edit([](QJsonObject&, QJsonObject& args) {
            QJsonObject models = args["models"].toObject();
            models.remove("slat_decoder_gs");
            args["models"] = models;
        });
        GenerateRequest wanted = request();
        wanted.modelDir = without.root();
        wanted.gaussians = true;
        JobOutcome outcome = JobRunner().run(wanted, {});
        QCOMPARE(failureOf(outcome).code, ErrorCode::InvalidRequest);
        without.edit([](QJsonObject&, QJsonObject& args) {
            QJsonObject models = args["models"].toObject();
            models.remove("slat_decoder_mesh");
            args["models"] = models;
        });
        wanted.gaussians = false;
        outcome = JobRunner().run(wanted, {});
        QCOMPARE(failureOf(outcome).code, ErrorCode::InvalidRequest);
        QVERIFY(failureOf(outcome).message.find("no decoder of meshes") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestJobRunnerV1)
#include "tst_job_runner_v1.moc"

#include <QElapsedTimer>
#include <QtTest>
#include <limits>
#include <thread>

#include "inference/meshing/mesh_defects.h"
#include "inference/meshing/mesh_remesh.h"
#include "inference/meshing/texture_bake.h"
#include "inference/meshing/xatlas_charts.h"
#include "inference/pipeline/asset_maker.h"
#include "tests/meshing/dirty_meshes.h"
#include "tests/pipeline/raw_results.h"
#include "tests/support/failure.h"

using namespace espalier;

namespace {

/// With all that this build can do.
const AssetSettings kSmall{.faceTarget = 2000, .textureSize = 512, .normalMap = canBakeTextures()};

std::vector<Stage> stagesOf(const AssetReport& report) {
    std::vector<Stage> stages;
    for (const auto& [stage, seconds] : report.stageSeconds)
        stages.push_back(stage);
    return stages;
}

/// Of the surface before textures cut it along their seams.
MeshDefects defectsOf(const RawResult& raw, AssetSettings settings) {
    settings.textureSize = 0;
    settings.normalMap = false;
    return findDefects(*makeAsset(raw, settings).mesh);
}

MeshAsset meshOf(std::vector<Vec3f> positions, std::vector<std::array<std::uint32_t, 3>> triangles) {
    MeshAsset mesh;
    mesh.positions = std::move(positions);
    mesh.triangles = std::move(triangles);
    return mesh;
}

RawResult only(MeshAsset mesh) {
    RawResult raw;
    raw.mesh = std::move(mesh);
    raw.resolution = 32;
    return raw;
}

/// A cone of `count` faces around one vertex.
MeshAsset fan(std::uint32_t count) {
    MeshAsset mesh;
    mesh.positions.push_back({0.0f, 0.0f, 0.4f});
    for (std::uint32_t i = 0; i < count; ++i) {
        const double turn = 2.0 * std::numbers::pi * i / count;
        mesh.positions.push_back({float(0.4 * std::cos(turn)), float(0.4 * std::sin(turn)), 0.0f});
        mesh.triangles.push_back({0, 1 + i, 1 + (i + 1) % count});
    }
    return mesh;
}

}  // namespace

class TestAssetMaker : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void texturesShowGaussians_andVoxelsWhereNoneReaches() {
        if (!canSimplify() || !canBakeTextures()) QSKIP("needs a build with Embree and meshoptimizer");
        RawResult raw = ballResult(64);
        auto cloud = std::make_shared<GaussianCloud>();
        cloud->positions = {{0.4f, 0.0f, 0.0f}};
        cloud->features = {{1.7724539f, -1.7724539f, -1.7724539f}};  // pure red
        cloud->scales = {{0.05f, 0.05f, 0.05f}};
        cloud->rotations = {{1, 0, 0, 0}};
        cloud->opacities = {0.9f};
        raw.gaussians = cloud;
        const MadeAsset made = makeAsset(raw, kSmall);
        int red = 0, blueAsTheVoxels = 0, others = 0;
        const auto& pixels = made.mesh->textures->baseColor.pixels;
        for (std::size_t i = 0; i < pixels.size(); i += 4) {
            red += pixels[i] == 255 && pixels[i + 1] == 0 && pixels[i + 2] == 0;
            blueAsTheVoxels += pixels[i + 2] == 77;  // 0.3
            others += pixels[i + 3] != 255;
        }
        QVERIFY2(red > 1000 && blueAsTheVoxels > 10 * red, qPrintable(QString("%1 %2").arg(red).arg(blueAsTheVoxels)));
        QCOMPARE(others, 0);
    }

    void makesACleanTexturedAsset() {
        if (!canSimplify() || !canBakeTextures()) QSKIP("needs a build with Embree and meshoptimizer");
        const RawResult raw = ballResult(64);
        const MadeAsset made = makeAsset(raw, kSmall);
        const MeshAsset& mesh = *made.mesh;
        QVERIFY(mesh.triangles.size() <= 2000);
        QVERIFY(mesh.triangles.size() > 1900);
        QVERIFY(defectsOf(raw, kSmall).watertight());
        QVERIFY(made.report.statistics.watertight);
        QCOMPARE(mesh.uvs.size(), mesh.positions.size());
        QCOMPARE(mesh.normals.size(), mesh.positions.size());
        QCOMPARE(mesh.tangents.size(), mesh.positions.size());
        QVERIFY(mesh.textures && mesh.colors.empty());
        QCOMPARE(mesh.textures->baseColor.width, 512);
        QCOMPARE(mesh.textures->normal.width, 512);
        QVERIFY(!mesh.textures->translucent);
        QCOMPARE(made.report.clean.facesBefore, raw.mesh.triangles.size());
        QCOMPARE(made.report.simplify.facesAfter, mesh.triangles.size());
        QCOMPARE(made.report.statistics.triangles, mesh.triangles.size());
        QVERIFY(made.report.unwrap.charts > 0);
        QCOMPARE(stagesOf(made.report), (std::vector{Stage::Clean, Stage::Simplify, Stage::Unwrap, Stage::Bake}));
    }

    /// No library that a build lacks is worth losing a result for.
    void makesAnAsset_whateverTheBuildLacks() {
        const RawResult raw = ballResult(64);
        const auto [mesh, report] = makeAsset(raw, {.faceTarget = 2000});
        QCOMPARE(mesh->triangles.size() <= 2000, canSimplify());
        QCOMPARE(bool(mesh->textures), canBakeTextures());
        QCOMPARE(mesh->uvs.size(), canBakeTextures() ? mesh->positions.size() : 0u);
        QCOMPARE(mesh->colors.size(), canBakeTextures() ? 0u : mesh->positions.size());
        const auto notesThatName = [&notes = report.notes](const std::string& library) {
            return std::count_if(notes.begin(), notes.end(),
                                 [&](const std::string& note) { return note.find(library) != std::string::npos; });
        };
        QCOMPARE(notesThatName("Embree"), canBakeTextures() ? 0 : 2);  // inner shells, textures
        QCOMPARE(notesThatName("meshoptimizer"), canSimplify() ? 0 : 1);
        QCOMPARE(notesThatName("xatlas"), canBakeTextures() && report.unwrap.fellBack && !hasXatlas() ? 1 : 0);
    }

    void refusesWishesThatTheBuildCannotMeet() {
        const auto fieldsOf = [](const AssetSettings& settings) {
            QStringList fields;
            for (const RequestProblem& problem : settings.check())
                fields << QString::fromStdString(problem.field);
            return fields;
        };
        QCOMPARE(fieldsOf({.remesh = true}), canRemesh() ? QStringList{} : QStringList{"asset.remesh"});
        QCOMPARE(fieldsOf({.normalMap = true}), canBakeTextures() ? QStringList{} : QStringList{"asset.normal-map"});
        QVERIFY(fieldsOf({.textureSize = 0, .normalMap = true}).empty());
    }

    /// Collapsing must not close what cleaning left open.
    void leavesHolesOpen_whenNotToBeFilled() {
        RawResult raw = ballResult(64);
        raw.mesh.triangles.erase(raw.mesh.triangles.begin(), raw.mesh.triangles.begin() + 2);
        AssetSettings settings = kSmall;
        QVERIFY(defectsOf(raw, settings).watertight());
        settings.fillHoles = false;
        const MeshDefects open = defectsOf(raw, settings);
        QVERIFY(open.clean());
        QVERIFY(open.boundaryEdges > 0);
    }

    void keepsColoursAtTheVertices_withoutTextures() {
        const RawResult raw = ballResult(32);
        const MadeAsset made = makeAsset(raw, {.textureSize = 0});
        const MeshAsset& mesh = *made.mesh;
        QCOMPARE(mesh.colors.size(), mesh.positions.size());
        QCOMPARE(mesh.metallicRoughness.size(), mesh.positions.size());
        QVERIFY(!mesh.textures && mesh.uvs.empty());
        for (const auto& color : mesh.colors)
            QVERIFY(std::abs(color[2] - 76) <= 1 && color[3] >= 254);  // 0.3 and 1 of every voxel, truncated
        QCOMPARE(mesh.triangles.size(), raw.mesh.triangles.size());
        QCOMPARE(stagesOf(made.report), (std::vector{Stage::Clean, Stage::Simplify, Stage::Finish}));
    }

    void makesTheShapeAlone_withoutVoxels() {
        const RawResult raw = ballResult(32, false);
        const MadeAsset made = makeAsset(raw, kSmall);
        QVERIFY(!made.mesh->textures && made.mesh->uvs.empty() && made.mesh->colors.empty());
        QVERIFY(findDefects(*made.mesh).watertight());
    }

    void leavesTheRawMeshAsItIs_butForItsColours() {
        const RawResult raw = ballResult(32);
        const MeshAsset mesh = rawAsset(raw);
        QCOMPARE(mesh.positions, raw.mesh.positions);
        QCOMPARE(mesh.triangles, raw.mesh.triangles);
        QCOMPARE(mesh.colors.size(), mesh.positions.size());
    }

    void givesTheSame_onAnyNumberOfThreads() {
        const RawResult raw = ballResult(64);
        AssetSettings settings = kSmall;
        settings.threads = 1;
        const MadeAsset one = makeAsset(raw, settings);
        for (const unsigned threads : {2u, 3u, 8u}) {
            settings.threads = threads;
            const MadeAsset more = makeAsset(raw, settings);
            QCOMPARE(more.mesh->positions, one.mesh->positions);
            QCOMPARE(more.mesh->triangles, one.mesh->triangles);
            QCOMPARE(more.mesh->uvs, one.mesh->uvs);
            QCOMPARE(more.mesh->tangents, one.mesh->tangents);
            QCOMPARE(more.mesh->colors, one.mesh->colors);
            if (!canBakeTextures()) continue;
            QCOMPARE(more.mesh->textures->baseColor.pixels, one.mesh->textures->baseColor.pixels);
            QCOMPARE(more.mesh->textures->metallicRoughness.pixels, one.mesh->textures->metallicRoughness.pixels);
            QCOMPARE(more.mesh->textures->normal.pixels, one.mesh->textures->normal.pixels);
        }
    }

    void tellsItsProgress_thatNeverFalls() {
        std::vector<Progress> reports;
        const RunContext context({}, [&](const Progress& p) { reports.push_back(p); });
        const RawResult raw = ballResult(48);
        context.plan(assetCosts(raw.mesh.triangles.size(), kSmall, true));
        const AssetReport report = makeAsset(raw, kSmall, context).report;
        QVERIFY(reports.size() >= 2 * report.stageSeconds.size());
        for (std::size_t i = 1; i < reports.size(); ++i)
            QVERIFY(reports[i].fraction >= reports[i - 1].fraction && reports[i].stage >= reports[i - 1].stage);
        QCOMPARE(reports.back().fraction, 1.0);
    }

    void stopsWithinASecond_whenCancelled_data() {
        QTest::addColumn<int>("stage");
        for (const Stage stage : {Stage::Clean, Stage::Simplify, Stage::Unwrap, Stage::Bake})
            QTest::newRow(std::string(name(stage)).c_str()) << int(stage);
    }
    void stopsWithinASecond_whenCancelled() {
        QFETCH(int, stage);
        if (stage >= int(Stage::Unwrap) && !canBakeTextures()) QSKIP("needs a build with Embree");
        const RawResult raw = ballResult(160);
        std::stop_source stop;
        QElapsedTimer sinceStop;
        std::jthread canceller;
        const RunContext context(stop.get_token(), [&](const Progress& p) {
            if (int(p.stage) != stage || canceller.joinable()) return;
            canceller = std::jthread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                sinceStop.start();
                stop.request_stop();
            });
        });
        QVERIFY_EXCEPTION_THROWN(makeAsset(raw, {.faceTarget = 20'000}, context), Cancelled);
        canceller.join();
        QVERIFY2(sinceStop.elapsed() < 1000, qPrintable(QString("%1 ms").arg(sinceStop.elapsed())));
    }

    void refusesSettingsOutOfRange_data() {
        QTest::addColumn<int>("faces");
        QTest::addColumn<int>("textureSize");
        QTest::addColumn<QString>("field");
        QTest::newRow("few faces") << 99 << 2048 << "asset.faces";
        QTest::newRow("small texture") << 0 << 511 << "asset.texture-size";
        QTest::newRow("large texture") << 0 << 4097 << "asset.texture-size";
        QTest::newRow("negative texture") << 0 << -1 << "asset.texture-size";
    }
    void refusesSettingsOutOfRange() {
        QFETCH(int, faces);
        QFETCH(int, textureSize);
        QFETCH(QString, field);
        const AssetSettings settings{.faceTarget = std::size_t(faces), .textureSize = textureSize};
        const auto problems = settings.check();
        QCOMPARE(problems.size(), 1u);
        QCOMPARE(QString::fromStdString(problems[0].field), field);
        QVERIFY(!problems[0].message.empty() && !problems[0].hint.empty());
        QCOMPARE(failureOf(ballResult(16), settings).code(), ErrorCode::InvalidRequest);
    }

    void wrapsInOneWatertightSurface_whenRemeshing_data() {
        QTest::addColumn<bool>("isOpen");
        QTest::addColumn<std::size_t>("faces");
        for (const std::size_t faces : {0, 2000}) {
            QTest::addRow("leaky ball, %zu faces", faces) << false << faces;
            QTest::addRow("open ball, %zu faces", faces) << true << faces;
        }
    }
    void wrapsInOneWatertightSurface_whenRemeshing() {
        QFETCH(bool, isOpen);
        QFETCH(std::size_t, faces);
        if (!canRemesh()) {
            QCOMPARE(failureOf(ballResult(16), {.remesh = true}).code(), ErrorCode::InvalidRequest);
            return;
        }
        RawResult raw = ballResult(48);
        std::erase_if(raw.mesh.triangles, [&, n = 0](const auto& t) mutable {
            return isOpen ? raw.mesh.positions[t[0]][2] > 0.2f : ++n % 50 == 0;
        });
        const AssetSettings settings{.faceTarget = faces, .fillHoles = false, .remesh = true, .textureSize = 0};
        QVERIFY(!defectsOf(raw, {.faceTarget = 0, .fillHoles = false}).watertight());
        const MadeAsset made = makeAsset(raw, settings);
        QVERIFY(findDefects(*made.mesh).watertight());
        QVERIFY(made.report.statistics.watertight);
        QVERIFY(made.report.notes.empty());
        QVERIFY(faces == 0 || made.mesh->triangles.size() <= faces);
        // A leaky ball becomes a solid one, an open one a wall that is a cell thick.
        const double volume = signedVolume(*made.mesh) / 6.0, ball = 4.0 / 3.0 * std::numbers::pi * 0.064;
        qInfo("volume %.4f of %.4f", volume, ball);
        QVERIFY(isOpen ? volume < 0.15 * ball : std::abs(volume / ball - 1.0) < 0.05);
    }

    void refusesWhatIsNoMesh_data() {
        QTest::addColumn<RawResult>("raw");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("told");
        const QString empty = "no face of any area";
        QTest::newRow("nothing") << RawResult() << int(ErrorCode::EmptyResult) << empty;
        QTest::newRow("vertices alone") << only(meshOf({{0, 0, 0}, {1, 0, 0}}, {})) << int(ErrorCode::EmptyResult)
                                        << empty;
        const MeshAsset point = meshOf({{0, 0, 0}}, std::vector(2'000'000, std::array{0u, 0u, 0u}));
        QTest::newRow("two million faces of one point") << only(point) << int(ErrorCode::EmptyResult) << empty;
        QTest::newRow("two million faces in one vertex")
            << only(fan(2'000'000)) << int(ErrorCode::Internal) << "faces meet in one vertex";
        const MeshAsset line = meshOf({{0, 0, 0}, {1, 0, 0}, {2, 0, 0}}, {{0, 1, 2}});
        QTest::newRow("a face without area") << only(line) << int(ErrorCode::EmptyResult) << empty;
        MeshAsset box = boxMesh({0, 0, 0}, {0.3f, 0.3f, 0.3f});
        box.positions[3][1] = std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("a vertex that is not a number") << only(box) << int(ErrorCode::Internal) << "vertex 3";
        box = boxMesh({0, 0, 0}, {0.3f, 0.3f, 0.3f});
        box.triangles[2][0] = 8;
        QTest::newRow("an index out of range") << only(box) << int(ErrorCode::Internal) << "face 2";
        RawResult raw = ballResult(16);
        raw.attributes.pop_back();
        QTest::newRow("a voxel without attributes") << raw << int(ErrorCode::Internal) << "number of voxels";
        raw = ballResult(16);
        raw.resolution = 0;
        QTest::newRow("voxels without a resolution") << raw << int(ErrorCode::Internal) << "no resolution";
    }
    void refusesWhatIsNoMesh() {
        QFETCH(RawResult, raw);
        QFETCH(int, code);
        QFETCH(QString, told);
        const Error error = failureOf(raw, {});
        QCOMPARE(int(error.code()), code);
        QVERIFY2(QString(error.what()).contains(told), error.what());
        QVERIFY(!error.hint().empty());
    }

    void makesTheMostOfLittle_data() {
        QTest::addColumn<MeshAsset>("mesh");
        QTest::addColumn<int>("faces");
        QTest::newRow("one face") << meshOf({{0, 0, 0}, {0.3f, 0, 0}, {0, 0.3f, 0}}, {{0, 1, 2}}) << 1;
        QTest::newRow("a plane") << planeMesh(40) << 3200;
        QTest::newRow("a box") << boxMesh({-0.3f, -0.3f, -0.3f}, {0.3f, 0.3f, 0.3f}) << 12;
        QTest::newRow("a thousand faces around one vertex") << fan(1000) << 1000;
    }
    /// With voxels everywhere, so that there is something to bake.
    void makesTheMostOfLittle() {
        QFETCH(MeshAsset, mesh);
        QFETCH(int, faces);
        RawResult raw = only(mesh);
        for (int i = 0; i < raw.resolution; ++i)
            for (int j = 0; j < raw.resolution; ++j)
                for (int k = 0; k < raw.resolution; ++k) {
                    raw.coords.push_back({i, j, k});
                    raw.attributes.push_back({0.2f, 0.4f, 0.6f, 0.0f, 1.0f, 1.0f});
                }
        const MadeAsset made = makeAsset(raw, {.textureSize = 512});
        QCOMPARE(made.mesh->triangles.size(), std::size_t(faces));
        QVERIFY(defectsOf(raw, {}).clean());
        for (const auto& color : made.mesh->colors)  // truncated
            QVERIFY(std::abs(color[0] - 51) <= 1 && std::abs(color[1] - 102) <= 1 && std::abs(color[2] - 153) <= 1);
        QCOMPARE(bool(made.mesh->textures), canBakeTextures());
        if (!canBakeTextures()) return;
        for (int y = 0; y < 512; ++y)
            for (int x = 0; x < 512; ++x) {
                const std::uint8_t* const color = made.mesh->textures->baseColor.at(x, y);
                QVERIFY(color[0] == 51 && color[1] == 102 && color[2] == 153 && color[3] == 255);
            }
    }

private:
    static Error failureOf(const RawResult& raw, const AssetSettings& settings) {
        return test::failureOf([&] { makeAsset(raw, settings); });
    }
};

QTEST_APPLESS_MAIN(TestAssetMaker)
#include "tst_asset_maker.moc"

#include <QtTest>

#include "inference/base/error.h"
#include "inference/pipeline/model_library.h"
#include "tests/pipeline/model_copy.h"
#include "tests/support/tiny_trellis1.h"

using namespace espalier;
namespace fs = std::filesystem;

class TestModelLibrary : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void describesTheBundledModel();
    void describesAModelOfTheFirstTrellis();
    void tellsWhatTheFirstTrellisMisses();
    void readsDefaultsFromTheFile_whenTheyDiffer();
    void findsTheStructureDecoder_inItsOtherRepository_data();
    void findsTheStructureDecoder_inItsOtherRepository();
    void tellsWhatIsMissing();
    void throws_whenPipelineIsNotOneWeKnow();
    void listsBundledFirstAndBrokenOnesWithTheirProblem();
    void findsTheBundledModel_byEnvironment();
    void looksInTheDataFolders();
};

void TestModelLibrary::describesTheBundledModel() {
    const ModelInfo info = readModelInfo(bundledModelDir());
    QVERIFY(info.bundled);
    QCOMPARE(info.title, std::string("Starter model"));
    QCOMPARE(info.types, std::vector<PipelineType>{PipelineType::k512});
    QCOMPARE(info.structure.guidanceStrength, 3.0);
    QCOMPARE(info.shape.rescaleT, 3.0);
    QVERIFY(info.hasTexture);
    QVERIFY2(info.problems.empty(), info.problems.empty() ? "" : info.problems.front().c_str());
    QVERIFY(info.weightBytes > 30'000'000 && info.weightBytes < 40'000'000);
}

void TestModelLibrary::describesAModelOfTheFirstTrellis() {
    const test::TinyTrellis1 model;
    const ModelInfo info = readModelInfo(model.root());
    QVERIFY2(info.problems.empty(), info.problems.empty() ? "" : info.problems.front().c_str());
    QCOMPARE(info.types, std::vector<PipelineType>{PipelineType::k256});
    QVERIFY(info.defaultType == PipelineType::k256);
    QVERIFY(info.hasTexture && !info.samplesTexture() && info.hasGaussians && info.hasRadianceField && info.takesViews);
    QCOMPARE(info.structure.guidanceStrength, 5.0);
    QCOMPARE(info.shape.guidanceStrength, 3.0);
    QVERIFY(info.weightBytes > 10'000'000);
    const ModelInfo bundled = readModelInfo(bundledModelDir());
    QVERIFY(bundled.samplesTexture() && !bundled.hasGaussians && !bundled.hasRadianceField && !bundled.takesViews);
}

void TestModelLibrary::tellsWhatTheFirstTrellisMisses() {
    const test::TinyTrellis1 model;
    const auto encoder = model.root() / "dinov2/dinov2_vitl14_reg4_pretrain.safetensors";
    fs::rename(encoder, encoder.string() + ".away");
    fs::remove(model.root() / "ckpts/slat_dec_mesh_tiny.json");
    const ModelInfo info = readModelInfo(model.root());
    QCOMPARE(info.problems.size(), std::size_t(2));
    QVERIFY(info.problems[0].find("slat_dec_mesh_tiny.json") != std::string::npos);
    QVERIFY(info.problems[1].find("dinov2_vitl14_reg4_pretrain.pth") != std::string::npos);
    QVERIFY(!info.hasTexture);

    model.edit([](QJsonObject&, QJsonObject& args) {
        QJsonObject models = args["models"].toObject();
        models.remove("slat_decoder_mesh");
        args["models"] = models;
    });
    QVERIFY(readModelInfo(model.root()).types.empty());
    model.edit([](QJsonObject& pipeline, QJsonObject&) { pipeline["name"] = "TrellisTextTo3DPipeline"; });
    try {
        readModelInfo(model.root());
        QFAIL("a model that takes words was accepted");
    } catch (const Error& error) {
        QVERIFY2(std::string(error.what()).find("from words") != std::string::npos, error.what());
    }
}

void TestModelLibrary::looksInTheDataFolders() {
    qputenv("XDG_DATA_HOME", "/home/me/data");
    qputenv("XDG_DATA_DIRS", "/opt/share:/usr/share");
    const std::vector<std::filesystem::path> expected{"/home/me/data/espalier/models", "/opt/share/espalier/models",
                                                      "/usr/share/espalier/models"};
    QCOMPARE(defaultModelRoots(), expected);
    qunsetenv("XDG_DATA_HOME");
    qunsetenv("XDG_DATA_DIRS");
    QVERIFY(defaultModelRoots().front().string().ends_with("/.local/share/espalier/models"));
    QCOMPARE(defaultModelRoots().back(), std::filesystem::path("/usr/share/espalier/models"));
}

void TestModelLibrary::readsDefaultsFromTheFile_whenTheyDiffer() {
    const ModelCopy copy;
    copy.edit("pipeline.json", "\"guidance_strength\": 3.0", "\"guidance_strength\": 4.5");
    const ModelInfo info = readModelInfo(copy.root());
    QVERIFY(!info.bundled);
    QCOMPARE(info.structure.guidanceStrength, 4.5);
}

void TestModelLibrary::findsTheStructureDecoder_inItsOtherRepository_data() {
    QTest::addColumn<QString>("place");
    QTest::newRow("under the root, with its owner") << "hub/model/microsoft/TRELLIS-image-large/ckpts";
    QTest::newRow("beside the root, without its owner") << "hub/TRELLIS-image-large/ckpts";
    QTest::newRow("beside the root's owner") << "microsoft/TRELLIS-image-large/ckpts";
}

void TestModelLibrary::findsTheStructureDecoder_inItsOtherRepository() {
    QFETCH(QString, place);
    const ModelCopy copy;
    copy.edit("pipeline.json", "\"ckpts/ss_dec_starter\"", "\"microsoft/TRELLIS-image-large/ckpts/ss_dec_starter\"");
    QTemporaryDir hub;
    const fs::path top = hub.path().toStdString();
    fs::create_directories(top / "hub");
    fs::copy(copy.root(), top / "hub/model", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    const fs::path target = top / place.toStdString();
    fs::create_directories(target);
    for (const auto* file : {"ss_dec_starter.json", "ss_dec_starter.safetensors"})
        fs::rename(top / "hub/model/ckpts" / file, target / file);
    const ModelInfo info = readModelInfo(top / "hub/model");
    QVERIFY2(info.problems.empty(), info.problems.empty() ? "" : info.problems.front().c_str());
}

void TestModelLibrary::tellsWhatIsMissing() {
    const ModelCopy copy;
    fs::remove(copy.root() / "ckpts/tex_dec_starter.safetensors");
    fs::remove(copy.root() / "dinov3/model.safetensors");
    const ModelInfo info = readModelInfo(copy.root());
    QCOMPARE(info.problems.size(), std::size_t(2));
    QVERIFY(info.problems[0].find("tex_dec_starter.safetensors") != std::string::npos);
    QVERIFY(info.problems[1].find("model.safetensors") != std::string::npos);
}

void TestModelLibrary::throws_whenPipelineIsNotOneWeKnow() {
    const ModelCopy copy;
    copy.edit("pipeline.json", "Trellis2ImageTo3DPipeline", "StableDiffusionPipeline");
    QVERIFY_EXCEPTION_THROWN(readModelInfo(copy.root()), Error);
    QVERIFY_EXCEPTION_THROWN(readModelInfo("/nonexistent"), Error);
}

void TestModelLibrary::listsBundledFirstAndBrokenOnesWithTheirProblem() {
    QTemporaryDir hub;
    const fs::path top = hub.path().toStdString();
    const ModelCopy copy;
    fs::copy(copy.root(), top / "good", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    fs::create_directories(top / "broken");
    fs::create_directories(top / "not-a-model");
    std::ofstream(top / "broken/pipeline.json") << "{\"name\": 3";
    const auto models = findModels({top, "/nonexistent"});
    QCOMPARE(models.size(), std::size_t(3));
    QVERIFY(models[0].bundled);
    QCOMPARE(models[1].title, std::string("broken"));
    QCOMPARE(models[1].problems.size(), std::size_t(1));
    QCOMPARE(models[2].title, std::string("good"));
    QVERIFY(models[2].problems.empty());
}

void TestModelLibrary::findsTheBundledModel_byEnvironment() {
    const ModelCopy copy;
    QTemporaryDir resources;
    const fs::path told = resources.path().toStdString();
    fs::create_directory_symlink(copy.root(), told / "starter_model");
    qputenv("ESPALIER_RESOURCES", resources.path().toUtf8());
    const fs::path found = bundledModelDir();
    qunsetenv("ESPALIER_RESOURCES");
    QCOMPARE(found, told / "starter_model");
}

QTEST_APPLESS_MAIN(TestModelLibrary)
#include "tst_model_library.moc"

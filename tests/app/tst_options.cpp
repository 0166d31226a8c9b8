#include <QTest>

#include "app/exit_status.h"
#include "app/options.h"
#include "inference/base/error.h"

using namespace espalier;

namespace {

GenerateOptions generateOptions(const QStringList& arguments) {
    return std::get<GenerateOptions>(parseCommandLine(QStringList{"espalier", "generate"} + arguments));
}

const QStringList kMinimal{"in.png", "-o", "out.glb"};

}  // namespace

class TestOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensTheWindow_withoutACommand() {
        QVERIFY(std::get<WindowOptions>(parseCommandLine({"espalier"})).picture.isEmpty());
        QCOMPARE(std::get<WindowOptions>(parseCommandLine({"espalier", "a b.png"})).picture, QString("a b.png"));
    }

    void leavesTheModelsDefaults_whenNothingIsSaid() {
        const GenerateOptions options = generateOptions(kMinimal);
        QCOMPARE(options.inputs.size(), 1u);
        QCOMPARE(options.output.string(), std::string("out.glb"));
        QVERIFY(options.request.modelDir.empty());
        QVERIFY(!options.request.type);
        QVERIFY(!options.request.structure.steps && !options.request.shape.guidanceStrength);
        QCOMPARE(options.request.seed, 42u);
        QVERIFY(!options.randomSeed);
        QCOMPARE(options.request.previewEvery, 0);
    }

    void stageOptionsWinOverTheGeneralOnes() {
        const GenerateOptions options = generateOptions(kMinimal + QStringList{"--shape-steps", "4", "--steps", "9"});
        QCOMPARE(options.request.structure.steps.value(), 9);
        QCOMPARE(options.request.shape.steps.value(), 4);
        QCOMPARE(options.request.texture.steps.value(), 9);
    }

    void readsEveryRequestOption() {
        const GenerateOptions options = generateOptions(kMinimal + QStringList{"--model",
                                                                               "dir",
                                                                               "--type",
                                                                               "1024_cascade",
                                                                               "--seed",
                                                                               "18446744073709551615",
                                                                               "--structure-guidance",
                                                                               "2.5",
                                                                               "--shape-rescale",
                                                                               "0.25",
                                                                               "--texture-interval",
                                                                               "0.1,0.9",
                                                                               "--structure-rescale-t",
                                                                               "5",
                                                                               "--max-tokens",
                                                                               "1000",
                                                                               "--geometry-only",
                                                                               "--raw",
                                                                               "--format",
                                                                               "stl",
                                                                               "--progress",
                                                                               "json",
                                                                               "--previews",
                                                                               "p",
                                                                               "--device",
                                                                               "cpu",
                                                                               "--threads",
                                                                               "3"});
        const GenerateRequest& request = options.request;
        QCOMPARE(request.modelDir.string(), std::string("dir"));
        QVERIFY(request.type == PipelineType::k1024Cascade);
        QCOMPARE(request.seed, ~std::uint64_t(0));
        QCOMPARE(request.structure.guidanceStrength.value(), 2.5);
        QCOMPARE(request.shape.guidanceRescale.value(), 0.25);
        QVERIFY((request.texture.guidanceInterval == std::array{0.1, 0.9}));
        QCOMPARE(request.structure.rescaleT.value(), 5.0);
        QCOMPARE(request.maxTokens, 1000);
        QVERIFY(request.geometryOnly && request.raw);
        QVERIFY(options.format == AssetFormat::Stl);
        QVERIFY(options.progress == ProgressStyle::Json);
        QCOMPARE(options.previewDir.string(), std::string("p"));
        QCOMPARE(request.previewEvery, 1);
        QVERIFY(request.device == DeviceChoice::Cpu);
        QCOMPARE(request.threads, 3);
    }

    void readsEveryAssetOption_data() {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("generate") << QStringList{"generate", "in.png", "-o", "out.obj"};
        QTest::newRow("rebake") << QStringList{"rebake", "in.espalier", "-o", "out.obj"};
    }
    void readsEveryAssetOption() {
        QFETCH(QStringList, command);
        const Command read =
            parseCommandLine(QStringList{"espalier"} + command +
                             QStringList{"--faces", "20k", "--texture-size", "1024", "--normal-map", "--remesh",
                                         "--keep-inner", "--texture-format", "jpeg", "--size", "120mm", "--threads",
                                         "2", "--progress", "none", "--format", "fbx", "--raw"});
        const auto* const generate = std::get_if<GenerateOptions>(&read);
        const auto* const rebake = std::get_if<RebakeOptions>(&read);
        QVERIFY(generate || rebake);
        const AssetSettings& asset = generate ? generate->request.asset : rebake->asset;
        QCOMPARE(asset.faceTarget, std::size_t(20'000));
        QCOMPARE(asset.textureSize, 1024);
        QVERIFY(asset.normalMap && asset.remesh && !asset.removeInnerShells);
        QCOMPARE(generate ? unsigned(generate->request.threads) : asset.threads, 2u);
        const ExportOptions& exporting = generate ? generate->exporting : rebake->exporting;
        QVERIFY(exporting.textures == ImageFormat::Jpeg);
        QCOMPARE(exporting.sizeMetres.value(), 0.12);
        QVERIFY((generate ? generate->format : rebake->format) == AssetFormat::Fbx);
        QVERIFY((generate ? generate->progress : rebake->progress) == ProgressStyle::None);
        QVERIFY(generate ? generate->request.raw : rebake->raw);
    }

    void makesTheUsualAsset_whenNothingIsSaid() {
        QVERIFY(generateOptions(kMinimal).request.asset == AssetSettings{});
        const Command rebake = parseCommandLine({"espalier", "rebake", "in.espalier", "-o", "out.glb"});
        QVERIFY(std::get<RebakeOptions>(rebake).asset == AssetSettings{});
    }

    void readsFaceCountsAndNoTextures() {
        const auto faces = [](const char* text) {
            return generateOptions(kMinimal + QStringList{"--faces", text}).request.asset.faceTarget;
        };
        QCOMPARE(faces("keep"), std::size_t(0));
        QCOMPARE(faces("500K"), std::size_t(500'000));
        QCOMPARE(faces("12345"), std::size_t(12'345));
        QCOMPARE(generateOptions(kMinimal + QStringList{"--no-textures"}).request.asset.textureSize, 0);
        QCOMPARE(generateOptions(kMinimal + QStringList{"--keep", "a.espalier"}).keep.string(),
                 std::string("a.espalier"));
    }

    void readsWhatTheFirstTrellisOffers() {
        const GenerateOptions options = generateOptions(
            kMinimal + QStringList{"--type", "256", "--view", "b.png", "--view", "c.png", "--views", "multidiffusion",
                                   "--gaussians", "out.splat", "--radiance-field", "out.safetensors"});
        QVERIFY(options.request.type == PipelineType::k256);
        QCOMPARE(options.views, (std::vector<std::filesystem::path>{"b.png", "c.png"}));
        QVERIFY(options.request.views == ViewMode::Multidiffusion);
        QCOMPARE(options.gaussians.string(), std::string("out.splat"));
        QCOMPARE(options.radianceField.string(), std::string("out.safetensors"));
        QVERIFY(options.request.gaussians && options.request.radianceField);
        QVERIFY(!generateOptions(kMinimal).request.gaussians && !generateOptions(kMinimal).request.radianceField);
    }

    void acceptsARandomSeed() { QVERIFY(generateOptions(kMinimal + QStringList{"--seed", "random"}).randomSeed); }

    void namesTheOption_whenItsValueIsWrong_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const QStringList& arguments, const char* named) {
            QTest::newRow(name) << (QStringList{"espalier", "generate"} + kMinimal + arguments) << QString(named);
        };
        row("steps", {"--steps", "many"}, "--steps is 'many'");
        row("guidance", {"--shape-guidance", "x"}, "--shape-guidance is 'x'");
        row("interval of one", {"--interval", "0.5"}, "--interval is '0.5'");
        row("interval of words", {"--interval", "a,b"}, "--interval is 'a,b'");
        row("negative seed", {"--seed", "-1"}, "--seed is '-1'");
        row("type", {"--type", "2048"}, "512, 1024, 1024_cascade, 1536_cascade or 256");
        row("views", {"--views", "mean"}, "stochastic or multidiffusion");
        row("device", {"--device", "tpu"}, "auto, cpu or cuda");
        row("card", {"--card", "first"}, "a whole number");
        row("memory", {"--memory", "none"}, "resident, staged or chunked");
        row("format", {"--format", "blend"}, "--format is 'blend'");
        row("progress", {"--progress", "loud"}, "plain, json or none");
        row("faces", {"--faces", "many"}, "--faces is 'many'");
        row("no faces", {"--faces", "0"}, "--faces is '0'");
        row("few faces", {"--faces", "7"}, "--faces is '7'");
        row("texture size", {"--texture-size", "big"}, "--texture-size is 'big'");
        row("small texture", {"--texture-size", "128"}, "--texture-size is '128'");
        row("texture of size 0", {"--texture-size", "0"}, "--texture-size is '0'");
        row("texture format", {"--texture-format", "gif"}, "png, jpeg or webp");
        row("size without a unit", {"--size", "120"}, "--size is '120'");
        row("textures and none", {"--no-textures", "--texture-size", "512"}, "--texture-size and --no-textures");
        row("unknown option", {"--sparkle"}, "sparkle");
        QTest::newRow("no picture") << QStringList{"espalier", "generate", "-o", "x.glb"} << "no picture";
        QTest::newRow("no output") << QStringList{"espalier", "generate", "x.png"} << "where to write";
        QTest::newRow("two windows") << QStringList{"espalier", "a.png", "b.png"} << "one picture";
        QTest::newRow("render size") << QStringList{"espalier", "render", "a.glb", "-o", "a.png", "--size", "0"}
                                     << "--size is '0'";
        QTest::newRow("rebake nothing") << QStringList{"espalier", "rebake", "-o", "a.glb"} << "one kept result";
        QTest::newRow("rebake nowhere") << QStringList{"espalier", "rebake", "a.espalier"} << "where to write";
        QTest::newRow("rebake threads") << QStringList{"espalier", "rebake",    "a.espalier", "-o",
                                                       "a.glb",    "--threads", "-1"}
                                        << "--threads is '-1'";
        QTest::newRow("doctor argument") << QStringList{"espalier", "doctor", "me"} << "'me'";
    }
    void namesTheOption_whenItsValueIsWrong() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        try {
            parseCommandLine(arguments);
            QFAIL("was accepted");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::InvalidRequest);
            QVERIFY2(QString(error.what()).contains(named), error.what());
            QVERIFY(!error.hint().empty());
        }
    }

    void helpTellsUsageAndExitStatuses_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("usage");
        QTest::newRow("program") << QStringList{"espalier", "--help"} << "Usage: espalier [options] [picture]";
        QTest::newRow("generate") << QStringList{"espalier", "generate", "-h"}
                                  << "Usage: espalier generate [options] in...";
        QTest::newRow("rebake") << QStringList{"espalier", "rebake", "--help"} << "Usage: espalier rebake [options] in";
        QTest::newRow("render") << QStringList{"espalier", "render", "--help"} << "Usage: espalier render [options] in";
        QTest::newRow("doctor") << QStringList{"espalier", "doctor", "--help"} << "Usage: espalier doctor [options]";
    }
    void helpTellsUsageAndExitStatuses() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, usage);
        const auto text = QString::fromStdString(std::get<TextAnswer>(parseCommandLine(arguments)).text);
        QVERIFY2(text.contains(usage), qPrintable(text));
        QVERIFY(text.contains("Exit status:"));
    }

    void everyErrorCodeHasItsOwnStatus() {
        QSet<int> seen;
        for (const ErrorCode code :
             {ErrorCode::InvalidRequest, ErrorCode::ImageUnreadable, ErrorCode::ModelNotFound,
              ErrorCode::CheckpointCorrupt, ErrorCode::DeviceUnavailable, ErrorCode::OutOfMemory,
              ErrorCode::EmptyResult, ErrorCode::FileRead, ErrorCode::FileWrite, ErrorCode::Internal}) {
            const int status = exitStatusOf(code);
            QVERIFY(status != kSuccess && !seen.contains(status));
            seen << status;
            const auto line = QStringLiteral("\n%1  ").arg(status, 5);
            QVERIFY(QString::fromStdString(exitStatusTable()).contains(line));
        }
    }
};

// No application object: parseCommandLine() makes its own for --help.
QTEST_APPLESS_MAIN(TestOptions)
#include "tst_options.moc"

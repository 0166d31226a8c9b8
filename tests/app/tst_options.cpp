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
        row("type", {"--type", "2048"}, "512, 1024, 1024_cascade or 1536_cascade");
        row("device", {"--device", "tpu"}, "auto, cpu or cuda");
        row("card", {"--card", "first"}, "a whole number");
        row("memory", {"--memory", "none"}, "resident, staged or chunked");
        row("format", {"--format", "blend"}, "--format is 'blend'");
        row("progress", {"--progress", "loud"}, "plain, json or none");
        row("unknown option", {"--sparkle"}, "sparkle");
        QTest::newRow("no picture") << QStringList{"espalier", "generate", "-o", "x.glb"} << "no picture";
        QTest::newRow("no output") << QStringList{"espalier", "generate", "x.png"} << "where to write";
        QTest::newRow("two windows") << QStringList{"espalier", "a.png", "b.png"} << "one picture";
        QTest::newRow("render size") << QStringList{"espalier", "render", "a.glb", "-o", "a.png", "--size", "0"}
                                     << "--size is '0'";
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

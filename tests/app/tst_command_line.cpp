// The real program with the real starter model, as a script uses it.
#include <unistd.h>
#include <QDir>
#include <QElapsedTimer>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <csignal>

#include "app/exit_status.h"
#include "inference/asset/asset_import.h"
#include "tests/app/program.h"
#include "tests/support/tiny_trellis1.h"

using namespace espalier;

namespace {

const QString kSample = ESPALIER_SOURCE_DIR "/resources/samples/robot.png";
const QString kTetrahedron = ESPALIER_SOURCE_DIR "/tests/data/tetrahedron.stl";

/// One step per stage and no colours: a mesh of poor shape in a few seconds.
const QStringList kQuick{"--steps", "1", "--geometry-only"};

Finished espalierRun(const QStringList& arguments) {
    return runProgram(ESPALIER_PROGRAM, arguments);
}

QList<QJsonObject> jsonLines(const QByteArray& output) {
    QList<QJsonObject> lines;
    for (const QByteArray& line : output.split('\n'))
        if (!line.isEmpty()) lines << QJsonDocument::fromJson(line).object();
    return lines;
}

QByteArray contentOf(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

int pixelsUnlikeTheCorner(const QImage& image) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) != image.pixel(0, 0) ? 1 : 0;
    return count;
}

QStringList filesIn(const QString& folder) {
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

/// Runs the program with `folder` on a small file system of its own, seen by that process only. Leaves in `leftovers`
/// what lay in the folder at the end. Nothing where the machine does not permit mounts.
std::optional<Finished> runOnSmallDisk(const QString& folder, const QString& mountOptions, const QStringList& arguments,
                                       QByteArray& leftovers) {
    const QStringList unshare = geteuid() == 0 ? QStringList{"-m"} : QStringList{"-rm"};
    const QString mount = "mount -t tmpfs -o " + mountOptions + " none '" + folder + "'";
    if (runProgram("unshare", unshare + QStringList{"sh", "-c", mount}).status != 0) return std::nullopt;
    const QString script = mount + " && { \"$@\"; status=$?; ls -A '" + folder + "'; exit $status; }";
    Finished finished =
        runProgram("unshare", unshare + QStringList{"sh", "-c", script, "sh", ESPALIER_PROGRAM} + arguments);
    leftovers = finished.output;
    return finished;
}

}  // namespace

class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void generatesAGlb_andTellsItsProgressAsJson() {
        const QString glb = m_dir->filePath("robot.glb");
        const Finished finished = espalierRun(
            QStringList{"generate", kSample, "-o", glb, "--progress", "json", "--steps", "1", "--seed", "7", "--faces",
                        "20k", "--texture-size", "1024", "--previews", m_dir->filePath("previews")});
        QVERIFY2(finished.status == kSuccess, finished.errors.constData());

        const auto lines = jsonLines(finished.output);
        double fraction = 0.0;
        QStringList stages;
        for (const QJsonObject& line : lines) {
            QVERIFY(!line.isEmpty());
            if (line["event"] != "progress") continue;
            QVERIFY(line["fraction"].toDouble() >= fraction);
            fraction = line["fraction"].toDouble();
            stages << line["stage"].toString();
        }
        QCOMPARE(fraction, 1.0);
        for (const QString stage : {"load", "encode", "structure", "shape", "texture", "write"})
            QVERIFY2(stages.contains(stage), qPrintable(stage));

        const QJsonObject last = lines.last();
        QCOMPARE(last["event"].toString(), QString("finished"));
        QCOMPARE(last["seed"].toInt(), 7);
        QVERIFY(last["peak_memory_bytes"].toDouble() > 0);
        const MeshAsset mesh = importAsset(glb.toStdString());
        QVERIFY(mesh.triangleCount() > 1000);
        QCOMPARE(double(mesh.triangleCount()), last["triangles"].toDouble());
        QCOMPARE(filesIn(m_dir->path()), (QStringList{"previews", "robot.glb"}));
        verifyPreviews(m_dir->filePath("previews"));
    }

    void makesMeshAndGaussians_ofSeveralPictures() {
        const test::TinyTrellis1 model;
        const QString samples = ESPALIER_SOURCE_DIR "/resources/samples/";
        const Finished finished = espalierRun(QStringList{"generate",
                                                          samples + "duck.png",
                                                          "--view",
                                                          samples + "robot.png",
                                                          "--views",
                                                          "multidiffusion",
                                                          "--model",
                                                          QString::fromStdString(model.root().string()),
                                                          "-o",
                                                          m_dir->filePath("x.glb"),
                                                          "--gaussians",
                                                          m_dir->filePath("x.ply"),
                                                          "--radiance-field",
                                                          m_dir->filePath("x.safetensors"),
                                                          "--steps",
                                                          "2",
                                                          "--faces",
                                                          "2k",
                                                          "--texture-size",
                                                          "512",
                                                          "--previews",
                                                          m_dir->filePath("previews"),
                                                          "--progress",
                                                          "json"});
        QVERIFY2(finished.status == kSuccess, finished.errors.constData());
        QVERIFY(importAsset(m_dir->filePath("x.glb").toStdString()).triangleCount() > 1000);
        QCOMPARE(QImage(m_dir->filePath("previews/prepared.png")).size(), QSize(518, 518));
        const int gaussians = jsonLines(finished.output).last()["gaussians"].toInt();
        QVERIFY(gaussians > 0);
        const QByteArray ply = contentOf(m_dir->filePath("x.ply"));
        QVERIFY(ply.contains("element vertex " + QByteArray::number(gaussians) + "\n"));
        QCOMPARE(ply.size() - ply.indexOf("end_header\n") - 11, qsizetype(17 * 4 * gaussians));

        QVERIFY(contentOf(m_dir->filePath("x.safetensors")).contains("\"representation\":\"strivec\""));
        const QString picture = m_dir->filePath("field.png");
        const Finished drawn = espalierRun({"render", m_dir->filePath("x.safetensors"), "-o", picture, "--size", "64"});
        QVERIFY2(drawn.status == kSuccess, drawn.errors.constData());
        QVERIFY(pixelsUnlikeTheCorner(QImage(picture)) > 20);
    }

    /// Whatever is asked of a kept result comes out as if it had been asked when generating, on any number of threads.
    void bakesAgainTheSameBytes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("textures") << "x.glb" << QStringList{"--texture-size", "512", "--normal-map", "--faces", "20k"};
        QTest::newRow("colours at vertices") << "x.ply" << QStringList{"--no-textures", "--faces", "keep"};
        QTest::newRow("raw") << "x.glb" << QStringList{"--raw"};
    }
    void bakesAgainTheSameBytes() {
        QFETCH(QString, name);
        QFETCH(QStringList, options);
        const QString kept = m_dir->filePath("kept.espalier");
        generateKept(kept, inFolder("generated", name), options);
        rebake(kept, name, options);
        for (const char* const threads : {"1", "3"})
            verifySameFiles("generated", threads);
    }

    void bakesTheSameBytes_inEveryFormat() {
        for (const QString format : {"gltf", "obj", "fbx", "dae", "usdz", "3mf", "ply", "stl"}) {
            rebake(keptFile(), format + "." + format, {"--texture-size", "512", "--faces", "5k", "--size", "80mm"});
            verifySameFiles("1", "3");
        }
    }

    void drawsAMeshWithoutADisplay() {
        const QString picture = m_dir->filePath("t.png");
        const Finished finished = espalierRun({"render", kTetrahedron, "-o", picture, "--size", "96"});
        QVERIFY2(finished.status == kSuccess, finished.errors.constData());
        const QImage image(picture);
        QCOMPARE(image.size(), QSize(96, 96));
        const int drawn = pixelsUnlikeTheCorner(image);
        QVERIFY2(drawn > 96 * 96 / 20, qPrintable(QString::number(drawn)));
    }

    void goesOnWithTheOtherPictures_whenOneIsUnreadable() {
        const QDir folder(m_dir->path());
        QVERIFY(folder.mkpath("in"));
        QVERIFY(QFile::copy(kSample, folder.filePath("in/a.png")));
        QVERIFY(QFile::copy(kSample, folder.filePath("in/c.png")));
        QFile broken(folder.filePath("in/b.png"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("\x89PNG\r\n\x1a\nno more");
        broken.close();
        const Finished finished =
            espalierRun(QStringList{"generate", folder.filePath("in"), "-o", folder.filePath("out"), "--format", "stl",
                                    "--progress", "none"} +
                        kQuick);
        QCOMPARE(finished.status, int(kImageUnreadable));
        QVERIFY2(finished.errors.contains("b.png"), finished.errors.constData());
        // libpng adds lines of its own.
        QCOMPARE(finished.errors.count("espalier: "), 1);
        QCOMPARE(filesIn(folder.filePath("out")), (QStringList{"a.stl", "c.stl"}));
    }

    void endsWithAStatusOfItsOwn_forEveryKindOfFailure_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("told");
        const auto row = [](const char* name, const QStringList& arguments, int status, const char* told) {
            QTest::newRow(name) << arguments << status << QByteArray(told);
        };
        row("unknown option", {"generate", kSample, "-o", "%/x.glb", "--sparkle"}, kInvalidRequest, "sparkle");
        row("steps out of range", {"generate", kSample, "-o", "%/x.glb", "--steps", "0"}, kInvalidRequest, "step");
        row("unknown type", {"generate", kSample, "-o", "%/x.glb", "--type", "9"}, kInvalidRequest, "--type is '9'");
        row("type the model has not", {"generate", kSample, "-o", "%/x.glb", "--type", "1024"}, kInvalidRequest,
            "1024");
        row("Gaussians the model has not", {"generate", kSample, "-o", "%/x.glb", "--gaussians", "%/x.ply"},
            kInvalidRequest, "has no Gaussians");
        row("a radiance field the model has not",
            {"generate", kSample, "-o", "%/x.glb", "--radiance-field", "%/x.safetensors"}, kInvalidRequest,
            "has no radiance field");
        row("no such picture", {"generate", "%/gone.png", "-o", "%/x.glb"}, kImageUnreadable, "gone.png");
        row("corrupt picture", {"generate", "%/corrupt.png", "-o", "%/x.glb"}, kImageUnreadable, "corrupt.png");
        row("no such model", {"generate", kSample, "-o", "%/x.glb", "--model", "%/gone"}, kModelNotFound, "gone");
        row("corrupt model", {"generate", kSample, "-o", "%/x.glb", "--model", "%/model"}, kCheckpointCorrupt,
            "pipeline.json");
        row("no output folder", {"generate", kSample, "-o", "%/gone/x.glb"}, kFileUnwritable, "gone");
        row("no result to bake", {"rebake", "%/gone.espalier", "-o", "%/x.glb"}, kFileUnreadable, "gone.espalier");
        row("a picture to bake", {"rebake", kSample, "-o", "%/x.glb"}, kFileUnreadable, "robot.png is not a result");
        row("no format to bake", {"rebake", kSample, "-o", "%/x"}, kInvalidRequest, "does not tell the format");
        row("nowhere to keep", {"generate", kSample, "-o", "%/x.glb", "--keep", "%/gone/x.espalier"}, kFileUnwritable,
            "gone");
        row("no file to draw", {"render", "%/gone.glb", "-o", "%/x.png"}, kFileUnreadable, "gone.glb");
        row("no radiance field to draw",
            {"render", ESPALIER_SOURCE_DIR "/tests/data/trellis1/ckpts/slat_dec_rf_tiny.safetensors", "-o", "%/x.png"},
            kFileUnreadable, "holds no radiance field");
        row("nowhere to draw", {"render", kTetrahedron, "-o", "%/gone/x.png"}, kFileUnwritable, "gone/x.png");
    }
    void endsWithAStatusOfItsOwn_forEveryKindOfFailure() {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QByteArray, told);
        const QDir folder(m_dir->path());
        QVERIFY(folder.mkpath("model"));
        for (const QString name : {"corrupt.png", "model/pipeline.json"}) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("{ not what the name says");
        }
        const QStringList before = filesIn(m_dir->path());
        arguments.replaceInStrings("%", m_dir->path());
        const Finished finished = espalierRun(arguments);
        QVERIFY2(finished.status == status, finished.errors.constData());
        QVERIFY2(finished.errors.contains(told), finished.errors.constData());
        QCOMPARE(filesIn(m_dir->path()), before);
    }

    void tellsAFailureAsJson_whenAskedTo() {
        const Finished finished =
            espalierRun({"generate", "/nowhere/x.png", "-o", m_dir->filePath("x.glb"), "--progress", "json"});
        const auto lines = jsonLines(finished.output);
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines[0]["event"].toString(), QString("failed"));
        QCOMPARE(lines[0]["code"].toString(), QString("image-unreadable"));
    }

    void leavesNothing_whenTheDiskIsFull() {
        QByteArray leftovers;
        const auto finished = runOnSmallDisk(
            m_dir->path(), "size=64k",
            QStringList{"generate", kSample, "-o", m_dir->filePath("x.glb"), "--progress", "none"} + kQuick, leftovers);
        if (!finished) QSKIP("needs the permission to mount a tmpfs");
        QVERIFY2(finished->status == kFileUnwritable, finished->errors.constData());
        QVERIFY2(finished->errors.contains("x.glb"), finished->errors.constData());
        QCOMPARE(leftovers, QByteArray());
    }

    void refusesAReadOnlyFolder_beforeAnyWork() {
        QByteArray leftovers;
        QElapsedTimer clock;
        clock.start();
        const auto finished = runOnSmallDisk(m_dir->path(), "ro,size=1m",
                                             {"generate", kSample, "-o", m_dir->filePath("x.glb")}, leftovers);
        if (!finished) QSKIP("needs the permission to mount a tmpfs");
        QVERIFY2(finished->status == kFileUnwritable, finished->errors.constData());
        QVERIFY2(finished->errors.contains("Read-only"), finished->errors.constData());
        QVERIFY2(!finished->errors.contains("structure"), "it sampled first");
    }

    void stopsBaking_onCtrlC() {
        QProcess process;
        process.start(ESPALIER_PROGRAM, {"rebake", keptFile(), "-o", m_dir->filePath("x.glb"), "--progress", "json"});
        QByteArray output;
        while (!output.contains("\"unwrap\"")) {
            QVERIFY2(process.waitForReadyRead(60'000), "the stage never came");
            output += process.readAllStandardOutput();
        }
        kill(pid_t(process.processId()), SIGINT);
        QCOMPARE(waitFor(process, 20'000).status, int(kCancelled));
        QCOMPARE(filesIn(m_dir->path()), QStringList());
    }

    void stopsWithinASecond_onCtrlC_data() {
        QTest::addColumn<QString>("stage");
        QTest::addColumn<int>("count");
        QTest::newRow("at once") << "begin" << 1;
        for (const char* stage : {"encode", "structure", "shape", "shape-decode", "texture"})
            QTest::newRow(stage) << QString(stage) << 1;
        QTest::newRow("twice") << "structure" << 2;
    }
    void stopsWithinASecond_onCtrlC() {
        QFETCH(QString, stage);
        QFETCH(int, count);
        QProcess process;
        process.start(ESPALIER_PROGRAM, {"generate", kSample, "-o", m_dir->filePath("x.glb"), "--progress", "json"});
        QByteArray output;
        while (!output.contains("\"" + stage.toUtf8() + "\"")) {
            QVERIFY2(process.waitForReadyRead(60'000), "the stage never came");
            output += process.readAllStandardOutput();
        }
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < count; ++i)
            kill(pid_t(process.processId()), SIGINT);
        const Finished finished = waitFor(process, 20'000);
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString("took %1 ms").arg(clock.elapsed())));
        QCOMPARE(finished.status, int(kCancelled));
        QVERIFY2(finished.errors.contains("Cancelled."), finished.errors.constData());
        QCOMPARE(filesIn(m_dir->path()), QStringList());
    }

    void doctorAnswersInJson() {
        const Finished finished = espalierRun({"doctor", "--json"});
        QCOMPARE(finished.status, int(kSuccess));
        const QJsonObject answer = QJsonDocument::fromJson(finished.output).object();
        QVERIFY(answer["machine"].toObject()["cores"].toInt() >= 1);
        QVERIFY(answer["libtorch"].toString().startsWith("2."));
        const QJsonObject starter = answer["models"].toArray().at(0).toObject();
        QVERIFY(starter["bundled"].toBool());
        QCOMPARE(starter["problems"].toArray().size(), 0);
        const QJsonObject type = starter["types"].toArray().at(0).toObject();
        QCOMPARE(type["type"].toString(), QString("512"));
        QVERIFY2(QStringList({"ready", "ready-with-less", "processor-instead"}).contains(type["verdict"].toString()),
                 finished.output.constData());
        QVERIFY(type["memory_bytes"].toDouble() > 1e8);
        QVERIFY(type["plan"].toObject()["chunked_bytes"].toDouble() <=
                type["plan"].toObject()["staged_bytes"].toDouble());
    }

    /// The whole program with a driver's library that answers by script.
    void doctorExplainsADriver_data() {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<QString>("card");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("that does not start") << "driver_mismatch"
                                             << "none: The NVIDIA driver does not start: "
                                                "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803)."
                                             << "So Starter model (512) runs on the processor";
        QTest::newRow("that finds no card") << "driver_no_device"
                                            << "none: The NVIDIA driver finds no card."
                                            << "So Starter model (512) runs on the processor";
        QTest::newRow("of a prohibited card")
            << "driver_prohibited"
            << "Scripted Card A (compute capability 8.6), 12.0 GB, prohibited mode, not opened"
            << "So Starter model (512) runs on the processor";
    }
    void doctorExplainsADriver() {
        QFETCH(QString, driver);
        QFETCH(QString, card);
        QFETCH(QString, verdict);
        QVERIFY(QFile::copy(ESPALIER_DRIVERS "/" + driver + ".so", m_dir->filePath("libcuda.so.1")));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("LD_LIBRARY_PATH", m_dir->path());
        const Finished finished = runProgram(ESPALIER_PROGRAM, {"doctor"}, environment);
        QCOMPARE(finished.status, int(kSuccess));
        QVERIFY2(finished.output.contains(card.toUtf8()), finished.output.constData());
        QVERIFY2(finished.output.contains(verdict.toUtf8()), finished.output.constData());
    }

    void doctorKnowsTheFirstTrellis() {
        const test::TinyTrellis1 model;
        QVERIFY(QFile::link(QString::fromStdString(model.root().string()), m_dir->filePath("first")));
        const Finished finished = espalierRun({"doctor", "--models", m_dir->path(), "--json"});
        QVERIFY2(finished.status == kSuccess, finished.errors.constData());
        const QJsonObject last = QJsonDocument::fromJson(finished.output)["models"].toArray().last().toObject();
        QCOMPARE(last["title"].toString(), QString("first"));
        QCOMPARE(last["problems"].toArray().size(), 0);
        const QJsonObject type = last["types"].toArray().at(0).toObject();
        QCOMPARE(type["type"].toString(), QString("256"));
        QVERIFY(type["plan"].toObject()["resident_bytes"].toDouble() > 1e7);
    }

    void doctorListsWhatIsWrongWithAModel() {
        const QDir folder(m_dir->path());
        QVERIFY(folder.mkpath("mine"));
        QVERIFY(QFile::copy(ESPALIER_SOURCE_DIR "/resources/starter_model/pipeline.json",
                            folder.filePath("mine/pipeline.json")));
        const Finished finished = espalierRun({"doctor", "--models", folder.path()});
        QCOMPARE(finished.status, int(kSuccess));
        QVERIFY2(finished.output.contains("mine") && finished.output.contains("problem"), finished.output.constData());
        QVERIFY2(finished.output.contains("Starter model"), finished.output.constData());
    }

private:
    QString inFolder(const QString& folder, const QString& name) const {
        QDir(m_dir->path()).mkpath(folder);
        return m_dir->filePath(folder + "/" + name);
    }

    static void generateKept(const QString& kept, const QString& output, const QStringList& options) {
        const Finished finished =
            espalierRun(QStringList{"generate", kSample, "-o", output, "--keep", kept, "--progress", "none",
                                    "--structure-steps", "4", "--shape-steps", "1", "--texture-steps", "1"} +
                        options);
        QVERIFY2(finished.status == kSuccess, finished.errors.constData());
    }

    /// A kept result for the tests that do not look at how it came to be.
    QString keptFile() {
        const QString kept = m_shared.filePath("kept.espalier");
        if (!QFile::exists(kept)) generateKept(kept, m_shared.filePath("x.stl"), {"--raw"});
        return kept;
    }

    /// With one thread and with three, at the same time, into folders of these names.
    void rebake(const QString& kept, const QString& name, const QStringList& options) {
        const QStringList threads{"1", "3"};
        std::array<QProcess, 2> processes;
        for (int i = 0; i < 2; ++i)
            processes[std::size_t(i)].start(
                ESPALIER_PROGRAM, QStringList{"rebake", kept, "-o", inFolder(threads[i], name), "--progress", "none",
                                              "--threads", threads[i]} +
                                      options);
        for (QProcess& process : processes) {
            const Finished finished = waitFor(process, 300'000);
            QVERIFY2(finished.status == kSuccess, finished.errors.constData());
        }
    }

    void verifySameFiles(const QString& a, const QString& b) const {
        const QStringList files = filesIn(m_dir->filePath(a));
        QVERIFY(!files.isEmpty());
        QCOMPARE(filesIn(m_dir->filePath(b)), files);
        for (const QString& file : files)
            QVERIFY2(contentOf(m_dir->filePath(a + "/" + file)) == contentOf(m_dir->filePath(b + "/" + file)),
                     qPrintable(b + "/" + file));
    }

    static void verifyPreviews(const QString& folder) {
        const QStringList files = filesIn(folder);
        QVERIFY(files.contains("prepared.png"));
        QVERIFY2(files.filter("structure").size() + files.filter("shape").size() > 0, qPrintable(files.join(' ')));
        for (const QString& file : files)
            QVERIFY2(!QImage(folder + "/" + file).isNull(), qPrintable(file));
    }

    std::unique_ptr<QTemporaryDir> m_dir;  ///< of one test
    QTemporaryDir m_shared;
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"

#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include "app/batch_plan.h"
#include "inference/base/error.h"

using namespace espalier;

class TestBatchPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        for (const QString name : {"b.png", "a.png", "other/a.png"}) {
            QDir(m_dir->path()).mkpath(QFileInfo(m_dir->filePath(name)).path());
            QVERIFY(QImage(1, 1, QImage::Format_RGB32).save(m_dir->filePath(name)));
        }
        QFile notes(m_dir->filePath("notes.txt"));
        QVERIFY(notes.open(QIODevice::WriteOnly));
    }

    void writesOnePictureToTheNamedFile() {
        const auto jobs = plan({"a.png"}, "result.ply");
        QCOMPARE(jobs.size(), 1u);
        QCOMPARE(jobs[0].output, path("result.ply"));
        QVERIFY(jobs[0].format == AssetFormat::Ply);
    }

    void formatOptionWinsOverTheName() {
        GenerateOptions options;
        options.inputs = {path("a.png")};
        options.output = path("result.dat");
        options.format = AssetFormat::Obj;
        QVERIFY(planBatch(options).at(0).format == AssetFormat::Obj);
    }

    void takesThePicturesOfAFolderByName() {
        const auto jobs = plan({"."}, "out");
        QCOMPARE(jobs.size(), 2u);
        QCOMPARE(jobs[0].output, path("out/a.glb"));
        QCOMPARE(jobs[1].output, path("out/b.glb"));
        QVERIFY(QDir(m_dir->filePath("out")).exists());
    }

    void writesOnePictureIntoAnExistingFolder() {
        QCOMPARE(plan({"a.png"}, "other").at(0).output, path("other/a.glb"));
    }

    void keepsOneResultInTheNamedFile_andSeveralInAFolder() {
        GenerateOptions options;
        options.inputs = {path("a.png")};
        options.output = path("result.ply");
        options.keep = path("kept.espalier");
        QCOMPARE(planBatch(options).at(0).keep, path("kept.espalier"));
        options.output = path("other");  // a folder
        QCOMPARE(planBatch(options).at(0).keep, path("kept.espalier"));
        options.inputs.push_back(path("b.png"));
        options.keep = path("kept");
        const auto jobs = planBatch(options);
        QCOMPARE(jobs.at(0).keep, path("kept/a.espalier"));
        QCOMPARE(jobs.at(1).keep, path("kept/b.espalier"));
        QVERIFY(QDir(m_dir->filePath("kept")).exists());
    }

    void writesGaussiansToTheNamedFile_andSeveralIntoAFolder() {
        GenerateOptions options;
        options.inputs = {path("a.png")};
        options.output = path("result.glb");
        options.gaussians = path("cloud.splat");
        options.views = {path("b.png"), path("other/a.png")};
        const auto one = planBatch(options);
        QCOMPARE(one.size(), 1u);
        QCOMPARE(one[0].gaussians, path("cloud.splat"));
        QVERIFY(one[0].keep.empty() && one[0].radianceField.empty());
        options.views.clear();
        options.inputs.push_back(path("b.png"));
        options.output = path("out");
        options.gaussians = path("clouds");
        options.radianceField = path("fields");
        const auto jobs = planBatch(options);
        QCOMPARE(jobs.at(0).gaussians, path("clouds/a.ply"));
        QCOMPARE(jobs.at(1).gaussians, path("clouds/b.ply"));
        QCOMPARE(jobs.at(1).radianceField, path("fields/b.safetensors"));
    }

    void refusesWhatCannotBeDoneBesides_data() {
        QTest::addColumn<QString>("gaussians");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("view");
        QTest::addColumn<int>("pictures");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown kind") << "cloud.glb"
                                      << ""
                                      << "" << 1 << int(ErrorCode::InvalidRequest) << "cloud.glb";
        QTest::newRow("nowhere to write") << "gone/c.ply"
                                          << ""
                                          << "" << 1 << int(ErrorCode::FileWrite) << "gone";
        QTest::newRow("another kind of field") << ""
                                               << "field.ply"
                                               << "" << 1 << int(ErrorCode::InvalidRequest) << "field.ply";
        QTest::newRow("missing view") << ""
                                      << ""
                                      << "gone.png" << 1 << int(ErrorCode::ImageUnreadable) << "gone.png";
        QTest::newRow("views of several") << ""
                                          << ""
                                          << "b.png" << 2 << int(ErrorCode::InvalidRequest) << "--view";
    }
    void refusesWhatCannotBeDoneBesides() {
        QFETCH(QString, gaussians);
        QFETCH(QString, field);
        QFETCH(QString, view);
        QFETCH(int, pictures);
        QFETCH(int, code);
        QFETCH(QString, named);
        GenerateOptions options;
        options.inputs.assign(std::size_t(pictures), path("a.png"));
        options.output = path("x.glb");
        if (!gaussians.isEmpty()) options.gaussians = path(gaussians);
        if (!field.isEmpty()) options.radianceField = path(field);
        if (!view.isEmpty()) options.views = {path(view)};
        try {
            planBatch(options);
            QFAIL("was accepted");
        } catch (const Error& error) {
            QCOMPARE(int(error.code()), code);
            QVERIFY2(QString(error.what()).contains(named), error.what());
            QVERIFY(!error.hint().empty());
        }
    }

    void refusesBeforeAnyWork_data() {
        QTest::addColumn<QStringList>("inputs");
        QTest::addColumn<QString>("output");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("named");
        QTest::newRow("missing picture") << QStringList{"a.png", "gone.png"} << "out" << int(ErrorCode::ImageUnreadable)
                                         << "gone.png";
        QTest::newRow("folder without pictures")
            << QStringList{"empty"} << "out" << int(ErrorCode::ImageUnreadable) << "empty";
        QTest::newRow("unknown format") << QStringList{"a.png"} << "x.blend" << int(ErrorCode::InvalidRequest)
                                        << "x.blend";
        QTest::newRow("no format") << QStringList{"a.png"} << "x" << int(ErrorCode::InvalidRequest) << "format";
        QTest::newRow("same name twice") << QStringList{"a.png", "other/a.png"} << "out"
                                         << int(ErrorCode::InvalidRequest) << "out/a.glb";
        QTest::newRow("no output folder")
            << QStringList{"a.png"} << "gone/x.glb" << int(ErrorCode::FileWrite) << "gone";
        QTest::newRow("a file as folder")
            << QStringList{"a.png", "b.png"} << "notes.txt" << int(ErrorCode::FileWrite) << "notes.txt";
    }
    void refusesBeforeAnyWork() {
        QFETCH(QStringList, inputs);
        QFETCH(QString, output);
        QFETCH(int, code);
        QFETCH(QString, named);
        QDir(m_dir->path()).mkpath("empty");
        try {
            plan(inputs, output);
            QFAIL("was accepted");
        } catch (const Error& error) {
            QCOMPARE(int(error.code()), code);
            QVERIFY2(QString(error.what()).contains(named), error.what());
        }
    }

private:
    std::filesystem::path path(const QString& name) const { return m_dir->filePath(name).toStdString(); }

    std::vector<PlannedJob> plan(const QStringList& inputs, const QString& output) const {
        GenerateOptions options;
        for (const QString& input : inputs)
            options.inputs.push_back(path(input));
        options.output = path(output);
        return planBatch(options);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestBatchPlan)
#include "tst_batch_plan.moc"

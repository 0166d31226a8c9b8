// ./run and ./test: what they do before anything is installed or fetched.
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

const QDir kRoot(ESPALIER_SOURCE_DIR);

struct Answer {
    int status = -1;
    QString output;
    QString errors;
};

/// Runs bash with nothing of this environment but PATH and `variables`.
Answer bash(const QString& script, const QStringList& variables) {
    QProcess process;
    process.setWorkingDirectory(kRoot.path());
    process.setProcessEnvironment({});
    process.start("/usr/bin/env", QStringList{"-i", "PATH=" + qEnvironmentVariable("PATH")} + variables +
                                      QStringList{"bash", "-c", script});
    if (!process.waitForFinished()) return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

}  // namespace

class TestSetup : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysOneSentence_whenThereIsNoCacheFolder_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QStringList>("variables");
        QTest::addColumn<QString>("remedy");
        for (const QString script : {"./run", "./test"}) {
            QTest::newRow(qPrintable(script + ", no HOME")) << script << QStringList{} << "set HOME or XDG_CACHE_HOME";
            QTest::newRow(qPrintable(script + ", unwritable"))
                << script << QStringList{"XDG_CACHE_HOME=/dev/null"} << "/dev/null/espalier cannot be written";
        }
    }
    void saysOneSentence_whenThereIsNoCacheFolder() {
        QFETCH(QString, script);
        QFETCH(QStringList, variables);
        QFETCH(QString, remedy);
        const Answer answer = bash(script, variables);
        QCOMPARE(answer.status, 1);
        QVERIFY2(answer.errors.contains(remedy), qPrintable(answer.errors));
        QCOMPARE(answer.errors.count('\n'), 1);
    }

    void usesTheCachedLibTorch_whenAnotherCloneFetchedIt() {
        QTemporaryDir cache;
        QVERIFY(QDir(cache.path()).mkpath("espalier/libtorch-2.11.0/torch"));
        const Answer answer = bash(". packaging/setup.sh; provideTorch; echo $ESPALIER_TORCH_DIR",
                                   {"XDG_CACHE_HOME=" + cache.path(), "ESPALIER_CUDA=off"});
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.errors, QString());
        QCOMPARE(answer.output.trimmed(), cache.path() + "/espalier/libtorch-2.11.0/torch");
    }

    void leavesNothingBehind_whenLibTorchCannotBeFetched() {
        QTemporaryDir cache;
        const Answer answer = bash(". packaging/setup.sh; systemPython() { echo false; }; provideTorch",
                                   {"XDG_CACHE_HOME=" + cache.path(), "ESPALIER_CUDA=off"});
        QCOMPARE(answer.status, 1);
        QVERIFY2(answer.errors.contains("LibTorch could not be fetched"), qPrintable(answer.errors));
        QCOMPARE(QDir(cache.filePath("espalier")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
    }

    void usesTheCachedXatlas_whenItIsThere() {
        QTemporaryDir cache;
        QVERIFY(QDir(cache.path()).mkpath("espalier/xatlas-0.0.11"));
        const Answer answer =
            bash(". packaging/setup.sh; provideXatlas; echo $ESPALIER_XATLAS_DIR", {"XDG_CACHE_HOME=" + cache.path()});
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.errors, QString());
        QCOMPARE(answer.output.trimmed(), cache.path() + "/espalier/xatlas-0.0.11");
    }

    void goesOnWithoutXatlas_whenItCannotBeFetched() {
        QTemporaryDir cache;
        const Answer answer = bash(
            ". packaging/setup.sh; systemPython() { echo false; }; provideXatlas; "
            "echo went on with [$ESPALIER_XATLAS_DIR]",
            {"XDG_CACHE_HOME=" + cache.path()});
        QCOMPARE(answer.status, 0);
        QVERIFY2(answer.errors.contains("laid out by box projection"), qPrintable(answer.errors));
        QCOMPARE(answer.output.trimmed(), QString("went on with []"));
        QCOMPARE(QDir(cache.filePath("espalier")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
    }

    void refusesAnUnknownCudaSetting() {
        QTemporaryDir cache;
        const Answer answer =
            bash(". packaging/setup.sh; provideTorch", {"XDG_CACHE_HOME=" + cache.path(), "ESPALIER_CUDA=perhaps"});
        QCOMPARE(answer.status, 1);
        QVERIFY2(answer.errors.contains("ESPALIER_CUDA is 'perhaps'"), qPrintable(answer.errors));
    }

    void listsWhatToInstall_whenThisIsNotDebian() {
        const Answer answer = bash(
            ". packaging/setup.sh; isDebian() { false; }; command() { false; }; installPackages; echo went on", {});
        QCOMPARE(answer.status, 1);
        QVERIFY2(answer.errors.contains("Qt 6.4"), qPrintable(answer.errors));
        QVERIFY(!answer.output.contains("went on"));
    }

    void namesOnlyPackagesThatAreNotThere() {
        const Answer answer = bash(
            ". packaging/setup.sh; dpkg-query() { printf 'g++ installed\\ncmake not-installed\\n'; }; missingPackages",
            {});
        QCOMPARE(answer.status, 0);
        const QStringList missing = answer.output.split('\n', Qt::SkipEmptyParts);
        QVERIFY(!missing.contains("g++"));
        QVERIFY(missing.contains("cmake"));
        QVERIFY(missing.contains("qt6-base-dev"));
    }
};

QTEST_APPLESS_MAIN(TestSetup)
#include "tst_setup.moc"

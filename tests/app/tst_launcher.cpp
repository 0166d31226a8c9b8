// A start that fails is one sentence with a remedy, never a loader's trace.
#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "app/exit_status.h"
#include "tests/app/program.h"

using namespace espalier;

namespace {

QProcessEnvironment withoutDisplay() {
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(name);
    return environment;
}

void verifyOneSentence(const Finished& finished, int status, const char* told) {
    QCOMPARE(finished.status, status);
    QVERIFY2(finished.errors.contains(told), finished.errors.constData());
    QVERIFY2(finished.errors.count('\n') == 1, finished.errors.constData());
    QCOMPARE(finished.output, QByteArray());
}

}  // namespace

class TestLauncher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        // The program's own layout, but with a library folder that the test may spoil.
        m_dir = std::make_unique<QTemporaryDir>();
        const QDir dir(m_dir->path());
        QVERIFY(dir.mkpath("bin") && dir.mkpath("lib/espalier"));
        QVERIFY(QFile::copy(ESPALIER_PROGRAM, dir.filePath("bin/espalier")));
    }

    void saysWhichLibraryIsMissing_whenItIsItsOwn() {
        verifyOneSentence(runProgram(m_dir->filePath("bin/espalier"), {"--version"}), kCannotStart,
                          "lib/espalier/libespalier_app.so is missing or cannot be read. Run ./run again");
    }

    void saysWhichLibraryIsMissing_whenItIsLibTorch() {
        QFile original(ESPALIER_APP_LIBRARY);
        QVERIFY(original.open(QIODevice::ReadOnly));
        // A name of the same length keeps the ELF file valid, and no folder has a library of it.
        QFile spoiled(m_dir->filePath("lib/espalier/libespalier_app.so"));
        QVERIFY(spoiled.open(QIODevice::WriteOnly));
        spoiled.write(original.readAll().replace(QByteArray("libtorch_cpu.so", 16), QByteArray("libtorch_gone.s", 16)));
        spoiled.close();
        verifyOneSentence(runProgram(m_dir->filePath("bin/espalier"), {"--version"}), kCannotStart,
                          "Espalier cannot start: libtorch_gone.s is missing or cannot be read.");
    }

    void findsItsLibrary_whenStartedThroughALink() {
        const QString link = m_dir->filePath("bin/link");
        QVERIFY(QFile::link(ESPALIER_PROGRAM, link));
        const Finished finished = runProgram(link, {"--version"});
        QCOMPARE(finished.status, 0);
        QCOMPARE(finished.output, QByteArray("espalier " ESPALIER_VERSION "\n"));
    }

    void saysThatThereIsNoDisplay() {
        verifyOneSentence(runProgram(ESPALIER_PROGRAM, {}, withoutDisplay()), kNoDisplay, "there is no display.");
    }

    void saysThatThereIsNoDisplay_whenItDoesNotAnswer() {
        auto environment = withoutDisplay();
        environment.insert("DISPLAY", ":4242");
        verifyOneSentence(runProgram(ESPALIER_PROGRAM, {}, environment), kNoDisplay, "there is no display ':4242'.");
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestLauncher)
#include "tst_launcher.moc"

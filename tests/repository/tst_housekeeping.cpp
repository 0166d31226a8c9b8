#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

namespace {

const QDir kRoot(ESPALIER_SOURCE_DIR);

QString textOf(const QString& file) {
    QFile source(kRoot.filePath(file));
    return source.open(QIODevice::ReadOnly) ? QString::fromUtf8(source.readAll()) : QString();
}

/// Every tracked file; empty when this is no git checkout (a source archive).
QStringList trackedFiles() {
    QProcess git;
    // A checkout may belong to another user, for example in a container.
    git.start("git", {"-c", "safe.directory=*", "-C", kRoot.path(), "ls-files", "-z"});
    if (!git.waitForFinished() || git.exitStatus() != QProcess::NormalExit || git.exitCode() != 0) return {};
    return QString::fromUtf8(git.readAllStandardOutput()).split(QChar(0), Qt::SkipEmptyParts);
}

}  // namespace

class TestHousekeeping : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_files = trackedFiles(); }

    void trackedTreeStaysSmall() {
        if (m_files.isEmpty()) QSKIP("needs git and a git checkout");
        qint64 bytes = 0;
        for (const QString& file : m_files)
            bytes += QFileInfo(kRoot.filePath(file)).size();
        constexpr qint64 kLimit = 60'000'000;
        QVERIFY2(bytes < kLimit, qPrintable(QString("the tracked files take %1 bytes").arg(bytes)));
    }

    void sourcesAreFormatted() {
        const QString formatter =
            QStandardPaths::findExecutable("clang-format-14").isEmpty() ? "clang-format" : "clang-format-14";
        QProcess version;
        version.start(formatter, {"--version"});
        // Each version of clang-format has its own mind; Debian 12's is ours.
        if (!version.waitForFinished() || !version.readAllStandardOutput().contains("version 14."))
            QSKIP("needs clang-format 14");
        if (m_files.isEmpty()) QSKIP("needs git and a git checkout");
        QStringList arguments{"--dry-run", "-Werror", "--style=file"};
        for (const QString& file : m_files)
            if (file.endsWith(".h") || file.endsWith(".cpp") || file.endsWith(".cu")) arguments << file;
        QProcess check;
        check.setWorkingDirectory(kRoot.path());
        check.start(formatter, arguments);
        QVERIFY(check.waitForFinished());
        const QByteArray complaints = check.readAllStandardError();
        QVERIFY2(check.exitCode() == 0, complaints.left(2000).constData());
    }

    void licencesNameEveryDependency_data() {
        QTest::addColumn<QString>("dependency");
        static const QRegularExpression findPackage(R"(find_package\(\s*(\w+))");
        QStringList lists{"CMakeLists.txt"};
        for (const QString room : {"inference", "viewer", "ui", "app", "tests"}) {
            QDirIterator walk(kRoot.filePath(room), {"CMakeLists.txt"}, QDir::Files, QDirIterator::Subdirectories);
            while (walk.hasNext())
                lists << kRoot.relativeFilePath(walk.next());
        }
        for (const QString& list : lists) {
            auto matches = findPackage.globalMatch(textOf(list));
            while (matches.hasNext())
                addDependency(matches.next().captured(1));
        }
        static const QRegularExpression packages(R"(PACKAGES=\(([^)]*)\))");
        const QString names = packages.match(textOf("packaging/setup.sh")).captured(1);
        for (const QString& package : names.split(QRegularExpression("\\s+"), Qt::SkipEmptyParts))
            addDependency(package);
    }
    void licencesNameEveryDependency() {
        QFETCH(QString, dependency);
        QVERIFY2(textOf("resources/licences.md").contains(dependency, Qt::CaseInsensitive),
                 qPrintable("resources/licences.md does not name " + dependency));
    }

    void readmeListsEveryExitStatus() {
        const QString readme = textOf("README.md");
        static const QRegularExpression value(R"(k\w+ = (\d+))");
        auto matches = value.globalMatch(textOf("app/exit_status.h"));
        QVERIFY(matches.hasNext());
        while (matches.hasNext()) {
            const QString status = matches.next().captured(1);
            QVERIFY2(readme.contains("| " + status + " |"), qPrintable("README.md does not explain status " + status));
        }
    }

private:
    static void addDependency(const QString& name) {
        static QStringList known;
        if (known.contains(name)) return;
        known << name;
        QTest::newRow(qPrintable(name)) << name;
    }

    QStringList m_files;
};

QTEST_APPLESS_MAIN(TestHousekeeping)
#include "tst_housekeeping.moc"

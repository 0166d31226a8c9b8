// Jobs that were running when their program died.
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <csignal>
#include <cstdio>

#include "tests/ui/quick_request.h"
#include "ui/job_journal.h"

using namespace espalier;

namespace {

QStringList foldersIn(const QString& folder) {
    return QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
}

JobOrder orderFor(const JobJournal& journal) {
    JobOrder order = quickOrder();
    order.model = QStringLiteral("Starter model");
    order.request.seed = 77;
    order.request.structure.steps = 9;
    order.moreViews = {quickOrder(QStringLiteral("mug.png")).picture};
    journal.follow(order);
    return order;
}

/// Begins a job as the window does, and dies in the middle of it.
[[noreturn]] void beginAndDie(const QString& folder) {
    const JobJournal journal(folder);
    orderFor(journal).picture();
    ::raise(SIGKILL);
    std::abort();
}

/// Begins and ends jobs until it is killed. Tells first how many microseconds one of them takes.
[[noreturn]] void beginAndEnd(const QString& folder) {
    const JobJournal journal(folder);
    const JobOrder order = orderFor(journal);
    const auto job = [&] {
        order.picture();
        QThread::msleep(20);  // so long it runs
        journal.remove(order.journalEntry);
    };
    QElapsedTimer timer;
    timer.start();
    job();
    std::printf("%lld\n", timer.nsecsElapsed() / 1000);
    std::fflush(stdout);
    for (;;)
        job();
}

}  // namespace

class TestJobJournal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jobIsOfferedOnce_whenItsProgramWasKilled();
    void jobIsWholeOrAbsent_whereverItsProgramIsKilled();
    void offerStays_untilTheJobIsOver();
    void jobsOfALivingProgramAreLeftAlone();
    void damagedEntriesAreLeftOut();
    void nothingStays_whenNothingRan();
};

void TestJobJournal::jobIsOfferedOnce_whenItsProgramWasKilled() {
    const QTemporaryDir folder;
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {"--die", folder.path()});
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitStatus(), QProcess::CrashExit);
    QCOMPARE(foldersIn(folder.path()).size(), 1);

    JobJournal journal(folder.path());
    std::vector<JobOrder> orders = journal.takeInterrupted();
    QCOMPARE(orders.size(), std::size_t(1));
    QCOMPARE(orders[0].title, QStringLiteral("robot.png"));
    QCOMPARE(orders[0].model, QStringLiteral("Starter model"));
    QCOMPARE(orders[0].request.seed, std::uint64_t(77));
    QCOMPARE(orders[0].request.structure.steps.value(), 9);
    QCOMPARE(orders[0].picture().pixels, quickOrder().picture().pixels);
    QCOMPARE(orders[0].moreViews.size(), std::size_t(1));
    QCOMPARE(orders[0].moreViews[0]().pixels, quickOrder(QStringLiteral("mug.png")).picture().pixels);
    QVERIFY(!orders[0].thumbnail.isNull());
    QVERIFY(journal.takeInterrupted().empty());
}

void TestJobJournal::jobIsWholeOrAbsent_whereverItsProgramIsKilled() {
    const ImageBuffer picture = quickOrder().picture();
    QRandomGenerator random(5);
    int found = 0;
    for (int kill = 0; kill < 20; ++kill) {
        const QTemporaryDir folder;
        QProcess program;
        program.start(QCoreApplication::applicationFilePath(), {"--loop", folder.path()});
        QVERIFY(program.waitForReadyRead());
        const int microseconds = program.readLine().trimmed().toInt();
        QThread::usleep(random.bounded(microseconds + 1));
        program.kill();
        QVERIFY(program.waitForFinished());
        JobJournal journal(folder.path());
        for (const JobOrder& order : journal.takeInterrupted()) {
            QCOMPARE(order.request.seed, std::uint64_t(77));
            QCOMPARE(order.picture().pixels, picture.pixels);
            ++found;
        }
        QCOMPARE(foldersIn(folder.path()).size(), 1);
    }
    qInfo("%d of 20 kills left a job", found);
    QVERIFY(found > 0);
}

void TestJobJournal::offerStays_untilTheJobIsOver() {
    const QTemporaryDir folder;
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {"--die", folder.path()});
    QVERIFY(program.waitForFinished());
    {
        JobJournal journal(folder.path());
        QCOMPARE(journal.takeInterrupted().size(), std::size_t(1));
    }
    JobJournal journal(folder.path());
    const std::vector<JobOrder> orders = journal.takeInterrupted();
    QCOMPARE(orders.size(), std::size_t(1));
    journal.remove(orders[0].journalEntry);
    QVERIFY(JobJournal(folder.path()).takeInterrupted().empty());
}

void TestJobJournal::jobsOfALivingProgramAreLeftAlone() {
    const QTemporaryDir folder;
    JobJournal living(folder.path());
    JobOrder order = quickOrder();
    living.follow(order);
    order.picture();
    JobJournal other(folder.path());
    QVERIFY(other.takeInterrupted().empty());
    QCOMPARE(foldersIn(folder.path()).size(), 2);
}

void TestJobJournal::damagedEntriesAreLeftOut() {
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath("old/half"));
    QVERIFY(QDir(folder.path()).mkpath("old/broken"));
    QFile broken(folder.filePath("old/broken/job.json"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("{");
    broken.close();
    JobJournal journal(folder.path());
    QVERIFY(journal.takeInterrupted().empty());
    QCOMPARE(foldersIn(folder.path()).size(), 1);
}

void TestJobJournal::nothingStays_whenNothingRan() {
    const QTemporaryDir folder;
    {
        JobJournal journal(folder.path());
        QCOMPARE(foldersIn(folder.path()).size(), 1);
    }
    QVERIFY(foldersIn(folder.path()).isEmpty());
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--die") == 0) beginAndDie(QString::fromLocal8Bit(argv[2]));
    if (argc == 3 && qstrcmp(argv[1], "--loop") == 0) beginAndEnd(QString::fromLocal8Bit(argv[2]));
    TestJobJournal test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_job_journal.moc"

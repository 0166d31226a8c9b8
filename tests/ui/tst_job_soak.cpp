// Many jobs in a row in one process: what a long day would use up.
#include <unistd.h>

#include <QDir>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/tiny_trellis1.h"
#include "tests/ui/quick_request.h"

using namespace espalier;

namespace {

constexpr int kLimitMs = 180'000;
constexpr int kJobs = 50;
constexpr int kWarmJobs = 5;
constexpr double kMostGrowth = 1.03;

struct Holdings {
    double residentMb = 0;
    qsizetype threads = 0;
    qsizetype files = 0;

    static Holdings now() {
        const auto count = [](const char* folder) {
            return QDir(QLatin1String(folder)).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
        };
        QFile memory(QStringLiteral("/proc/self/statm"));
        const double pages = memory.open(QIODevice::ReadOnly) ? memory.readAll().split(' ').value(1).toDouble() : 0;
        return {pages * double(sysconf(_SC_PAGESIZE)) / 1e6, count("/proc/self/task"), count("/proc/self/fd")};
    }
};

}  // namespace

class TestJobSoak : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingGrows_overFiftyJobs();
};

void TestJobSoak::nothingGrows_overFiftyJobs() {
    const test::TinyTrellis1 model;
    JobQueue queue;
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    JobOrder same = quickOrder();
    same.request.modelDir = model.root();
    same.request.structure.steps = same.request.shape.steps = 1;
    same.request.asset = {.faceTarget = 500, .textureSize = 512};
    Holdings warm;
    for (int job = 1; job <= kJobs; ++job) {
        const int id = queue.startJob(same);
        QVERIFY(idle.wait(kLimitMs));
        QCOMPARE(queue.state(id), JobState::Finished);
        if (job == kWarmJobs) warm = Holdings::now();
    }
    const Holdings last = Holdings::now();
    qInfo("after job %d and %d: %.1f and %.1f MB resident, %lld and %lld threads, %lld and %lld files", kWarmJobs,
          kJobs, warm.residentMb, last.residentMb, qlonglong(warm.threads), qlonglong(last.threads),
          qlonglong(warm.files), qlonglong(last.files));
    QVERIFY(last.residentMb < kMostGrowth * warm.residentMb);
    QVERIFY(last.threads <= warm.threads);
    QVERIFY(last.files <= warm.files);
}

QTEST_GUILESS_MAIN(TestJobSoak)

#include "tst_job_soak.moc"

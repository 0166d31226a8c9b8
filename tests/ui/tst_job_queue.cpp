// The queue with the real runner and the real starter model. No window.
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "inference/asset/preview.h"
#include "tests/ui/quick_request.h"
#include "tests/ui/stall_meter.h"
#include "ui/job_queue.h"

using namespace espalier;

Q_DECLARE_METATYPE(espalier::Stage)

namespace {

constexpr int kLimitMs = 120'000;  // a job takes some three seconds on two idle cores

/// The states that one job went through.
QList<JobState> historyOf(int job, const QSignalSpy& changes) {
    QList<JobState> states;
    for (const QList<QVariant>& change : changes)
        if (change[0].toInt() == job) states << change[1].value<JobState>();
    return states;
}

}  // namespace

class TestJobQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meshArrives_afterProgressAndPreviews();
    void eventLoopIsServed_whileAJobRuns();
    void jobsRunInOrder_whenTwoAreQueued();
    void jobStops_whenCancelledDuring_data();
    void jobStops_whenCancelledDuring();
    void nextJobStarts_whenTheRunningOneIsCancelled();
    void waitingJobNeverRuns_whenCancelled();
    void failureArrives_andTheNextJobRuns_whenTheModelIsMissing();
    void unreadablePictureFailsTheJob_whenItsTurnComes();
    void waitingJobsAreMoved();
    void nothingStarts_whilePaused();
    void failedJobRunsAgain_whenRestarted();
    void queueEnds_whenDestroyedWhileAJobRuns();
};

void TestJobQueue::meshArrives_afterProgressAndPreviews() {
    JobQueue queue;
    QSignalSpy changes(&queue, &JobQueue::stateChanged);
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    QList<Progress> reports;
    QList<std::shared_ptr<const Preview>> previews;
    std::shared_ptr<const GenerateResult> result;
    connect(&queue, &JobQueue::progressed, this, [&](int, const Progress& progress) { reports << progress; });
    connect(&queue, &JobQueue::previewReady, this, [&](int, const auto& preview) { previews << preview; });
    connect(&queue, &JobQueue::assetReady, this, [&](int, const auto& asset) { result = asset; });
    const int job = queue.startJob(quickOrder());
    QVERIFY(idle.wait(kLimitMs));

    QCOMPARE(historyOf(job, changes), (QList{JobState::Queued, JobState::Running, JobState::Finished}));
    QVERIFY(result && result->mesh && result->mesh->triangleCount() > 1000);
    QVERIFY(!previews.isEmpty());
    QVERIFY(reports.size() > 3);
    for (qsizetype i = 1; i < reports.size(); ++i)
        QVERIFY(reports[i].fraction >= reports[i - 1].fraction);
    QVERIFY(queue.isIdle());
}

void TestJobQueue::eventLoopIsServed_whileAJobRuns() {
    JobQueue queue;
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    queue.startJob(quickOrder());
    StallMeter meter;
    QVERIFY(idle.wait(kLimitMs));
    qInfo("longest stall of the GUI thread's event loop: %.0f ms", meter.longestMs());
    QVERIFY(meter.longestMs() < 100.0);
}

void TestJobQueue::jobsRunInOrder_whenTwoAreQueued() {
    JobQueue queue;
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    QList<std::pair<int, std::uint64_t>> finished;
    connect(&queue, &JobQueue::assetReady, this,
            [&](int job, const auto& result) { finished << std::pair(job, result->report.seed); });
    JobOrder first = quickOrder();
    first.request.seed = 7;
    JobOrder second = quickOrder();
    second.request.seed = 8;
    const int a = queue.startJob(std::move(first));
    const int b = queue.startJob(std::move(second));
    QCOMPARE(queue.state(a), JobState::Running);
    QCOMPARE(queue.state(b), JobState::Queued);
    QCOMPARE(queue.waitingCount(), 1);
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(finished, (QList<std::pair<int, std::uint64_t>>{{a, 7}, {b, 8}}));
}

void TestJobQueue::jobStops_whenCancelledDuring_data() {
    QTest::addColumn<Stage>("stage");
    QTest::newRow("load") << Stage::Load;
    QTest::newRow("structure sampling") << Stage::Structure;
    QTest::newRow("shape sampling") << Stage::Shape;
    QTest::newRow("decoding") << Stage::ShapeDecode;
}

void TestJobQueue::jobStops_whenCancelledDuring() {
    QFETCH(Stage, stage);
    JobQueue queue;  // a fresh runner each time: the model is really loaded
    QSignalSpy changes(&queue, &JobQueue::stateChanged);
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    QElapsedTimer sinceCancel;
    connect(&queue, &JobQueue::progressed, this, [&](int job, const Progress& progress) {
        if (progress.stage != stage) return;
        sinceCancel.start();
        queue.cancel(job);
    });
    const int job = queue.startJob(quickOrder());
    QVERIFY(idle.wait(kLimitMs));
    QVERIFY2(sinceCancel.isValid(), "the stage was never reported");
    qInfo("stopped after %lld ms", sinceCancel.elapsed());
    QCOMPARE(historyOf(job, changes),
             (QList{JobState::Queued, JobState::Running, JobState::Stopping, JobState::Cancelled}));
    QVERIFY(sinceCancel.elapsed() < 2000);
}

void TestJobQueue::nextJobStarts_whenTheRunningOneIsCancelled() {
    JobQueue queue;
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    const int a = queue.startJob(quickOrder());
    const int b = queue.startJob(quickOrder());
    queue.cancel(a);
    QCOMPARE(queue.state(a), JobState::Stopping);
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(queue.state(a), JobState::Cancelled);
    QCOMPARE(queue.state(b), JobState::Finished);
}

void TestJobQueue::waitingJobNeverRuns_whenCancelled() {
    JobQueue queue;
    QSignalSpy changes(&queue, &JobQueue::stateChanged);
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    queue.startJob(quickOrder());
    const int b = queue.startJob(quickOrder());
    queue.cancelAll();
    QCOMPARE(historyOf(b, changes), (QList{JobState::Queued, JobState::Cancelled}));
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(historyOf(b, changes), (QList{JobState::Queued, JobState::Cancelled}));
}

void TestJobQueue::failureArrives_andTheNextJobRuns_whenTheModelIsMissing() {
    JobQueue queue;
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    QList<JobFailure> failures;
    connect(&queue, &JobQueue::jobFailed, this, [&](int, const JobFailure& failure) { failures << failure; });
    JobOrder broken = quickOrder();
    broken.request.modelDir = "/nowhere/model";
    const int a = queue.startJob(std::move(broken));
    const int b = queue.startJob(quickOrder());
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(queue.state(a), JobState::Failed);
    QCOMPARE(queue.state(b), JobState::Finished);
    QCOMPARE(failures.size(), 1);
    QCOMPARE(failures[0].code, ErrorCode::ModelNotFound);
    QVERIFY(failures[0].message.find("/nowhere/model") != std::string::npos);
    QVERIFY(!failures[0].hint.empty());
}

void TestJobQueue::unreadablePictureFailsTheJob_whenItsTurnComes() {
    JobQueue queue;
    QSignalSpy failed(&queue, &JobQueue::jobFailed);
    QThread* reader = nullptr;
    JobOrder order = quickOrder();
    order.picture = [&reader] {
        reader = QThread::currentThread();
        return loadImage(QStringLiteral("/nowhere/picture.png"));
    };
    const int job = queue.startJob(std::move(order));
    QVERIFY(failed.wait(kLimitMs));
    QVERIFY(reader && reader != thread());
    QCOMPARE(queue.state(job), JobState::Failed);
    QCOMPARE(queue.failure(job)->code, ErrorCode::ImageUnreadable);
    QVERIFY(queue.failure(job)->message.find("/nowhere/picture.png") != std::string::npos);
}

void TestJobQueue::waitingJobsAreMoved() {
    JobQueue queue;
    queue.setPaused(true);
    const int a = queue.startJob(quickOrder());
    const int b = queue.startJob(quickOrder());
    const int c = queue.startJob(quickOrder());
    QCOMPARE(queue.jobs(), (std::vector{a, b, c}));
    queue.moveWaiting(c, 0);
    QCOMPARE(queue.jobs(), (std::vector{c, a, b}));
    queue.moveWaiting(c, 1);
    QCOMPARE(queue.jobs(), (std::vector{a, c, b}));
    queue.moveWaiting(a, 99);
    QCOMPARE(queue.jobs(), (std::vector{c, b, a}));
    queue.cancel(b);
    QCOMPARE(queue.jobs(), (std::vector{c, a, b}));  // what is over goes to the end
    queue.moveWaiting(b, 0);
    QCOMPARE(queue.jobs(), (std::vector{c, a, b}));
    queue.forget(b);
    queue.forget(a);  // waits, so it stays
    QCOMPARE(queue.jobs(), (std::vector{c, a}));
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    queue.cancelAll();
    QCOMPARE(idle.size(), 1);
    QVERIFY(queue.isIdle());
}

void TestJobQueue::nothingStarts_whilePaused() {
    JobQueue queue;
    QSignalSpy changes(&queue, &JobQueue::stateChanged);
    QSignalSpy finished(&queue, &JobQueue::assetReady);
    const int a = queue.startJob(quickOrder());
    const int b = queue.startJob(quickOrder());
    const int c = queue.startJob(quickOrder());
    queue.setPaused(true);
    queue.moveWaiting(c, 0);
    QVERIFY(finished.wait(kLimitMs));
    QCOMPARE(queue.state(a), JobState::Finished);
    QCOMPARE(queue.state(b), JobState::Queued);
    QVERIFY(!queue.activeJob());
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    queue.setPaused(false);
    QCOMPARE(queue.state(c), JobState::Running);
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(historyOf(b, changes), (QList{JobState::Queued, JobState::Running, JobState::Finished}));
    QCOMPARE(queue.jobs(), (std::vector{b, c, a}));
}

void TestJobQueue::failedJobRunsAgain_whenRestarted() {
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("robot.png"));
    JobQueue queue;
    QSignalSpy idle(&queue, &JobQueue::becameIdle);
    JobOrder order = quickOrder();
    order.picture = [file] { return loadImage(file); };
    const int first = queue.startJob(std::move(order));
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(queue.state(first), JobState::Failed);
    QVERIFY(QFile::copy(kSampleFolder + "robot.png", file));
    const int second = queue.restartJob(first);
    QVERIFY(!queue.isKnown(first));
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(queue.state(second), JobState::Finished);
}

void TestJobQueue::queueEnds_whenDestroyedWhileAJobRuns() {
    QElapsedTimer timer;
    {
        JobQueue queue;
        bool sampling = false;
        connect(&queue, &JobQueue::progressed, this,
                [&](int, const Progress& progress) { sampling = progress.stage == Stage::Structure; });
        queue.startJob(quickOrder());
        queue.startJob(quickOrder());
        QTRY_VERIFY_WITH_TIMEOUT(sampling, kLimitMs);
        timer.start();
    }
    QVERIFY(timer.elapsed() < 2000);
}

QTEST_GUILESS_MAIN(TestJobQueue)
#include "tst_job_queue.moc"

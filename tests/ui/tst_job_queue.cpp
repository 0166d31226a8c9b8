// The queue with the real runner and the real starter model. No window.
#include <QElapsedTimer>
#include <QSignalSpy>
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
    const int job = queue.startJob(quickRequest());
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
    queue.startJob(quickRequest());
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
    GenerateRequest first = quickRequest();
    first.seed = 7;
    GenerateRequest second = quickRequest();
    second.seed = 8;
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
    const int job = queue.startJob(quickRequest());
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
    const int a = queue.startJob(quickRequest());
    const int b = queue.startJob(quickRequest());
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
    queue.startJob(quickRequest());
    const int b = queue.startJob(quickRequest());
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
    GenerateRequest broken = quickRequest();
    broken.modelDir = "/nowhere/model";
    const int a = queue.startJob(std::move(broken));
    const int b = queue.startJob(quickRequest());
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(queue.state(a), JobState::Failed);
    QCOMPARE(queue.state(b), JobState::Finished);
    QCOMPARE(failures.size(), 1);
    QCOMPARE(failures[0].code, ErrorCode::ModelNotFound);
    QVERIFY(failures[0].message.find("/nowhere/model") != std::string::npos);
    QVERIFY(!failures[0].hint.empty());
}

void TestJobQueue::queueEnds_whenDestroyedWhileAJobRuns() {
    QElapsedTimer timer;
    {
        JobQueue queue;
        bool sampling = false;
        connect(&queue, &JobQueue::progressed, this,
                [&](int, const Progress& progress) { sampling = progress.stage == Stage::Structure; });
        queue.startJob(quickRequest());
        queue.startJob(quickRequest());
        QTRY_VERIFY_WITH_TIMEOUT(sampling, kLimitMs);
        timer.start();
    }
    QVERIFY(timer.elapsed() < 2000);
}

QTEST_GUILESS_MAIN(TestJobQueue)
#include "tst_job_queue.moc"

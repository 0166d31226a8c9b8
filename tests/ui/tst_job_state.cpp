#include <QTest>

#include "ui/job_state.h"

using namespace espalier;

class TestJobState : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void buttonsFollowTheState_data();
    void buttonsFollowTheState();
    void onlyTheseChangesAreAllowed();
};

Q_DECLARE_METATYPE(espalier::JobState)

void TestJobState::buttonsFollowTheState_data() {
    QTest::addColumn<JobState>("state");
    QTest::addColumn<bool>("start");
    QTest::addColumn<bool>("cancel");
    QTest::addColumn<bool>("active");
    QTest::addColumn<bool>("over");
    QTest::newRow("queued") << JobState::Queued << true << true << false << false;
    QTest::newRow("running") << JobState::Running << false << true << true << false;
    QTest::newRow("stopping") << JobState::Stopping << false << false << true << false;
    QTest::newRow("finished") << JobState::Finished << false << false << false << true;
    QTest::newRow("failed") << JobState::Failed << false << false << false << true;
    QTest::newRow("cancelled") << JobState::Cancelled << false << false << false << true;
    QTest::newRow("interrupted") << JobState::Interrupted << false << false << false << true;
}

void TestJobState::buttonsFollowTheState() {
    QFETCH(JobState, state);
    QTEST(canStart(state), "start");
    QTEST(canCancel(state), "cancel");
    QTEST(isActive(state), "active");
    QTEST(isOver(state), "over");
}

void TestJobState::onlyTheseChangesAreAllowed() {
    using enum JobState;
    const std::vector<std::pair<JobState, JobState>> allowed{
        {Queued, Running}, {Queued, Cancelled},   {Running, Stopping},  {Running, Finished},
        {Running, Failed}, {Stopping, Cancelled}, {Stopping, Finished}, {Stopping, Failed}};
    for (const JobState from : {Queued, Running, Stopping, Finished, Failed, Cancelled})
        for (const JobState to : {Queued, Running, Stopping, Finished, Failed, Cancelled}) {
            const bool wanted = std::find(allowed.begin(), allowed.end(), std::pair(from, to)) != allowed.end();
            QVERIFY2(canChange(from, to) == wanted,
                     qPrintable(QStringLiteral("from %1 to %2").arg(int(from)).arg(int(to))));
        }
}

QTEST_GUILESS_MAIN(TestJobState)
#include "tst_job_state.moc"

// Jobs of the window: queued, paused, stopped, interrupted.
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

#include "tests/support/tiny_trellis1.h"
#include "tests/ui/picture_drop.h"
#include "tests/ui/window_fixture.h"
#include "ui/history_store.h"
#include "ui/job_journal.h"
#include "ui/queue_panel.h"
#include "ui/views_panel.h"

using namespace espalier;

class TestWindowJobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void windowClosesByItself_whenClosedWhileAJobRuns();
    void windowCanBeDestroyed_whileAJobRuns();
    void escapeCancels_whileSampling();
    void secondJobWaits_andBothFinish();
    void folderOfPicturesBecomesAJobForEach();
    void jobsWait_whilePaused_untilResumed();
    void interruptedJobIsOffered_andRunsAgain();
    void severalViewsBecomeOneObject_withGaussians();

private:
    test::TinyTrellis1 m_tiny;  // for whole jobs: they take a second, whatever they make
};

void TestWindowJobs::windowClosesByItself_whenClosedWhileAJobRuns() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    bool sampling = false;
    connect(&window.jobs(), &JobQueue::progressed, this,
            [&](int, const Progress& progress) { sampling |= progress.stage == Stage::Structure; });
    window.generate();
    window.generate();
    QTRY_VERIFY_WITH_TIMEOUT(sampling, kLimitMs);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!window.close());  // first the job
    QCOMPARE(window.jobs().state(1), JobState::Stopping);
    QCOMPARE(window.jobs().state(2), JobState::Cancelled);
    QVERIFY(!fixture.child("generateButton")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(window.isHidden(), kLimitMs);
    qInfo("closed after %lld ms", timer.elapsed());
    QVERIFY(timer.elapsed() < 3000);
    QCOMPARE(window.jobs().state(1), JobState::Cancelled);
}

void TestWindowJobs::windowCanBeDestroyed_whileAJobRuns() {
    auto fixture = std::make_unique<WindowFixture>();
    QVERIFY(fixture->open(kSampleFolder + "robot.png"));
    QSignalSpy previews(&fixture->window.jobs(), &JobQueue::previewReady);
    fixture->window.generate();
    QVERIFY(previews.wait(kLimitMs));
    QElapsedTimer timer;
    timer.start();
    fixture.reset();
    QVERIFY(timer.elapsed() < 3000);
}

void TestWindowJobs::escapeCancels_whileSampling() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QSignalSpy previews(&window.jobs(), &JobQueue::previewReady);
    QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(previews.wait(kLimitMs));
    QTest::keyClick(&window, Qt::Key_Escape);
    QCOMPARE(window.jobs().state(1), JobState::Stopping);
    QTRY_COMPARE_WITH_TIMEOUT(window.jobs().state(1), JobState::Cancelled, kLimitMs);
    QVERIFY(window.banner().text().isEmpty());  // nothing failed
    QVERIFY(fixture.child("generateButton")->isEnabled());
    QVERIFY(!fixture.child("cancelButton")->isEnabled());
}

void TestWindowJobs::secondJobWaits_andBothFinish() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    window.setModelDir(m_tiny.root());
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    window.parameters().setSeedLocked(true);
    window.parameters().setSeed(5);
    window.generate();
    window.parameters().setSeed(6);
    QCOMPARE(static_cast<QPushButton*>(fixture.child("generateButton"))->text(), QStringLiteral("Add to queue"));
    window.generate();
    QCOMPARE(window.jobs().waitingCount(), 1);
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(window.jobs().state(1), JobState::Finished);
    QCOMPARE(window.jobs().state(2), JobState::Finished);
    QCOMPARE(window.result()->report.seed, std::uint64_t(6));
}

void TestWindowJobs::folderOfPicturesBecomesAJobForEach() {
    const DataFolder data;
    const QTemporaryDir folder;
    for (const char* name : {"mug.png", "robot.png"})
        QVERIFY(QFile::copy(kSampleFolder + name, folder.filePath(QLatin1String(name))));
    QFile broken(folder.filePath(QStringLiteral("broken.png")));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("no picture");
    broken.close();
    QFile text(folder.filePath(QStringLiteral("notes.txt")));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.close();

    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    window.setModelDir(m_tiny.root());
    drop(window, {folder.path()}, QPoint(700, 350));
    auto* question = window.findChild<QMessageBox*>(QStringLiteral("severalPictures"));
    QVERIFY(question);
    QVERIFY2(question->text().contains(QLatin1String("3 pictures")), qPrintable(question->text()));
    QAbstractButton* each = nullptr;
    for (QAbstractButton* button : question->buttons())
        if (button->text().contains(QLatin1String("3 Jobs"))) each = button;
    QVERIFY(each);
    QSignalSpy added(&window.history(), &HistoryStore::added);
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    QTest::mouseClick(each, Qt::LeftButton);
    QCOMPARE(window.jobs().jobs().size(), std::size_t(3));
    QVERIFY(window.queuePanel().isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!window.jobs().order(2).thumbnail.isNull(), kLimitMs);
    QVERIFY(window.jobs().order(2).request.seed != window.jobs().order(3).request.seed);
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(window.jobs().state(1), JobState::Failed);
    QVERIFY(window.banner().text().contains(QLatin1String("broken.png")));
    QCOMPARE(window.jobs().state(2), JobState::Finished);
    QCOMPARE(window.jobs().state(3), JobState::Finished);
    QTRY_COMPARE_WITH_TIMEOUT(added.size(), 2, kLimitMs);
    QCOMPARE(window.history().entries()[0].name, QStringLiteral("robot"));
    QCOMPARE(window.history().entries()[1].name, QStringLiteral("mug"));
}

void TestWindowJobs::jobsWait_whilePaused_untilResumed() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QVERIFY(fixture.open(kSampleFolder + "robot.png"));
    QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier);
    window.generate();
    QCOMPARE(window.jobs().state(1), JobState::Queued);
    auto* line = static_cast<QLabel*>(fixture.child("queueLine"));
    QVERIFY(line->isVisible());
    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    Q_EMIT line->linkActivated(QStringLiteral("resume"));
    QCOMPARE(window.jobs().state(1), JobState::Running);
    QVERIFY(!window.queuePanel().pause->isChecked());
    QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier);
    window.generate();
    QVERIFY(window.close() == false);  // the running job ends first; the waiting one is dropped
    QCOMPARE(window.jobs().state(2), JobState::Cancelled);
    QVERIFY(idle.wait(kLimitMs));
    QTRY_VERIFY(window.isHidden());
}

void TestWindowJobs::interruptedJobIsOffered_andRunsAgain() {
    const DataFolder data;
    {
        // As a program that was killed leaves it: with a job, and without anybody who holds the lock.
        const JobJournal journal(JobJournal::defaultFolder());
        JobOrder order = quickOrder();
        order.request.modelDir = m_tiny.root();
        order.request.seed = 77;
        journal.follow(order);
        order.picture();
    }
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(window.banner().text().contains(QLatin1String("interrupted")));
    QCOMPARE(window.jobs().jobs().size(), std::size_t(1));
    QCOMPARE(window.jobs().state(1), JobState::Interrupted);
    QSignalSpy added(&window.history(), &HistoryStore::added);
    QVERIFY(window.queuePanel().retryFailed->isEnabled());
    window.queuePanel().retryFailed->trigger();
    QVERIFY(added.wait(kLimitMs));
    QCOMPARE(window.history().entries()[0].request.seed, std::uint64_t(77));
    QTRY_VERIFY(JobJournal(JobJournal::defaultFolder()).takeInterrupted().empty());
}

void TestWindowJobs::severalViewsBecomeOneObject_withGaussians() {
    const DataFolder data;
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QVERIFY(fixture.isExposed());
    QVERIFY(window.views().isHidden());
    window.setModelDir(m_tiny.root());
    QVERIFY(window.views().isVisible());
    window.parameters().setSteps(2, 2, 2);
    auto* output = window.findChild<QComboBox*>(QStringLiteral("outputBox"));
    output->setCurrentIndex(output->count() - 1);
    drop(window, {kSampleFolder + "mug.png", kSampleFolder + "robot.png", kSampleFolder + "duck.png"},
         QPoint(700, 350));
    auto* question = window.findChild<QMessageBox*>(QStringLiteral("severalPictures"));
    QVERIFY(question);
    QSignalSpy ready(&window, &MainWindow::pictureReady);
    QTest::mouseClick(question->defaultButton(), Qt::LeftButton);
    QVERIFY(ready.wait(kLimitMs));
    QCOMPARE(window.views().files(), QStringList({kSampleFolder + "robot.png", kSampleFolder + "duck.png"}));

    QSignalSpy idle(&window.jobs(), &JobQueue::becameIdle);
    window.generate();
    QCOMPARE(window.jobs().jobs().size(), std::size_t(1));
    QCOMPARE(window.jobs().order(1).moreViews.size(), std::size_t(2));
    QVERIFY(idle.wait(kLimitMs));
    QVERIFY2(window.result() && window.result()->gaussians, qPrintable(window.banner().text()));

    ViewportWidget& view = window.viewport();
    QVERIFY(view.hasGaussians());
    const auto actions = window.findChildren<QAction*>();
    const auto found = std::ranges::find(actions, QStringLiteral("Gaussians Instead of the Mesh"), &QAction::text);
    QVERIFY(found != actions.end() && (*found)->isVisible() && (*found)->toolTip().contains("(S, "));
    QSignalSpy captured(&view, &ViewportWidget::captured);
    view.requestCapture();
    QVERIFY(captured.wait(kLimitMs));
    (*found)->trigger();
    QCOMPARE(view.showing(), Showing::Gaussians);
    view.requestCapture();
    QVERIFY(captured.wait(kLimitMs));
    QVERIFY(captured.at(0).at(0).value<QImage>() != captured.at(1).at(0).value<QImage>());

    const QString file = data.filePath(QStringLiteral("noise.splat"));
    QSignalSpy exported(&window, &MainWindow::exported);
    window.exportGaussiansTo(file);
    QVERIFY(exported.wait(kLimitMs));
    QCOMPARE(bytesOf(file).size(), qsizetype(32 * window.result()->gaussians->size()));
    const QString field = data.filePath(QStringLiteral("noise.safetensors"));
    window.exportRadianceFieldTo(field);
    QVERIFY(exported.wait(kLimitMs));
    QVERIFY(bytesOf(field).contains("features_dc"));

    window.openImage(kSampleFolder + "mug.png");  // another object
    QVERIFY(window.views().files().isEmpty());
    QVERIFY(ready.wait(kLimitMs));
}

int main(int argc, char** argv) {
    return runWindowTest<TestWindowJobs>(argc, argv);
}

#include "tst_window_jobs.moc"

// The list of jobs over a real queue that is held back, so that nothing runs.
#include <QAction>
#include <QApplication>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/ui/quick_request.h"
#include "ui/job_list_model.h"
#include "ui/job_queue.h"
#include "ui/queue_panel.h"

using namespace espalier;

namespace {

constexpr int kLimitMs = 60'000;

JobOrder orderNamed(const QString& title) {
    JobOrder order;
    order.title = title;
    order.model = QStringLiteral("Starter model");
    order.request = quickRequest();
    order.picture = [] { return loadImage(QStringLiteral("/nowhere/picture.png")); };  // fails at once
    return order;
}

/// Three jobs that wait, shown and selected by keys.
class PanelFixture {
public:
    PanelFixture() {
        queue.setPaused(true);
        for (const char* title : {"a", "b", "c"})
            ids << queue.startJob(orderNamed(QString::fromLatin1(title)));
        panel.resize(260, 400);
        panel.show();
        list = panel.findChild<QListView*>(QStringLiteral("queueList"));
    }

    QStringList titles() const {
        QStringList all;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            all << list->model()->index(row, 0).data().toString().section('\n', 0, 0);
        return all;
    }

    QString stateOf(int row) const { return list->model()->index(row, 0).data().toString().section('\n', 1); }

    JobQueue queue;
    QueuePanel panel{queue};
    QListView* list = nullptr;
    QList<int> ids;
};

}  // namespace

class TestQueuePanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jobMovesByKeys();
    void jobMovesByDrag();
    void waitingJobLeaves_whenRemoved();
    void failedJobsAreTriedAgain();
    void commandsFollowTheSelectedJob();
    void everyCommandHasAToolTip();
};

void TestQueuePanel::jobMovesByKeys() {
    PanelFixture fixture;
    QVERIFY(QTest::qWaitForWindowActive(&fixture.panel));
    QCOMPARE(fixture.titles(), (QStringList{"a", "b", "c"}));
    QCOMPARE(fixture.stateOf(0), QStringLiteral("Next"));
    QCOMPARE(fixture.stateOf(2), QStringLiteral("Waiting, place 3"));
    fixture.panel.select(fixture.ids[2]);
    fixture.list->setFocus();
    QTest::keyClick(fixture.list, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(fixture.titles(), (QStringList{"a", "c", "b"}));
    QCOMPARE(fixture.panel.selected(), fixture.ids[2]);
    QTest::keyClick(fixture.list, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(fixture.list, Qt::Key_Up, Qt::AltModifier);  // it is the first already
    QCOMPARE(fixture.titles(), (QStringList{"c", "a", "b"}));
    QTest::keyClick(fixture.list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(fixture.titles(), (QStringList{"a", "c", "b"}));
    QCOMPARE(int(fixture.queue.waiting()[1]), fixture.ids[2]);
}

void TestQueuePanel::jobMovesByDrag() {
    PanelFixture fixture;
    QAbstractItemModel* model = fixture.list->model();
    QVERIFY(model->index(0, 0).flags().testFlag(Qt::ItemIsDragEnabled));
    QVERIFY(model->flags({}).testFlag(Qt::ItemIsDropEnabled));
    QVERIFY(!model->index(0, 0).flags().testFlag(Qt::ItemIsDropEnabled));  // only between two
    // What the view does with a row that was dropped below the last one.
    QVERIFY(model->moveRow({}, 0, {}, 3));
    QCOMPARE(fixture.titles(), (QStringList{"b", "c", "a"}));
    QVERIFY(model->moveRow({}, 2, {}, 1));
    QCOMPARE(fixture.titles(), (QStringList{"b", "a", "c"}));
    fixture.queue.cancel(fixture.ids[2]);
    QVERIFY(!model->index(2, 0).flags().testFlag(Qt::ItemIsDragEnabled));
    QVERIFY(!model->moveRow({}, 2, {}, 0));  // it is over
}

void TestQueuePanel::waitingJobLeaves_whenRemoved() {
    PanelFixture fixture;
    QVERIFY(QTest::qWaitForWindowActive(&fixture.panel));
    fixture.panel.select(fixture.ids[1]);
    fixture.list->setFocus();
    QTest::keyClick(fixture.list, Qt::Key_Delete);
    QCOMPARE(fixture.titles(), (QStringList{"a", "c"}));
    QVERIFY(!fixture.queue.isKnown(fixture.ids[1]));
}

void TestQueuePanel::failedJobsAreTriedAgain() {
    PanelFixture fixture;
    QSignalSpy idle(&fixture.queue, &JobQueue::becameIdle);
    fixture.panel.pause->trigger();
    QVERIFY(!fixture.queue.isPaused());
    QVERIFY(idle.wait(kLimitMs));
    QCOMPARE(fixture.titles(), (QStringList{"c", "b", "a"}));  // the last one first
    QVERIFY(fixture.stateOf(0).startsWith(QLatin1String("Failed: ")));
    QVERIFY(fixture.list->model()->index(0, 0).data(Qt::ToolTipRole).toString().contains("/nowhere/picture.png"));
    fixture.panel.pause->trigger();
    fixture.panel.select(fixture.ids[1]);
    fixture.panel.retry->trigger();
    QCOMPARE(fixture.titles(), (QStringList{"b", "c", "a"}));
    QCOMPARE(fixture.stateOf(0), QStringLiteral("Next"));
    fixture.panel.retryFailed->trigger();
    QCOMPARE(fixture.titles(), (QStringList{"b", "a", "c"}));
    fixture.queue.cancelAll();
    fixture.panel.clear->trigger();
    QCOMPARE(fixture.titles(), QStringList());
    QVERIFY(fixture.list->isHidden());
}

void TestQueuePanel::commandsFollowTheSelectedJob() {
    PanelFixture fixture;
    QueuePanel& panel = fixture.panel;
    QVERIFY(!panel.remove->isEnabled());  // none is selected
    panel.select(fixture.ids[0]);
    QVERIFY(!panel.moveUp->isEnabled() && panel.moveDown->isEnabled() && panel.remove->isEnabled());
    QVERIFY(!panel.retry->isEnabled() && !panel.clear->isEnabled());
    panel.select(fixture.ids[2]);
    QVERIFY(panel.moveUp->isEnabled() && !panel.moveDown->isEnabled());
    fixture.queue.cancel(fixture.ids[2]);
    QCOMPARE(panel.selected(), fixture.ids[2]);
    QVERIFY(!panel.moveUp->isEnabled() && panel.retry->isEnabled() && panel.clear->isEnabled());
    QVERIFY(!panel.retryFailed->isEnabled());
    fixture.queue.setPaused(false);
    fixture.queue.setPaused(true);
    QVERIFY(panel.pause->isChecked());
    panel.select(fixture.ids[0]);  // it runs now
    QVERIFY(!panel.moveDown->isEnabled() && panel.remove->isEnabled());
    panel.remove->trigger();
    QCOMPARE(fixture.queue.state(fixture.ids[0]), JobState::Stopping);
    QVERIFY(!panel.remove->isEnabled());
}

void TestQueuePanel::everyCommandHasAToolTip() {
    PanelFixture fixture;
    QMenu menu;
    fixture.panel.fillMenu(&menu);
    for (const QAction* action : menu.actions())
        QVERIFY2(action->isSeparator() || action->toolTip().size() > action->text().size(), qPrintable(action->text()));
    for (const QToolButton* button : fixture.panel.findChildren<QToolButton*>())
        QVERIFY(!button->icon().isNull());
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestQueuePanel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_queue_panel.moc"

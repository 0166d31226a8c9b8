#include "ui/queue_panel.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QToolButton>
#include <algorithm>

#include "ui/job_list_model.h"
#include "ui/job_queue.h"
#include "ui/theme.h"
#include "ui/themed_action.h"

namespace espalier {
namespace {

constexpr int kThumbnailSide = 40;

}  // namespace

QueuePanel::QueuePanel(JobQueue& queue, QWidget* parent) : QWidget(parent), m_queue(queue) {
    createActions();
    createLayout();
    connectActions();
    applyTheme();
    updateActions();
}

QAction* QueuePanel::make(const QString& text, const QString& icon, const QKeySequence& shortcut,
                          const QString& toolTip) {
    QAction* action = makeAction(this, text, icon, shortcut, toolTip);
    // Delete and Alt with arrows mean something else elsewhere in the window.
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void QueuePanel::createActions() {
    pause = make(tr("&Pause After This Job"), "pause", Qt::CTRL | Qt::Key_P,
                 tr("Let the running job finish and start no other one until this is switched off"));
    pause->setCheckable(true);
    pause->setShortcutContext(Qt::WindowShortcut);
    moveUp = make(tr("Move &Up"), "up", Qt::ALT | Qt::Key_Up, tr("Run this job earlier"));
    moveDown = make(tr("Move &Down"), "down", Qt::ALT | Qt::Key_Down, tr("Run this job later"));
    remove = make(tr("&Remove"), "delete", QKeySequence::Delete, tr("Take this job off the list, or stop it"));
    retry = make(tr("&Try Again"), "retry", {}, tr("Put this job at the end of the queue again"));
    retryFailed = make(tr("Try All &Failed Ones Again"), {}, {}, tr("Put all failed jobs at the end of the queue"));
    clear = make(tr("&Clear Those That Are Over"), {}, {}, tr("Take all finished, failed and cancelled jobs off"));
}

void QueuePanel::createLayout() {
    m_list = new QListView;
    m_list->setObjectName(QStringLiteral("queueList"));
    m_list->setAccessibleName(tr("Jobs"));
    m_list->setModel(new JobListModel(m_queue, this));
    m_list->setIconSize({kThumbnailSide, kThumbnailSide});
    m_list->setSpacing(2);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setFrameShape(QFrame::NoFrame);
    m_empty = new QLabel(tr("Jobs appear here. Drop several pictures, or a folder of them, to queue a job for each."));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setMargin(12);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    for (QAction* action : {pause, moveUp, moveDown, retry, remove}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setIconSize({18, 18});
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
        if (action == pause) buttons->addStretch(1);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addLayout(buttons);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_empty, 1);
}

void QueuePanel::connectActions() {
    connect(pause, &QAction::toggled, &m_queue, &JobQueue::setPaused);
    connect(&m_queue, &JobQueue::pausedChanged, pause, &QAction::setChecked);
    connect(moveUp, &QAction::triggered, this, [this] { moveSelected(-1); });
    connect(moveDown, &QAction::triggered, this, [this] { moveSelected(1); });
    connect(remove, &QAction::triggered, this, &QueuePanel::removeSelected);
    connect(retry, &QAction::triggered, this, [this] { select(m_queue.restartJob(selected())); });
    connect(retryFailed, &QAction::triggered, this, &QueuePanel::restartAllFailed);
    connect(clear, &QAction::triggered, this, &QueuePanel::clearOver);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu;
        fillMenu(&menu);
        menu.exec(m_list->viewport()->mapToGlobal(at));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_chosen = selected();
        updateActions();
    });
    connect(m_list->model(), &QAbstractItemModel::modelReset, this, [this] {
        select(m_chosen);
        updateActions();
    });
}

void QueuePanel::fillMenu(QMenu* menu) const {
    menu->setToolTipsVisible(true);
    menu->addAction(pause);
    menu->addSeparator();
    menu->addActions({moveUp, moveDown, retry, remove});
    menu->addSeparator();
    menu->addActions({retryFailed, clear});
}

int QueuePanel::selected() const {
    return m_list->currentIndex().data(JobListModel::IdRole).toInt();
}

void QueuePanel::select(int jobId) {
    const QAbstractItemModel* model = m_list->model();
    const QModelIndexList found = model->match(model->index(0, 0), JobListModel::IdRole, jobId, 1, Qt::MatchExactly);
    if (!found.isEmpty()) m_list->setCurrentIndex(found.front());
}

void QueuePanel::moveSelected(int places) {
    const auto& waiting = m_queue.waiting();
    const auto found = std::find(waiting.begin(), waiting.end(), selected());
    m_queue.moveWaiting(selected(), std::max(0, int(found - waiting.begin()) + places));
}

void QueuePanel::removeSelected() {
    const int job = selected();
    const bool waited = m_queue.state(job) == JobState::Queued;
    m_queue.cancel(job);
    if (waited || isOver(m_queue.state(job))) m_queue.forget(job);
}

void QueuePanel::restartAllFailed() {
    std::vector<int> failed = m_queue.jobs();
    std::erase_if(failed, [this](int job) { return !hasFailed(m_queue.state(job)); });
    std::reverse(failed.begin(), failed.end());  // the one that failed first comes first again
    for (const int job : failed)
        m_queue.restartJob(job);
}

void QueuePanel::clearOver() {
    for (const int job : m_queue.jobs())
        m_queue.forget(job);
}

void QueuePanel::updateActions() {
    const int job = selected();
    const bool known = m_queue.isKnown(job);
    const auto& waiting = m_queue.waiting();
    const bool waits = known && m_queue.state(job) == JobState::Queued;
    moveUp->setEnabled(waits && job != waiting.front());
    moveDown->setEnabled(waits && job != waiting.back());
    remove->setEnabled(known && m_queue.state(job) != JobState::Stopping);
    retry->setEnabled(known && canRestart(m_queue.state(job)));
    const std::vector<int> jobs = m_queue.jobs();
    const auto any = [&](auto is) {
        return std::any_of(jobs.begin(), jobs.end(), [&](int each) { return is(m_queue.state(each)); });
    };
    retryFailed->setEnabled(any(hasFailed));
    clear->setEnabled(any(isOver));
    m_list->setVisible(!jobs.empty());
    m_empty->setVisible(jobs.empty());
}

void QueuePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void QueuePanel::applyTheme() {
    applyIcons(actions(), palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_empty->setPalette(quiet);
}

}  // namespace espalier

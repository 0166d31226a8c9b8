#include "ui/history_panel.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDrag>
#include <QEvent>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/history_filter.h"
#include "ui/history_model.h"
#include "ui/history_store.h"
#include "ui/theme.h"
#include "ui/themed_action.h"

namespace espalier {
namespace {

constexpr int kThumbnailSide = 72;
constexpr double kGigabyte = 1e9;

/// Its entries can be dragged out of the window, as files.
class HistoryList : public QListView {
public:
    using FileOf = std::function<QString(const QString& id)>;
    explicit HistoryList(FileOf fileOf) : m_fileOf(std::move(fileOf)) {}

protected:
    void startDrag(Qt::DropActions) override {
        const QString file = m_fileOf(currentIndex().data(HistoryModel::IdRole).toString());
        if (file.isEmpty()) return;
        auto* drag = new QDrag(this);
        drag->setMimeData(HandOut::mimeData(file));
        drag->setPixmap(currentIndex().data(Qt::DecorationRole).value<QIcon>().pixmap(kThumbnailSide));
        drag->exec(Qt::CopyAction);
    }

private:
    FileOf m_fileOf;
};

QString sizeText(qint64 bytes) {
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

}  // namespace

HistoryPanel::HistoryPanel(HistoryStore& store, QWidget* parent) : QWidget(parent), m_store(store) {
    createActions();
    createLayout();
    connectActions();
    applyTheme();
    updateActions();
    showSize();
}

QAction* HistoryPanel::make(const QString& text, const QString& icon, const QKeySequence& shortcut,
                            const QString& toolTip) {
    QAction* action = makeAction(this, text, icon, shortcut, toolTip);
    // Delete and F2 mean something else elsewhere in the window.
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void HistoryPanel::createActions() {
    open = make(tr("&Open"), "open", Qt::Key_Return, tr("Show this result again"));
    rebake = make(tr("&Make Again..."), "reset", Qt::CTRL | Qt::Key_B,
                  tr("Open it and make its asset with other settings, without running the model"));
    takeOver = make(tr("&Use Its Settings"), "takeover", Qt::CTRL | Qt::Key_U,
                    tr("Take over model, seed and settings of this result"));
    compare = make(tr("Co&mpare"), "compare", Qt::CTRL | Qt::SHIFT | Qt::Key_C,
                   tr("Show two results side by side; select both first, with Ctrl or Shift"));
    exportEntry = make(tr("&Export..."), "export", Qt::CTRL | Qt::SHIFT | Qt::Key_E, tr("Write this result to a file"));
    copyFile = make(tr("&Copy as File"), "copy", QKeySequence::Copy,
                    tr("Put this result's file on the clipboard, for a file manager or a mail"));
    openWith = make(tr("Open &With Another Program"), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_W,
                    tr("Open this result's file in the program that the desktop uses for it"));
    star = make(tr("&Star"), "star", Qt::CTRL | Qt::Key_T,
                tr("Star this result; starred ones are never deleted by themselves"));
    star->setCheckable(true);
    editNote = make(tr("&Note..."), {}, Qt::CTRL | Qt::Key_N, tr("Write a note to this result"));
    rename = make(tr("&Rename"), "rename", Qt::Key_F2, tr("Give this result another name"));
    remove = make(tr("&Delete"), "delete", QKeySequence::Delete, tr("Delete this result; this can be undone"));
    undoRemove = make(tr("Un&do Delete"), "undo", QKeySequence::Undo, tr("Bring back the result deleted last"));
    limit = make(tr("&Limit Size..."), {}, {}, tr("Choose how much disk the history may take"));
}

void HistoryPanel::createLayout() {
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search the history"));
    m_search->setToolTip(tr("Part of a name, a note, a model or a seed"));

    m_starredOnly = new QToolButton;
    m_starredOnly->setObjectName(QStringLiteral("starredOnly"));
    m_starredOnly->setCheckable(true);
    m_starredOnly->setAutoRaise(true);
    m_starredOnly->setAccessibleName(tr("Starred only"));
    m_starredOnly->setToolTip(tr("Show starred results only"));
    m_starredOnly->setFocusPolicy(Qt::StrongFocus);

    m_found = new HistoryFilter(this);
    m_found->setSourceModel(new HistoryModel(m_store, this));
    m_found->setFilterRole(HistoryModel::SearchRole);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list = new HistoryList([this](const QString& id) { return m_handOut.fileOf(m_store, id); });
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->setObjectName(QStringLiteral("historyList"));
    m_list->setAccessibleName(tr("History"));
    m_list->setModel(m_found);
    m_list->setIconSize({kThumbnailSide, kThumbnailSide});
    m_list->setSpacing(2);
    m_list->setUniformItemSizes(false);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setFrameShape(QFrame::NoFrame);

    m_empty = new QLabel(tr("Finished models appear here and stay, also after the program was closed."));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setMargin(12);
    m_size = new QLabel;
    m_size->setObjectName(QStringLiteral("historySize"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    auto* searchRow = new QHBoxLayout;
    searchRow->setSpacing(4);
    searchRow->addWidget(m_search, 1);
    searchRow->addWidget(m_starredOnly);
    layout->addLayout(searchRow);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_size);
}

void HistoryPanel::connectActions() {
    connect(open, &QAction::triggered, this, [this] { Q_EMIT openRequested(selected()); });
    connect(rebake, &QAction::triggered, this, [this] { Q_EMIT rebakeRequested(selected()); });
    connect(takeOver, &QAction::triggered, this, [this] { Q_EMIT takeOverRequested(selected()); });
    connect(compare, &QAction::triggered, this, [this] {
        const QStringList ids = selection();
        Q_EMIT compareRequested(ids.front(), ids.back());
    });
    connect(exportEntry, &QAction::triggered, this, [this] { Q_EMIT exportRequested(selected()); });
    connect(copyFile, &QAction::triggered, this, [this] { offer(true); });
    connect(openWith, &QAction::triggered, this, [this] { offer(false); });
    connect(star, &QAction::triggered, this, [this](bool starred) { m_store.setStarred(selected(), starred); });
    connect(editNote, &QAction::triggered, this, &HistoryPanel::askForNote);
    connect(m_starredOnly, &QToolButton::toggled, m_found, &HistoryFilter::setStarredOnly);
    connect(rename, &QAction::triggered, this, [this] { m_list->edit(m_list->currentIndex()); });
    connect(remove, &QAction::triggered, this, [this] {
        const QString name = m_store.find(selected())->name;
        m_store.remove(selected());
        Q_EMIT noted(tr("Deleted %1. %2 in the history brings it back.")
                         .arg(name, undoRemove->shortcut().toString(QKeySequence::NativeText)));
    });
    connect(undoRemove, &QAction::triggered, &m_store, &HistoryStore::undoRemove);
    connect(limit, &QAction::triggered, this, &HistoryPanel::askForLimit);
    connect(m_list, &QListView::doubleClicked, open, &QAction::trigger);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu;
        fillMenu(&menu);
        menu.exec(m_list->viewport()->mapToGlobal(at));
    });
    connect(m_search, &QLineEdit::textChanged, m_found, &HistoryFilter::setFilterFixedString);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_chosen = selected();
        updateActions();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HistoryPanel::updateActions);
    connect(m_found, &QAbstractItemModel::modelReset, this, [this] {
        select(m_chosen);
        updateActions();
        showSize();
    });
}

void HistoryPanel::fillMenu(QMenu* menu) const {
    menu->setToolTipsVisible(true);
    menu->addActions({open, rebake, takeOver, compare, exportEntry, copyFile, openWith});
    menu->addSeparator();
    menu->addActions({star, editNote, rename, remove, undoRemove});
    menu->addSeparator();
    menu->addAction(limit);
}

QString HistoryPanel::selected() const {
    return m_list->currentIndex().data(HistoryModel::IdRole).toString();
}

void HistoryPanel::select(const QString& id) {
    const QModelIndexList found = m_found->match(m_found->index(0, 0), HistoryModel::IdRole, id, 1, Qt::MatchExactly);
    if (!found.isEmpty()) m_list->setCurrentIndex(found.front());
}

QStringList HistoryPanel::selection() const {
    QStringList ids;
    for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes())
        ids << index.data(HistoryModel::IdRole).toString();
    ids.sort();  // as they do by time
    return ids;
}

void HistoryPanel::updateActions() {
    const QStringList ids = selection();
    const auto isSound = [this](const QString& id) { return m_store.find(id) && m_store.find(id)->problem.isEmpty(); };
    compare->setEnabled(ids.size() == 2 && std::all_of(ids.begin(), ids.end(), isSound));
    // Everything else is done to one of them.
    const HistoryEntry* entry = ids.size() > 1 ? nullptr : m_store.find(selected());
    const bool sound = entry && entry->problem.isEmpty();
    for (QAction* action : {open, takeOver, exportEntry, copyFile, openWith, star, editNote, rename})
        action->setEnabled(sound);
    star->setChecked(sound && entry->starred);
    rebake->setEnabled(sound && m_store.hasResult(entry->id));
    remove->setEnabled(entry);
    undoRemove->setEnabled(m_store.canUndoRemove());
}

void HistoryPanel::showSize() {
    const int count = int(m_store.entries().size());
    m_empty->setVisible(count == 0);
    m_list->setVisible(count > 0);
    m_search->setVisible(count > 0);
    m_starredOnly->setVisible(count > 0);
    m_size->setVisible(count > 0);
    m_size->setText(tr("%1 of %2").arg(sizeText(m_store.totalBytes()), sizeText(m_store.limitBytes())));
    m_size->setToolTip(tr("The oldest results are deleted when the history grows beyond its limit."));
}

void HistoryPanel::askForLimit() {
    bool chosen = false;
    const double gigabytes = QInputDialog::getDouble(
        this, tr("Size of the history"), tr("Delete the oldest results when the history takes more gigabytes than:"),
        double(m_store.limitBytes()) / kGigabyte, 0.1, 10'000, 1, &chosen);
    if (!chosen) return;
    m_store.setLimitBytes(qint64(gigabytes * kGigabyte));
    showSize();
    Q_EMIT limitChosen(m_store.limitBytes());
}

void HistoryPanel::askForNote() {
    const QString id = selected();
    const HistoryEntry* entry = m_store.find(id);
    if (!entry) return;
    bool accepted = false;
    const QString note =
        QInputDialog::getMultiLineText(this, tr("Note"), tr("A note to %1:").arg(entry->name), entry->note, &accepted);
    if (accepted) m_store.setNote(id, note);
}

void HistoryPanel::offer(bool copy) {
    const QString id = selected();
    const QString file = m_handOut.fileOf(m_store, id);
    if (file.isEmpty())
        Q_EMIT noted(tr("There is no file to hand out: the disk may be full."));
    else if (copy) {
        QApplication::clipboard()->setMimeData(HandOut::mimeData(file));
        Q_EMIT noted(tr("%1 is on the clipboard.").arg(QFileInfo(file).fileName()));
    } else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(file)))
        Q_EMIT noted(tr("This desktop has no program for %1.").arg(QFileInfo(file).fileName()));
}

void HistoryPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void HistoryPanel::applyTheme() {
    applyIcons(actions(), palette());
    m_starredOnly->setIcon(themedIcon("star", palette()));
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_empty->setPalette(quiet);
    m_size->setPalette(quiet);
}

}  // namespace espalier

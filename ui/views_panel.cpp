#include "ui/views_panel.h"

#include <QAction>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPersistentModelIndex>
#include <QToolButton>

#include "ui/background_task.h"
#include "ui/image_loader.h"
#include "ui/picture_source.h"
#include "ui/theme.h"
#include "ui/themed_action.h"

namespace espalier {
namespace {

constexpr int kThumbnailSide = 40;
constexpr int kShownRows = 3;  // more are scrolled to
constexpr int kFileRole = Qt::UserRole;

}  // namespace

ViewsPanel::ViewsPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("viewsPanel"));
    setAcceptDrops(true);
    createActions();
    createLayout();
    connect(addFiles, &QAction::triggered, this, &ViewsPanel::addRequested);
    connect(moveUp, &QAction::triggered, this, [this] { moveSelected(-1); });
    connect(moveDown, &QAction::triggered, this, [this] { moveSelected(1); });
    connect(remove, &QAction::triggered, this, [this] {
        delete m_list->takeItem(m_list->currentRow());
        updateParts();
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &ViewsPanel::updateParts);
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &ViewsPanel::updateParts);
    applyTheme();
    updateParts();
}

QAction* ViewsPanel::make(const QString& text, const QString& icon, const QKeySequence& shortcut,
                          const QString& toolTip) {
    QAction* action = makeAction(this, text, icon, shortcut, toolTip);
    // Delete and Alt with arrows mean something else elsewhere in the window.
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void ViewsPanel::createActions() {
    addFiles = make(tr("&Add Pictures of the Same Object..."), "open", {}, tr("Add pictures of the same object"));
    moveUp = make(tr("Move &Up"), "up", Qt::ALT | Qt::Key_Up, tr("Let the model see this picture earlier"));
    moveDown = make(tr("Move &Down"), "down", Qt::ALT | Qt::Key_Down, tr("Let the model see this picture later"));
    remove = make(tr("&Remove"), "delete", QKeySequence::Delete, tr("Leave this picture out"));
}

void ViewsPanel::createLayout() {
    m_title = new QLabel;
    auto* head = new QHBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_title, 1);
    for (QAction* action : {moveUp, moveDown, remove, addFiles}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setIconSize({18, 18});
        button->setFocusPolicy(Qt::TabFocus);
        button->setVisible(action == addFiles);
        connect(action, &QAction::visibleChanged, button,
                [action, button] { button->setVisible(action->isVisible()); });
        head->addWidget(button);
    }
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("viewsList"));
    m_list->setAccessibleName(tr("Further views"));
    m_list->setIconSize({kThumbnailSide, kThumbnailSide});
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->installEventFilter(this);

    m_mode = new QComboBox;
    m_mode->setObjectName(QStringLiteral("viewModeBox"));
    m_mode->setAccessibleName(tr("Each step sees"));
    m_mode->addItem(tr("one picture, in turn"), int(ViewMode::Stochastic));
    m_mode->addItem(tr("all pictures, slower"), int(ViewMode::Multidiffusion));
    m_mode->setToolTip(tr("How the pictures guide the model. All at once agree better; one in turn costs no time."));
    m_modeRow = new QWidget;
    auto* row = new QHBoxLayout(m_modeRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Each step sees")));
    row->addWidget(m_mode, 1);
    m_note = new QLabel(tr("The chosen model looks at the first picture only."));
    m_note->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_list);
    layout->addWidget(m_modeRow);
    layout->addWidget(m_note);
}

void ViewsPanel::setUsable(bool usable) {
    m_usable = usable;
    updateParts();
}

void ViewsPanel::add(const QStringList& files) {
    QPixmap empty(kThumbnailSide, kThumbnailSide);
    empty.fill(Qt::transparent);  // keeps the place until the picture is there
    for (const QString& file : files) {
        auto* item = new QListWidgetItem(QIcon(empty), QFileInfo(file).fileName(), m_list);
        item->setData(kFileRole, file);
        item->setToolTip(file);
        runInPool(
            this, [file] { return loadThumbnail(file, 2 * kThumbnailSide); },
            [this, place = QPersistentModelIndex(m_list->indexFromItem(item))](const QImage& picture) {
                if (place.isValid()) m_list->item(place.row())->setIcon(QIcon(QPixmap::fromImage(picture)));
            },
            [](const JobFailure&) {});  // the job will tell
    }
    updateParts();
}

void ViewsPanel::clear() {
    m_list->clear();
    updateParts();
}

QStringList ViewsPanel::files() const {
    QStringList files;
    for (int row = 0; m_usable && row < m_list->count(); ++row)
        files << m_list->item(row)->data(kFileRole).toString();
    return files;
}

ViewMode ViewsPanel::mode() const {
    return ViewMode(m_mode->currentData().toInt());
}

void ViewsPanel::setMode(ViewMode mode) {
    m_mode->setCurrentIndex(m_mode->findData(int(mode)));
}

void ViewsPanel::moveSelected(int places) {
    const int row = m_list->currentRow(), target = row + places;
    if (row < 0 || target < 0 || target >= m_list->count()) return;
    m_list->insertItem(target, m_list->takeItem(row));
    m_list->setCurrentRow(target);
}

void ViewsPanel::updateParts() {
    const int count = m_list->count(), row = m_list->currentRow();
    m_title->setText(count == 0 ? tr("Further views: none") : tr("Further views: %1").arg(count));
    moveUp->setEnabled(row > 0);
    moveDown->setEnabled(row >= 0 && row < count - 1);
    remove->setEnabled(row >= 0);
    for (QAction* action : {moveUp, moveDown, remove})
        action->setVisible(count > 0);
    addFiles->setVisible(m_usable);
    m_list->setVisible(count > 0);
    m_list->setFixedHeight(std::min(count, kShownRows) * (kThumbnailSide + 4) + 2);
    m_modeRow->setVisible(count > 0 && m_usable);
    m_note->setVisible(count > 0 && !m_usable);
    setVisible(count > 0 || m_usable);
}

/// The list takes only its own rows; what comes from outside is the panel's.
bool ViewsPanel::eventFilter(QObject* watched, QEvent* event) {
    const bool isDrop =
        event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove || event->type() == QEvent::Drop;
    if (!isDrop || static_cast<QDropEvent*>(event)->source()) return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Drop)
        dropEvent(static_cast<QDropEvent*>(event));
    else
        dragEnterEvent(static_cast<QDragEnterEvent*>(event));
    return true;
}

void ViewsPanel::dragEnterEvent(QDragEnterEvent* event) {
    if (m_usable && !offeredPicture(event->mimeData()).files.isEmpty()) event->acceptProposedAction();
}

void ViewsPanel::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    add(pictureFiles(offeredPicture(event->mimeData()).files));
}

void ViewsPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void ViewsPanel::applyTheme() {
    applyIcons(actions(), palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_title->setPalette(quiet);
    m_note->setPalette(quiet);
}

}  // namespace espalier

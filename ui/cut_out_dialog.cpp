#include "ui/cut_out_dialog.h"

#include <QAction>
#include <QActionGroup>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "inference/base/error.h"
#include "ui/background_task.h"
#include "ui/cut_out_canvas.h"
#include "ui/cut_out_sketch.h"
#include "ui/theme.h"

namespace espalier {
namespace {

QToolButton* buttonFor(QAction* action) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(action->text().remove('&'));
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

}  // namespace

CutOutDialog::CutOutDialog(std::shared_ptr<const ImageBuffer> cutOut, bool found, bool whole, QWidget* parent)
    : QDialog(parent), m_sketch(new CutOutSketch(std::move(cutOut), whole, this)) {
    setObjectName(QStringLiteral("cutOutDialog"));
    setWindowTitle(tr("Cut Out the Object"));
    m_canvas = new CutOutCanvas(*m_sketch);
    m_note = new QLabel;
    m_note->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(createTools());
    layout->addWidget(m_canvas, 1);
    layout->addWidget(createThreshold());
    layout->addWidget(createSearch());
    layout->addWidget(buttons);
    connect(m_sketch, &CutOutSketch::changed, this, &CutOutDialog::showState);
    showState();
    showNote(canFindObject() ? QString() : tr("This build cannot look for the object: it was made without OpenCV."));
    m_canvas->setFocus();
    if (found) startSearch(true);
}

CutOutDialog::~CutOutDialog() {
    m_stop.request_stop();
}

QWidget* CutOutDialog::createTools() {
    auto* tools = new QActionGroup(this);
    const auto tool = [&](const QString& text, const QString& icon, CutOutMark mark, const QString& toolTip) {
        auto* action = new QAction(themedIcon(icon, palette()), text, tools);
        action->setCheckable(true);
        action->setToolTip(toolTip);
        action->setChecked(mark == m_canvas->tool());
        connect(action, &QAction::triggered, this, [this, mark] { m_canvas->setTool(mark); });
        connect(m_canvas, &CutOutCanvas::toolChanged, action,
                [action, mark](CutOutMark chosen) { action->setChecked(chosen == mark); });
        return action;
    };
    QAction* keep = tool(tr("&Keep"), "brush", CutOutMark::Keep, tr("Paint over what belongs to the object (X)"));
    QAction* erase = tool(tr("&Erase"), "eraser", CutOutMark::Erase, tr("Paint over what does not belong to it (X)"));
    QAction* undo = m_sketch->history().createUndoAction(this, tr("Undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setIcon(themedIcon("undo", palette()));
    QAction* redo = m_sketch->history().createRedoAction(this, tr("Redo"));
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    redo->setIcon(themedIcon("redo", palette()));
    addActions({undo, redo});

    auto* size = new QSlider(Qt::Horizontal);
    size->setObjectName(QStringLiteral("brushSize"));
    size->setRange(CutOutCanvas::kLeastRadius, CutOutCanvas::kMostRadius);
    size->setValue(m_canvas->brushRadius());
    size->setToolTip(tr("How wide the brush is ([ and ], or the wheel)"));
    auto* sizeLabel = new QLabel(tr("&Brush:"));
    sizeLabel->setBuddy(size);
    connect(size, &QSlider::valueChanged, m_canvas, &CutOutCanvas::setBrushRadius);
    connect(m_canvas, &CutOutCanvas::brushRadiusChanged, size, &QSlider::setValue);

    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(buttonFor(keep));
    layout->addWidget(buttonFor(erase));
    layout->addSpacing(8);
    layout->addWidget(sizeLabel);
    layout->addWidget(size, 1);
    layout->addSpacing(8);
    layout->addWidget(buttonFor(undo));
    layout->addWidget(buttonFor(redo));
    return row;
}

QWidget* CutOutDialog::createThreshold() {
    m_threshold = new QSlider(Qt::Horizontal);
    m_threshold->setObjectName(QStringLiteral("cutOutThreshold"));
    m_threshold->setRange(1, 254);
    m_threshold->setToolTip(tr("Further left keeps more of the object's rim, further right cuts closer"));
    auto* label = new QLabel(tr("&Threshold:"));
    label->setBuddy(m_threshold);
    m_whole = new QCheckBox(tr("&Use the picture as it is"));
    m_whole->setObjectName(QStringLiteral("useAsIs"));
    m_whole->setToolTip(tr("Nothing is cut away: all of the picture is the object"));
    connect(m_threshold, &QSlider::valueChanged, m_sketch, &CutOutSketch::setThreshold);
    connect(m_whole, &QCheckBox::toggled, m_sketch, &CutOutSketch::setWhole);

    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(label);
    layout->addWidget(m_threshold, 1);
    layout->addSpacing(12);
    layout->addWidget(m_whole);
    return row;
}

QWidget* CutOutDialog::createSearch() {
    m_search = new QPushButton;
    m_search->setObjectName(QStringLiteral("searchButton"));
    m_search->setAutoDefault(false);
    m_search->setToolTip(tr("Look for the object by its colours, with what you marked as a hint"));
    connect(m_search, &QPushButton::clicked, this, &CutOutDialog::search);
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(m_search);
    layout->addWidget(m_note, 1);
    return row;
}

void CutOutDialog::search() {
    if (!m_searching) return startSearch(false);
    m_stop.request_stop();
    ++m_request;  // whatever it still brings
    m_searching = false;
    showNote(tr("Stopped; the cut-out is as it was."));
    showState();
}

void CutOutDialog::startSearch(bool atBeginning) {
    if (!canFindObject()) return;
    m_stop = std::stop_source();
    m_searching = true;
    showNote(tr("Looking for the object..."));
    showState();
    runInPool(
        this,
        [image = m_sketch->cutOut(), marks = m_sketch->marks(), stop = m_stop.get_token()]() -> std::optional<Matte> {
            try {
                return findObject(image, marks, RunContext(stop));
            } catch (const Cancelled&) {
                return std::nullopt;
            }
        },
        [this, request = ++m_request, atBeginning](const std::optional<Matte>& matte) {
            if (request != m_request) return;
            m_searching = false;
            showNote(matte ? QString() : tr("No object stands out. Mark some of it with Keep, then try again."));
            if (matte && atBeginning)
                m_sketch->beginWithMatte(*matte);
            else if (matte)
                m_sketch->setMatte(*matte);
            showState();
        },
        [this](const JobFailure& failure) {
            m_searching = false;
            showNote(QString::fromStdString(failure.message));
            showState();
        });
}

void CutOutDialog::showState() {
    const QSignalBlocker quietThreshold(m_threshold), quietWhole(m_whole);
    m_threshold->setValue(m_sketch->threshold());
    m_whole->setChecked(m_sketch->state().whole);
    m_search->setText(m_searching ? tr("&Stop") : tr("&Find the Object"));
    m_search->setEnabled(canFindObject());
}

void CutOutDialog::showNote(const QString& note) {
    m_note->setText(note);
}

}  // namespace espalier

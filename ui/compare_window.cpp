#include "ui/compare_window.h"

#include <QLabel>
#include <QLocale>
#include <QToolBar>
#include <QVBoxLayout>

#include "ui/background_task.h"
#include "ui/history_store.h"
#include "ui/job_panel.h"
#include "ui/result_facts.h"
#include "ui/stored_asset.h"
#include "ui/themed_action.h"
#include "viewer/viewport_widget.h"

namespace espalier {
namespace {

const QString kBetween = QStringLiteral("   ·   ");

QLabel* wrappedLabel(const char* name) {
    auto* label = new QLabel;
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

}  // namespace

CompareWindow::CompareWindow(const HistoryStore& store, const QString& left, const QString& right, QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("compareWindow"));
    setWindowTitle(tr("Compare"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    const std::array<const HistoryEntry*, 2> entries{store.find(left), store.find(right)};
    Q_ASSERT(entries[0] && entries[1]);

    auto* bar = new QToolBar;
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(1);
    for (const std::size_t side : {0u, 1u})
        sides->addWidget(createSide(side, *entries[side]), 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addLayout(sides, 1);
    createCommands(bar);
    showDifferences(*entries[0], *entries[1]);
    link(m_sides[0].viewport, m_sides[1].viewport);
    link(m_sides[1].viewport, m_sides[0].viewport);
    for (const std::size_t side : {0u, 1u})
        read(side, store.assetFile(entries[side]->id));
    resize(1100, 680);
}

QString CompareWindow::factsText(std::size_t side) const {
    return m_sides[side].facts->text();
}

QWidget* CompareWindow::createSide(std::size_t side, const HistoryEntry& entry) {
    auto* name = new QLabel(entry.name);
    name->setTextFormat(Qt::PlainText);
    QFont bold = name->font();
    bold.setBold(true);
    name->setFont(bold);
    Side& parts = m_sides[side];
    parts.note = wrappedLabel("note");
    parts.note->setText(QStringList{QLocale().toString(entry.finished, QLocale::ShortFormat),
                                    tr("made in %1").arg(spokenDuration(entry.seconds))}
                            .join(kBetween));
    parts.facts = wrappedLabel("facts");
    parts.viewport = new ViewportWidget;
    parts.viewport->setAccessibleName(entry.name);

    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 8, 12, 8);
    head->setSpacing(3);
    for (QLabel* label : {name, parts.note, parts.facts})
        head->addWidget(label);
    head->addStretch(1);
    auto* holder = new QWidget;
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(parts.viewport, 1);
    return holder;
}

/// They act on the left view, which the right one follows.
void CompareWindow::createCommands(QWidget* bar) {
    ViewportWidget* first = m_sides[0].viewport;
    for (const ViewCommand command :
         {ViewCommand::Frame, ViewCommand::NextShading, ViewCommand::Wireframe, ViewCommand::Orthographic}) {
        const QString text = textOf(command);
        QAction* action = makeAction(this, text, {}, infoOf(command).key, text);
        connect(action, &QAction::triggered, first, [first, command] { first->run(command); });
        bar->addAction(action);
    }
}

void CompareWindow::showDifferences(const HistoryEntry& left, const HistoryEntry& right) {
    QStringList ours, theirs;
    for (const FactDifference& difference : differencesOf(left, right)) {
        ours << tr("%1: %2").arg(difference.name, difference.left);
        theirs << tr("%1: %2").arg(difference.name, difference.right);
    }
    if (ours.isEmpty()) ours = theirs = {tr("Both were made with the same settings.")};
    m_sides[0].facts->setText(ours.join(kBetween));
    m_sides[1].facts->setText(theirs.join(kBetween));
}

void CompareWindow::link(ViewportWidget* from, ViewportWidget* to) {
    connect(from, &ViewportWidget::cameraMoved, to, &ViewportWidget::setCamera);
    connect(from, &ViewportWidget::shadingChanged, to, &ViewportWidget::setShading);
    connect(from, &ViewportWidget::wireframeShownChanged, to, &ViewportWidget::setWireframeShown);
}

void CompareWindow::read(std::size_t side, const QString& file) {
    const auto oneLess = [this] {
        if (--m_reading == 0) Q_EMIT shown();
    };
    runInPool(
        this, [file] { return readStoredAsset(file); },
        [this, side, oneLess](const MeshAssetPtr& mesh) {
            const Side& parts = m_sides[side];
            parts.note->setText(parts.note->text() + kBetween +
                                tr("%1 triangles").arg(QLocale().toString(qulonglong(mesh->triangleCount()))));
            parts.viewport->showMesh(mesh);
            oneLess();
        },
        [this, side, oneLess](const JobFailure& failure) {
            m_sides[side].note->setText(QString::fromStdString(failure.message + ' ' + failure.hint));
            oneLess();
        });
}

}  // namespace espalier

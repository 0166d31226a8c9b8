#include "ui/sampler_grid.h"

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <cmath>

namespace espalier {
namespace {

struct Row {
    QString label;
    QString toolTip;
};

std::array<Row, 6> rows() {
    const auto tr = [](const char* text) { return QCoreApplication::translate("espalier", text); };
    return {Row{tr("Steps"),
                tr("How often the flow refines its result. More steps take longer and are often a little better.")},
            Row{tr("Guidance"),
                tr("How strictly the result follows the picture. 1 switches guidance off, which halves the time.")},
            Row{tr("Rescale"), tr("Tones down what strong guidance exaggerates. 0 is off, 1 is all.")},
            Row{tr("Guide from"),
                tr("Guidance is used only while the flow's time is between these two values; 1 is the start.")},
            Row{tr("Guide to"),
                tr("Guidance is used only while the flow's time is between these two values; 1 is the start.")},
            Row{tr("Time shift"), tr("Above 1 more of the steps are spent on the rough form, below 1 on details.")}};
}

QDoubleSpinBox* realBox(double least, double most, double step) {
    auto* box = new QDoubleSpinBox;
    box->setRange(least, most);
    box->setSingleStep(step);
    return box;
}

/// The boxes show two decimals: a default with more of them was not changed by being shown.
bool differs(double shown, double value) {
    return std::abs(shown - value) > 0.00501;
}

}  // namespace

std::array<QAbstractSpinBox*, 6> SamplerGrid::Column::boxes() const {
    return {steps, guidance, guidanceRescale, intervalStart, intervalEnd, rescaleT};
}

SamplerGrid::SamplerGrid(QWidget* parent) : QWidget(parent) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(5);
    int line = 1;
    for (const Row& row : rows()) {
        auto* label = new QLabel(row.label);
        label->setToolTip(row.toolTip);
        grid->addWidget(label, line++, 0);
    }
    createColumn(0, tr("Structure"));
    createColumn(1, tr("Shape"));
    createColumn(2, tr("Colour"));
    for (int column = 1; column <= kFlowStageCount; ++column)
        grid->setColumnStretch(column, 1);
    setDefaults({}, {}, {});
}

void SamplerGrid::createColumn(int index, const QString& stageName) {
    auto* grid = static_cast<QGridLayout*>(layout());
    Column& column = m_columns[std::size_t(index)];
    column.steps = new QSpinBox;
    column.steps->setRange(1, 100);
    column.guidance = realBox(0.0, 20.0, 0.5);
    column.guidanceRescale = realBox(0.0, 1.0, 0.1);
    column.intervalStart = realBox(0.0, 1.0, 0.1);
    column.intervalEnd = realBox(0.0, 1.0, 0.1);
    column.rescaleT = realBox(0.1, 20.0, 0.5);

    grid->addWidget(new QLabel(stageName), 0, index + 1, Qt::AlignHCenter);
    int line = 1;
    const auto texts = rows();
    for (QAbstractSpinBox* box : column.boxes()) {
        const Row& row = texts[std::size_t(line - 1)];
        box->setToolTip(row.toolTip);
        box->setAccessibleName(tr("%1, %2").arg(stageName, row.label));
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        box->setAlignment(Qt::AlignHCenter);
        box->setMinimumWidth(52);
        grid->addWidget(box, line++, index + 1);
    }
    connect(column.steps, &QSpinBox::valueChanged, this, &SamplerGrid::stepsEdited);
}

void SamplerGrid::setDefaults(const SamplerParams& structure, const SamplerParams& shape,
                              const SamplerParams& texture) {
    m_defaults = {structure, shape, texture};
    reset();
}

void SamplerGrid::reset() {
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        show(m_columns[i], m_defaults[i]);
}

void SamplerGrid::show(const Column& column, const SamplerParams& params) {
    const QSignalBlocker blocker(this);  // stepsEdited() speaks of the user only
    column.steps->setValue(params.steps);
    column.guidance->setValue(params.guidanceStrength);
    column.guidanceRescale->setValue(params.guidanceRescale);
    column.intervalStart->setValue(params.guidanceInterval[0]);
    column.intervalEnd->setValue(params.guidanceInterval[1]);
    column.rescaleT->setValue(params.rescaleT);
}

int SamplerGrid::steps(FlowStage stage) const {
    return m_columns[std::size_t(stage)].steps->value();
}

void SamplerGrid::setSteps(FlowStage stage, int steps) {
    const QSignalBlocker blocker(this);
    m_columns[std::size_t(stage)].steps->setValue(steps);
}

SamplerOverrides SamplerGrid::overrides(FlowStage stage) const {
    const Column& column = m_columns[std::size_t(stage)];
    const SamplerParams& own = defaults(stage);
    SamplerOverrides result;
    if (column.steps->value() != own.steps) result.steps = column.steps->value();
    if (differs(column.guidance->value(), own.guidanceStrength)) result.guidanceStrength = column.guidance->value();
    if (differs(column.guidanceRescale->value(), own.guidanceRescale))
        result.guidanceRescale = column.guidanceRescale->value();
    if (differs(column.intervalStart->value(), own.guidanceInterval[0]) ||
        differs(column.intervalEnd->value(), own.guidanceInterval[1]))
        result.guidanceInterval = {column.intervalStart->value(), column.intervalEnd->value()};
    if (differs(column.rescaleT->value(), own.rescaleT)) result.rescaleT = column.rescaleT->value();
    return result;
}

void SamplerGrid::setOverrides(FlowStage stage, const SamplerOverrides& overrides) {
    show(m_columns[std::size_t(stage)], overrides.appliedTo(defaults(stage)));
}

void SamplerGrid::setStageEnabled(FlowStage stage, bool enabled) {
    for (QAbstractSpinBox* box : m_columns[std::size_t(stage)].boxes())
        box->setEnabled(enabled);
}

}  // namespace espalier

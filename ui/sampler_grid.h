#pragma once

#include <QWidget>
#include <array>

#include "inference/pipeline/generate_request.h"

class QAbstractSpinBox;
class QDoubleSpinBox;
class QSpinBox;

namespace espalier {

enum class FlowStage { Structure, Shape, Texture };
inline constexpr int kFlowStageCount = 3;

/// Every sampler parameter of the three flows as a table: one row per parameter, one column per flow.
class SamplerGrid : public QWidget {
    Q_OBJECT

public:
    explicit SamplerGrid(QWidget* parent = nullptr);

    /// The model's own values, which reset() brings back. Resets.
    void setDefaults(const SamplerParams& structure, const SamplerParams& shape, const SamplerParams& texture);
    const SamplerParams& defaults(FlowStage stage) const { return m_defaults[std::size_t(stage)]; }
    void reset();

    int steps(FlowStage stage) const;
    void setSteps(FlowStage stage, int steps);
    /// Only what differs from the model's own values.
    SamplerOverrides overrides(FlowStage stage) const;
    void setOverrides(FlowStage stage, const SamplerOverrides& overrides);
    void setStageEnabled(FlowStage stage, bool enabled);

Q_SIGNALS:
    void stepsEdited();

private:
    struct Column {
        QSpinBox* steps = nullptr;
        QDoubleSpinBox* guidance = nullptr;
        QDoubleSpinBox* guidanceRescale = nullptr;
        QDoubleSpinBox* intervalStart = nullptr;
        QDoubleSpinBox* intervalEnd = nullptr;
        QDoubleSpinBox* rescaleT = nullptr;

        std::array<QAbstractSpinBox*, 6> boxes() const;  ///< from top to bottom
    };

    void createColumn(int index, const QString& stageName);
    void show(const Column& column, const SamplerParams& params);

    std::array<SamplerParams, kFlowStageCount> m_defaults;
    std::array<Column, kFlowStageCount> m_columns;
};

}  // namespace espalier

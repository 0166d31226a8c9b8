#pragma once

#include <QWidget>
#include <filesystem>
#include <vector>

#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/model_library.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace espalier {

class SamplerGrid;

/// How many steps the flows take, relative to the model's own number.
enum class Quality { Draft, Standard, High, Custom };

/// Everything of a request but the picture.
class ParameterPanel : public QWidget {
    Q_OBJECT

public:
    explicit ParameterPanel(QWidget* parent = nullptr);

    /// Selects `selected` when it is among them, the first one otherwise.
    void setModels(std::vector<ModelInfo> models, const std::filesystem::path& selected);
    /// The chosen model, or null when there is none.
    const ModelInfo* model() const;

    GenerateRequest request() const;
    /// Takes over everything but the picture and what concerns the machine, and locks the seed. False when its model is
    /// not in the list; then the chosen model stays.
    bool setRequest(const GenerateRequest& request);
    /// Shows each problem at its field; an empty list clears them.
    void showProblems(const std::vector<RequestProblem>& problems);

    Quality quality() const;
    void setQuality(Quality quality);
    void setSteps(int structure, int shape, int texture);
    std::uint64_t seed() const;
    void setSeed(int seed);
    bool isSeedLocked() const;
    void setSeedLocked(bool locked);

public Q_SLOTS:
    void drawSeed();
    void resetAdvanced();

    /// `memory`: absent = the fastest that fits.
    void setDevice(DeviceChoice device, std::optional<MemoryMode> memory);

Q_SIGNALS:
    void modelChanged();
    /// Resolution, device or its memory.
    void targetChanged();
    void openModelRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void createFields();
    QWidget* createSeedField();
    QWidget* createAdvanced();
    void createLayout();
    void connectSignals();
    void showModel();
    void offerOutputs(const ModelInfo* info);
    void updateStages();
    void applyTheme();

    std::vector<ModelInfo> m_models;
    QComboBox* m_modelBox = nullptr;
    QToolButton* m_openModel = nullptr;
    QLabel* m_modelNote = nullptr;
    QComboBox* m_typeBox = nullptr;
    QComboBox* m_qualityBox = nullptr;
    QSpinBox* m_seedBox = nullptr;
    QToolButton* m_dice = nullptr;
    QToolButton* m_lock = nullptr;
    QCheckBox* m_geometryOnly = nullptr;
    QComboBox* m_outputBox = nullptr;
    QLabel* m_problems = nullptr;
    QToolButton* m_advancedToggle = nullptr;
    QWidget* m_advanced = nullptr;
    QComboBox* m_deviceBox = nullptr;
    QComboBox* m_memoryBox = nullptr;
    QPushButton* m_reset = nullptr;
    SamplerGrid* m_samplers = nullptr;
    QFormLayout* m_form = nullptr;
};

}  // namespace espalier

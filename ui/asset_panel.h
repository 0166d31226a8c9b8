#pragma once

#include <QWidget>
#include <optional>

#include "inference/asset/asset_export.h"
#include "inference/pipeline/job_runner.h"
#include "ui/asset_facts.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace espalier {

/// How the model on screen stands to its settings; the panel's buttons follow from it alone.
enum class AssetState {
    None,    ///< nothing was made yet
    Fixed,   ///< shown, but what it was made from is not there: only exported
    Ready,   ///< can be made again
    Busy,    ///< can be made again, once the running job is over
    Making,  ///< is being made again
};

/// How a model becomes an asset: number of faces, textures, clean-up, and how it is written. Used for the next job too.
class AssetPanel : public QWidget {
    Q_OBJECT

public:
    explicit AssetPanel(QWidget* parent = nullptr);

    AssetSettings settings() const;
    void setSettings(const AssetSettings& settings);
    ExportOptions exportOptions() const;

    AssetState state() const { return m_state; }
    void setState(AssetState state);
    void showProgress(const Progress& progress);
    /// What the shown model was made with, if known.
    void setMadeWith(const std::optional<AssetSettings>& settings);
    /// Facts of the shown model.
    void showAsset(const MeshAsset& mesh, const AssetSummary& summary, const AssetReport& report);
    QString factsText() const;

    /// The settings can be applied to the shown model, and differ from those it was made with.
    bool canApply() const;
    bool isBeforeShown() const;
    void setBeforeShown(bool shown);

Q_SIGNALS:
    /// Make it again with settings().
    void applyRequested();
    void cancelRequested();
    /// What can be done may have changed.
    void changed();
    void beforeShownChanged(bool shown);

protected:
    void changeEvent(QEvent* event) override;

private:
    void createFields();
    void createLayout();
    void connectSignals();
    void updateFields();
    void applyTheme();

    AssetState m_state = AssetState::None;
    std::optional<AssetSettings> m_made;  // what the shown asset was made with
    QFormLayout* m_form = nullptr;
    QComboBox* m_faces = nullptr;
    QSpinBox* m_faceCount = nullptr;
    QComboBox* m_textureSize = nullptr;
    QCheckBox* m_normalMap = nullptr;
    QCheckBox* m_remesh = nullptr;
    QCheckBox* m_keepInner = nullptr;
    QCheckBox* m_sized = nullptr;
    QDoubleSpinBox* m_size = nullptr;
    QComboBox* m_unit = nullptr;
    QComboBox* m_textureFiles = nullptr;
    QPushButton* m_apply = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_before = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_facts = nullptr;
    QLabel* m_notes = nullptr;
};

}  // namespace espalier

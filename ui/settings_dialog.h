#pragma once

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace espalier {

class HistoryStore;
class Settings;

/// What applies to every job and to the program itself. Takes effect when it is accepted.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(Settings& settings, HistoryStore& history, QWidget* parent = nullptr);

    void accept() override;

private:
    QWidget* createAppearance();
    QWidget* createComputing();
    QWidget* createStorage();
    QWidget* createModelsRow();
    void showStorage();

    Settings& m_settings;
    HistoryStore& m_history;
    QComboBox* m_theme = nullptr;
    QComboBox* m_language = nullptr;
    QSpinBox* m_previewEvery = nullptr;
    QComboBox* m_device = nullptr;
    QComboBox* m_memory = nullptr;
    QSpinBox* m_threads = nullptr;
    QLineEdit* m_models = nullptr;
    QDoubleSpinBox* m_limit = nullptr;
    QLabel* m_size = nullptr;
};

}  // namespace espalier

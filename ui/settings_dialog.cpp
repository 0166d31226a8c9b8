#include "ui/settings_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

#include "ui/history_store.h"
#include "ui/languages.h"
#include "ui/settings.h"
#include "ui/system_theme.h"

namespace espalier {
namespace {

constexpr double kGigabyte = 1e9;

void addChoice(QComboBox* box, const QString& text, const QVariant& value, const QVariant& chosen) {
    box->addItem(text, value);
    if (value == chosen) box->setCurrentIndex(box->count() - 1);
}

void addRow(QFormLayout* form, const QString& text, QWidget* field, const QString& toolTip) {
    field->setToolTip(toolTip);
    form->addRow(text, field);
}

}  // namespace

SettingsDialog::SettingsDialog(Settings& settings, HistoryStore& history, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_history(history) {
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(createAppearance());
    layout->addWidget(createComputing());
    layout->addWidget(createStorage());
    layout->addWidget(buttons);
    connect(&history, &HistoryStore::changed, this, &SettingsDialog::showStorage);
    showStorage();
}

QWidget* SettingsDialog::createAppearance() {
    m_theme = new QComboBox;
    m_theme->setObjectName(QStringLiteral("themeChoice"));
    addChoice(m_theme, tr("As the desktop"), int(ColourScheme::NoPreference), m_settings.colourScheme());
    addChoice(m_theme, tr("Light"), int(ColourScheme::Light), m_settings.colourScheme());
    addChoice(m_theme, tr("Dark"), int(ColourScheme::Dark), m_settings.colourScheme());
    m_language = new QComboBox;
    m_language->setObjectName(QStringLiteral("languageChoice"));
    addChoice(m_language, tr("As the desktop"), QString(), m_settings.language());
    for (const Language& language : languages())
        addChoice(m_language, language.name, language.code, m_settings.language());
    m_previewEvery = new QSpinBox;
    m_previewEvery->setObjectName(QStringLiteral("previewEvery"));
    m_previewEvery->setRange(0, 50);
    m_previewEvery->setSpecialValueText(tr("none"));
    m_previewEvery->setValue(m_settings.previewEvery());

    auto* group = new QGroupBox(tr("Window"));
    auto* form = new QFormLayout(group);
    addRow(form, tr("&Theme:"), m_theme, tr("Light or dark"));
    addRow(form, tr("&Language:"), m_language, tr("The language of the window, from the next start on"));
    addRow(form, tr("&Preview every n steps:"), m_previewEvery,
           tr("How often the forming shape is shown while a job runs; 1 shows the most"));
    return group;
}

QWidget* SettingsDialog::createComputing() {
    m_device = new QComboBox;
    m_device->setObjectName(QStringLiteral("deviceChoice"));
    addChoice(m_device, tr("Best there is"), int(DeviceChoice::Auto), int(m_settings.device()));
    addChoice(m_device, tr("Processor"), int(DeviceChoice::Cpu), int(m_settings.device()));
    addChoice(m_device, tr("Graphics card"), int(DeviceChoice::Cuda), int(m_settings.device()));
    m_memory = new QComboBox;
    m_memory->setObjectName(QStringLiteral("memoryChoice"));
    const int chosen = m_settings.memory() ? int(*m_settings.memory()) : -1;
    addChoice(m_memory, tr("Fastest that fits"), -1, chosen);
    addChoice(m_memory, tr("All networks at once"), int(MemoryMode::Resident), chosen);
    addChoice(m_memory, tr("One network at a time"), int(MemoryMode::Staged), chosen);
    addChoice(m_memory, tr("As little as possible"), int(MemoryMode::Chunked), chosen);
    m_threads = new QSpinBox;
    m_threads->setObjectName(QStringLiteral("threadCount"));
    m_threads->setRange(0, std::max(QThread::idealThreadCount(), m_settings.threads()));
    m_threads->setSpecialValueText(tr("all cores"));
    m_threads->setValue(m_settings.threads());

    auto* group = new QGroupBox(tr("Computing"));
    auto* form = new QFormLayout(group);
    addRow(form, tr("&Device:"), m_device, tr("Where the model runs."));
    addRow(form, tr("&Card memory:"), m_memory, tr("How a job uses the graphics card's memory. Less of it is slower."));
    addRow(form, tr("T&hreads:"), m_threads, tr("How many of the processor's cores a job takes"));
    return group;
}

QWidget* SettingsDialog::createModelsRow() {
    m_models = new QLineEdit(m_settings.modelRoot());
    m_models->setObjectName(QStringLiteral("modelRoot"));
    m_models->setPlaceholderText(tr("the user's data folder"));
    m_models->setToolTip(tr("A folder in which models lie, each in a folder of its own"));
    m_models->setAccessibleName(tr("Models folder"));
    auto* browse = new QPushButton(tr("&Browse..."));
    browse->setAutoDefault(false);
    browse->setToolTip(tr("Choose the folder with the models"));
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Models folder"), m_models->text());
        if (!folder.isEmpty()) m_models->setText(folder);
    });
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(m_models, 1);
    layout->addWidget(browse);
    row->setFocusProxy(m_models);
    return row;
}

QWidget* SettingsDialog::createStorage() {
    m_limit = new QDoubleSpinBox;
    m_limit->setObjectName(QStringLiteral("historyLimit"));
    m_limit->setRange(0.1, 10'000);
    m_limit->setDecimals(1);
    m_limit->setSuffix(tr(" GB"));
    m_limit->setValue(double(m_history.limitBytes()) / kGigabyte);
    m_size = new QLabel;
    auto* cleanUp = new QPushButton(tr("Clean &Up"));
    cleanUp->setObjectName(QStringLiteral("cleanUp"));
    cleanUp->setAutoDefault(false);
    cleanUp->setToolTip(tr("Delete for good what was deleted from the history; that can then no longer be undone"));
    connect(cleanUp, &QPushButton::clicked, &m_history, &HistoryStore::emptyBin);

    auto* used = new QWidget;
    auto* usedLayout = new QHBoxLayout(used);
    usedLayout->setContentsMargins({});
    usedLayout->addWidget(m_size, 1);
    usedLayout->addWidget(cleanUp);
    auto* group = new QGroupBox(tr("Storage"));
    auto* form = new QFormLayout(group);
    form->addRow(tr("&Models folder:"), createModelsRow());
    addRow(form, tr("H&istory up to:"), m_limit, tr("The oldest results are deleted when the history grows beyond it"));
    form->addRow(tr("Used:"), used);
    return group;
}

void SettingsDialog::showStorage() {
    const auto text = [](qint64 bytes) { return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat); };
    m_size->setText(tr("%1, and %2 deleted").arg(text(m_history.totalBytes()), text(m_history.binBytes())));
}

void SettingsDialog::accept() {
    m_settings.setColourScheme(m_theme->currentData().toInt());
    m_settings.setLanguage(m_language->currentData().toString());
    m_settings.setPreviewEvery(m_previewEvery->value());
    m_settings.setDevice(DeviceChoice(m_device->currentData().toInt()));
    const int memory = m_memory->currentData().toInt();
    m_settings.setMemory(memory < 0 ? std::nullopt : std::optional(MemoryMode(memory)));
    m_settings.setThreads(m_threads->value());
    m_settings.setModelRoot(m_models->text().trimmed());
    m_history.setLimitBytes(qint64(m_limit->value() * kGigabyte));
    m_settings.setHistoryLimitBytes(m_history.limitBytes());
    QDialog::accept();
}

}  // namespace espalier

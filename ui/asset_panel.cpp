#include "ui/asset_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <cmath>
#include <limits>

#include "ui/failure_text.h"
#include "ui/theme.h"

namespace espalier {
namespace {

constexpr int kFreeNumber = -1;  ///< data of the preset that shows the number's own field
constexpr int kFewestFaces = 100;
constexpr int kMostFaces = 10'000'000;

QWidget* row(QWidget* first, QWidget* second) {
    auto* holder = new QWidget;
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(first, 1);
    layout->addWidget(second);
    return holder;
}

}  // namespace

AssetPanel::AssetPanel(QWidget* parent) : QWidget(parent) {
    createFields();
    createLayout();
    connectSignals();
    setSettings({});
    applyTheme();
    updateFields();
}

void AssetPanel::createFields() {
    const auto combo = [](const QString& name, const QString& toolTip, const char* objectName) {
        auto* box = new QComboBox;
        box->setAccessibleName(name);
        box->setToolTip(toolTip);
        box->setObjectName(QLatin1String(objectName));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        return box;
    };
    const auto check = [](const QString& text, const QString& toolTip, const char* objectName) {
        auto* box = new QCheckBox(text);
        box->setToolTip(toolTip);
        box->setObjectName(QLatin1String(objectName));
        return box;
    };
    const QLocale locale;
    m_faces = combo(tr("Faces"), tr("How many triangles the asset may have. Fewer are lighter for games and the web."),
                    "facesBox");
    for (const int count : {20'000, 100'000, 500'000})
        m_faces->addItem(tr("%1 at most").arg(locale.toString(count)), count);
    m_faces->addItem(tr("Keep all"), 0);
    m_faces->addItem(tr("Another number"), kFreeNumber);
    m_faceCount = new QSpinBox;
    m_faceCount->setObjectName(QStringLiteral("faceCount"));
    m_faceCount->setRange(kFewestFaces, kMostFaces);
    m_faceCount->setSingleStep(1000);
    m_faceCount->setGroupSeparatorShown(true);
    m_faceCount->setAccessibleName(tr("Number of faces"));
    m_faceCount->setToolTip(m_faces->toolTip());
    m_textureSize = combo(tr("Texture"), tr("Texels along each side of the textures."), "textureSizeBox");
    m_textureSize->addItem(tr("None, colours at the vertices"), 0);
    for (const int size : {512, 1024, 2048, 4096})
        m_textureSize->addItem(tr("%1 × %1").arg(size), size);
    m_normalMap =
        check(tr("Normal map"), tr("Keeps as a texture what fewer faces take from the surface."), "normalMap");
    m_remesh = check(tr("One watertight surface"),
                     tr("Builds the surface anew without holes or overlaps, for printing."), "remesh");
    m_keepInner = check(tr("Keep inner surfaces"), tr("Keeps what nobody sees from outside."), "keepInner");
    m_sized =
        check(tr("Longest side"), tr("Gives exported files a real size. Without it the model is about 1 m."), "sized");
    m_size = new QDoubleSpinBox;
    m_size->setObjectName(QStringLiteral("sizeBox"));
    m_size->setRange(0.01, 100'000);
    m_size->setValue(120);
    m_size->setAccessibleName(tr("Length of the longest side"));
    m_size->setToolTip(m_sized->toolTip());
    m_unit = combo(tr("Unit"), tr("Unit of the length"), "unitBox");
    m_unit->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_unit->addItem(tr("mm"), 0.001);
    m_unit->addItem(tr("cm"), 0.01);
    m_unit->addItem(tr("m"), 1.0);
    m_textureFiles = combo(tr("Texture files"),
                           tr("PNG keeps every texel, JPEG is smaller. WebP is smaller still, but some programs do not "
                              "read it."),
                           "textureFilesBox");
    m_textureFiles->addItem(tr("PNG"), int(ImageFormat::Png));
    m_textureFiles->addItem(tr("JPEG"), int(ImageFormat::Jpeg));
    m_textureFiles->addItem(tr("WebP"), int(ImageFormat::WebP));

    m_apply = new QPushButton(tr("Apply"));
    m_apply->setObjectName(QStringLiteral("applyAsset"));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("cancelAsset"));
    m_cancel->setToolTip(tr("Stop, and keep the asset as it was"));
    m_before = new QPushButton(tr("Before"));
    m_before->setObjectName(QStringLiteral("beforeToggle"));
    m_before->setCheckable(true);
    m_before->setToolTip(tr("Show the mesh as the model gave it, for comparison (B)"));
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    m_facts = new QLabel;
    m_facts->setObjectName(QStringLiteral("assetFacts"));
    m_facts->setAccessibleName(tr("Facts about the asset"));
    m_notes = new QLabel;
    m_notes->setObjectName(QStringLiteral("assetNotes"));
    for (QLabel* label : {m_facts, m_notes}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
}

void AssetPanel::createLayout() {
    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->setVerticalSpacing(6);
    m_form->addRow(tr("Faces"), m_faces);
    m_form->addRow(QString(), m_faceCount);
    m_form->addRow(tr("Texture"), m_textureSize);
    m_form->addRow(QString(), m_normalMap);
    m_form->addRow(QString(), m_remesh);
    m_form->addRow(QString(), m_keepInner);
    auto* files = new QFormLayout;
    files->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    files->setVerticalSpacing(6);
    files->addRow(m_sized);
    files->addRow(row(m_size, m_unit));
    files->addRow(tr("Texture files"), m_textureFiles);

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_apply, 1);
    buttons->addWidget(m_cancel, 1);
    buttons->addWidget(m_before);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 10, 10, 10);
    layout->setSpacing(8);
    layout->addLayout(m_form);
    layout->addLayout(buttons);
    layout->addWidget(m_progress);
    layout->addWidget(m_facts);
    layout->addWidget(m_notes);
    layout->addSpacing(6);
    auto* exportHead = new QLabel(tr("In exported files"));
    QFont bold = exportHead->font();
    bold.setBold(true);
    exportHead->setFont(bold);
    layout->addWidget(exportHead);
    layout->addLayout(files);
    layout->addStretch(1);
}

void AssetPanel::connectSignals() {
    connect(m_apply, &QPushButton::clicked, this, &AssetPanel::applyRequested);
    connect(m_cancel, &QPushButton::clicked, this, &AssetPanel::cancelRequested);
    connect(m_before, &QPushButton::toggled, this, &AssetPanel::beforeShownChanged);
    for (QComboBox* box : {m_faces, m_textureSize})
        connect(box, &QComboBox::currentIndexChanged, this, &AssetPanel::updateFields);
    connect(m_faceCount, &QSpinBox::valueChanged, this, &AssetPanel::updateFields);
    for (QCheckBox* box : {m_normalMap, m_remesh, m_keepInner, m_sized})
        connect(box, &QCheckBox::toggled, this, &AssetPanel::updateFields);
}

AssetSettings AssetPanel::settings() const {
    AssetSettings settings;
    const int preset = m_faces->currentData().toInt();
    settings.faceTarget = std::size_t(preset == kFreeNumber ? m_faceCount->value() : preset);
    settings.textureSize = m_textureSize->currentData().toInt();
    settings.normalMap = m_normalMap->isChecked() && settings.textureSize > 0;
    settings.remesh = m_remesh->isChecked();
    settings.removeInnerShells = !m_keepInner->isChecked();
    return settings;
}

void AssetPanel::setSettings(const AssetSettings& settings) {
    const int preset = m_faces->findData(int(settings.faceTarget));
    m_faces->setCurrentIndex(preset >= 0 ? preset : m_faces->findData(kFreeNumber));
    m_faceCount->setValue(int(settings.faceTarget));
    const int size = m_textureSize->findData(settings.textureSize);
    m_textureSize->setCurrentIndex(size >= 0 ? size : m_textureSize->findData(AssetSettings().textureSize));
    m_normalMap->setChecked(settings.normalMap);
    m_remesh->setChecked(settings.remesh);
    m_keepInner->setChecked(!settings.removeInnerShells);
}

ExportOptions AssetPanel::exportOptions() const {
    ExportOptions options;
    options.textures = ImageFormat(m_textureFiles->currentData().toInt());
    if (m_sized->isChecked()) options.sizeMetres = m_size->value() * m_unit->currentData().toDouble();
    return options;
}

void AssetPanel::setState(AssetState state) {
    m_state = state;
    if (state == AssetState::Making) m_progress->setValue(0);
    updateFields();
}

void AssetPanel::showProgress(const Progress& progress) {
    m_progress->setValue(int(std::lround(progress.fraction * 1000)));
    m_progress->setToolTip(stageText(progress.stage));
}

void AssetPanel::setMadeWith(const std::optional<AssetSettings>& settings) {
    m_made = settings;
    updateFields();
}

void AssetPanel::showAsset(const MeshAsset& mesh, const AssetSummary& summary, const AssetReport& report) {
    m_facts->setText(assetFacts(mesh, summary, report));
    QStringList notes;
    for (const std::string& note : report.notes)
        notes << QString::fromStdString(note);
    m_notes->setText(notes.join(QLatin1Char('\n')));
    updateFields();
}

QString AssetPanel::factsText() const {
    return m_facts->text();
}

bool AssetPanel::canApply() const {
    return m_state == AssetState::Ready && !(m_made && *m_made == settings());
}

bool AssetPanel::isBeforeShown() const {
    return m_before->isChecked();
}

void AssetPanel::setBeforeShown(bool shown) {
    m_before->setChecked(shown);
}

void AssetPanel::updateFields() {
    m_form->setRowVisible(m_faceCount, m_faces->currentData().toInt() == kFreeNumber);
    m_normalMap->setEnabled(m_textureSize->currentData().toInt() > 0);
    m_size->setEnabled(m_sized->isChecked());
    m_unit->setEnabled(m_sized->isChecked());
    const bool making = m_state == AssetState::Making;
    m_apply->setVisible(!making);
    m_apply->setEnabled(canApply());
    m_apply->setToolTip(m_state == AssetState::Fixed
                            ? tr("What this model was made from is no longer there; generate it again to change it.")
                        : m_state == AssetState::None ? tr("The settings count for the next model.")
                        : m_state == AssetState::Busy ? tr("Wait until the running job is over.")
                        : canApply() ? tr("Make the asset again with these settings, without running the model")
                                     : tr("The asset was made with these settings."));
    m_cancel->setVisible(making);
    m_before->setEnabled(m_state == AssetState::Ready);
    Q_EMIT changed();
    m_progress->setVisible(making);
    m_facts->setVisible(!m_facts->text().isEmpty());
    m_notes->setVisible(!m_notes->text().isEmpty());
}

void AssetPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void AssetPanel::applyTheme() {
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_facts->setPalette(quiet);
    m_notes->setPalette(quiet);
}

}  // namespace espalier

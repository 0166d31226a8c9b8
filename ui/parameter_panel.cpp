#include "ui/parameter_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <limits>
#include <utility>

#include "ui/sampler_grid.h"
#include "ui/theme.h"

namespace espalier {
namespace {

int stepsFor(Quality quality, int own) {
    switch (quality) {
        case Quality::Draft:
            return std::max(1, own / 2);
        case Quality::High:
            return own * 2;
        default:
            return own;
    }
}

QWidget* row(std::initializer_list<QWidget*> widgets) {
    auto* holder = new QWidget;
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (QWidget* widget : widgets)
        layout->addWidget(widget);
    layout->setStretch(0, 1);
    return holder;
}

/// What may come beside the mesh: the flags of a choice in the box of results.
constexpr int kGaussians = 1, kRadianceField = 2;

QToolButton* iconButton(const QString& name) {
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setIconSize({18, 18});
    return button;
}

}  // namespace

ParameterPanel::ParameterPanel(QWidget* parent) : QWidget(parent) {
    createFields();
    createLayout();
    connectSignals();
    applyTheme();
    drawSeed();
    showModel();
}

void ParameterPanel::createFields() {
    m_modelBox = new QComboBox;
    m_modelBox->setObjectName(QStringLiteral("modelBox"));
    m_modelBox->setAccessibleName(tr("Model"));
    m_modelBox->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_openModel = iconButton(tr("Use a model from another folder"));
    m_modelNote = new QLabel;
    m_modelNote->setWordWrap(true);
    m_typeBox = new QComboBox;
    m_typeBox->setAccessibleName(tr("Resolution"));
    m_typeBox->setToolTip(tr("How fine the model's grid is. Finer ones need more time and memory."));
    m_qualityBox = new QComboBox;
    m_qualityBox->setObjectName(QStringLiteral("qualityBox"));
    m_qualityBox->setAccessibleName(tr("Quality"));
    m_qualityBox->addItem(tr("Draft, about half the time"), int(Quality::Draft));
    m_qualityBox->addItem(tr("Standard"), int(Quality::Standard));
    m_qualityBox->addItem(tr("High, about twice the time"), int(Quality::High));
    m_qualityBox->addItem(tr("Custom steps"), int(Quality::Custom));
    m_qualityBox->setToolTip(tr("How many steps the model takes. Standard is what its makers use."));
    m_geometryOnly = new QCheckBox(tr("Shape only, no colours"));
    m_geometryOnly->setToolTip(tr("Leaves out the colour stages: faster, and enough for printing."));
    m_outputBox = new QComboBox;
    m_outputBox->setObjectName(QStringLiteral("outputBox"));
    m_outputBox->setAccessibleName(tr("Result"));
    m_outputBox->setToolTip(
        tr("What the model makes. Gaussians are for splat viewers, a radiance field is for research; a mesh is for "
           "everything else."));
    m_problems = new QLabel;
    m_problems->setWordWrap(true);
    m_problems->setObjectName(QStringLiteral("problems"));
    m_problems->hide();
}

QWidget* ParameterPanel::createSeedField() {
    m_seedBox = new QSpinBox;
    m_seedBox->setObjectName(QStringLiteral("seedBox"));
    m_seedBox->setRange(0, std::numeric_limits<int>::max());
    m_seedBox->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_seedBox->setAccessibleName(tr("Seed"));
    m_seedBox->setToolTip(tr("The same picture, settings and seed give the same result. Type a seed to use it again."));
    m_dice = iconButton(tr("Draw another seed"));
    m_lock = iconButton(tr("Keep this seed instead of drawing a new one for each run"));
    m_lock->setCheckable(true);
    return row({m_seedBox, m_dice, m_lock});
}

QWidget* ParameterPanel::createAdvanced() {
    m_samplers = new SamplerGrid;
    m_deviceBox = new QComboBox;
    m_deviceBox->setAccessibleName(tr("Device"));
    m_deviceBox->addItem(tr("Best there is"), int(DeviceChoice::Auto));
    m_deviceBox->addItem(tr("Processor"), int(DeviceChoice::Cpu));
    m_deviceBox->addItem(tr("Graphics card"), int(DeviceChoice::Cuda));
    m_deviceBox->setToolTip(tr("Where the model runs."));
    m_memoryBox = new QComboBox;
    m_memoryBox->setObjectName(QStringLiteral("memoryBox"));
    m_memoryBox->setAccessibleName(tr("Card memory"));
    m_memoryBox->addItem(tr("Fastest that fits"), -1);
    m_memoryBox->addItem(tr("All networks at once"), int(MemoryMode::Resident));
    m_memoryBox->addItem(tr("One network at a time"), int(MemoryMode::Staged));
    m_memoryBox->addItem(tr("As little as possible"), int(MemoryMode::Chunked));
    m_memoryBox->setToolTip(tr("How a job uses the graphics card's memory. Less of it is slower."));
    m_reset = new QPushButton(tr("Reset to the model's own values"));

    m_advanced = new QWidget;
    m_advanced->setObjectName(QStringLiteral("advanced"));
    auto* layout = new QVBoxLayout(m_advanced);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_samplers);
    auto* device = new QFormLayout;
    device->addRow(tr("Device"), m_deviceBox);
    device->addRow(tr("Card memory"), m_memoryBox);
    layout->addLayout(device);
    layout->addWidget(m_reset);
    m_advanced->hide();
    return m_advanced;
}

void ParameterPanel::createLayout() {
    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(8);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->addRow(tr("Model"), row({m_modelBox, m_openModel}));
    m_form->addRow(QString(), m_modelNote);
    m_form->addRow(tr("Resolution"), m_typeBox);
    m_form->addRow(tr("Result"), m_outputBox);
    m_form->addRow(tr("Quality"), m_qualityBox);
    m_form->addRow(tr("Seed"), createSeedField());
    m_form->addRow(QString(), m_geometryOnly);

    m_advancedToggle = new QToolButton;
    m_advancedToggle->setObjectName(QStringLiteral("advancedToggle"));
    m_advancedToggle->setText(tr("Advanced"));
    m_advancedToggle->setToolTip(tr("Steps and guidance of each stage"));
    m_advancedToggle->setCheckable(true);
    m_advancedToggle->setAutoRaise(true);
    m_advancedToggle->setIconSize({16, 16});
    m_advancedToggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(m_form);
    layout->addWidget(m_problems);
    layout->addWidget(m_advancedToggle, 0, Qt::AlignLeft);
    layout->addWidget(createAdvanced());
    layout->addStretch(1);
}

void ParameterPanel::connectSignals() {
    connect(m_modelBox, &QComboBox::currentIndexChanged, this, &ParameterPanel::showModel);
    connect(m_typeBox, &QComboBox::currentIndexChanged, this, &ParameterPanel::targetChanged);
    connect(m_outputBox, &QComboBox::currentIndexChanged, this, &ParameterPanel::targetChanged);
    connect(m_deviceBox, &QComboBox::currentIndexChanged, this, &ParameterPanel::targetChanged);
    connect(m_memoryBox, &QComboBox::currentIndexChanged, this, &ParameterPanel::targetChanged);
    connect(m_openModel, &QToolButton::clicked, this, &ParameterPanel::openModelRequested);
    connect(m_qualityBox, &QComboBox::activated, this, [this] { setQuality(quality()); });
    connect(m_samplers, &SamplerGrid::stepsEdited, this,
            [this] { m_qualityBox->setCurrentIndex(m_qualityBox->findData(int(Quality::Custom))); });
    connect(m_dice, &QToolButton::clicked, this, &ParameterPanel::drawSeed);
    connect(m_lock, &QToolButton::toggled, this, &ParameterPanel::applyTheme);
    connect(m_seedBox, &QAbstractSpinBox::editingFinished, this, [this] {
        // Whoever types a seed wants to keep it.
        if (m_seedBox->hasFocus()) setSeedLocked(true);
    });
    connect(m_geometryOnly, &QCheckBox::toggled, this, &ParameterPanel::updateStages);
    connect(m_reset, &QPushButton::clicked, this, &ParameterPanel::resetAdvanced);
    connect(m_advancedToggle, &QToolButton::toggled, this, [this](bool shown) {
        m_advanced->setVisible(shown);
        applyTheme();
    });
}

void ParameterPanel::setModels(std::vector<ModelInfo> models, const std::filesystem::path& selected) {
    const QSignalBlocker blocker(m_modelBox);
    m_models = std::move(models);
    m_modelBox->clear();
    for (const ModelInfo& model : m_models)
        m_modelBox->addItem(QString::fromStdString(model.title));
    const auto found =
        std::find_if(m_models.begin(), m_models.end(), [&](const ModelInfo& model) { return model.dir == selected; });
    if (!m_models.empty()) m_modelBox->setCurrentIndex(found == m_models.end() ? 0 : int(found - m_models.begin()));
    showModel();
}

const ModelInfo* ParameterPanel::model() const {
    const int index = m_modelBox->currentIndex();
    return index < 0 ? nullptr : &m_models[std::size_t(index)];
}

/// What the model can make, with as much of the choice before as it has.
void ParameterPanel::offerOutputs(const ModelInfo* info) {
    const bool hasGaussians = info && info->hasGaussians, hasField = info && info->hasRadianceField;
    const int before = m_outputBox->currentData().toInt();
    const QSignalBlocker quiet(m_outputBox);
    m_outputBox->clear();
    m_outputBox->addItem(tr("Mesh"), 0);
    if (hasGaussians) m_outputBox->addItem(tr("Mesh and Gaussians"), kGaussians);
    if (hasField) m_outputBox->addItem(tr("Mesh and radiance field"), kRadianceField);
    if (hasGaussians && hasField)
        m_outputBox->addItem(tr("Mesh, Gaussians and radiance field"), kGaussians | kRadianceField);
    m_outputBox->setCurrentIndex(std::max(0, m_outputBox->findData(before)));
    m_form->setRowVisible(m_outputBox, m_outputBox->count() > 1);
}

void ParameterPanel::showModel() {
    const ModelInfo* info = model();
    m_typeBox->clear();
    if (info) {
        for (const PipelineType type : info->types)
            m_typeBox->addItem(QString::fromUtf8(name(type).data(), qsizetype(name(type).size())).replace('_', ' '),
                               int(type));
        m_typeBox->setCurrentIndex(std::max(0, m_typeBox->findData(int(info->defaultType))));
        m_modelBox->setToolTip(QString::fromStdString(info->dir.string()));
        m_modelNote->setText(info->problems.empty() ? tr("%1 of weights")
                                                          .arg(QLocale().formattedDataSize(qint64(info->weightBytes), 0,
                                                                                           QLocale::DataSizeSIFormat))
                                                    : QString::fromStdString(info->problems.front()));
        m_samplers->setDefaults(info->structure, info->shape, info->texture);
    } else {
        m_modelNote->setText(tr("No model was found. Choose a folder that holds a pipeline.json."));
    }
    // A choice of one is no choice.
    m_form->setRowVisible(m_typeBox, m_typeBox->count() > 1);
    offerOutputs(info);
    setQuality(Quality::Standard);
    updateStages();
    Q_EMIT
    modelChanged();
}

void ParameterPanel::updateStages() {
    const ModelInfo* info = model();
    const bool canColour = info && info->hasTexture;
    m_geometryOnly->setEnabled(canColour);
    m_samplers->setStageEnabled(FlowStage::Texture, info && info->samplesTexture() && !m_geometryOnly->isChecked());
}

void ParameterPanel::setDevice(DeviceChoice device, std::optional<MemoryMode> memory) {
    m_deviceBox->setCurrentIndex(m_deviceBox->findData(int(device)));
    m_memoryBox->setCurrentIndex(m_memoryBox->findData(memory ? int(*memory) : -1));
}

GenerateRequest ParameterPanel::request() const {
    GenerateRequest result;
    if (const ModelInfo* info = model()) {
        result.modelDir = info->dir;
        result.geometryOnly = m_geometryOnly->isChecked() || !info->hasTexture;
        const int output = m_outputBox->currentData().toInt();
        result.gaussians = output & kGaussians;
        result.radianceField = output & kRadianceField;
    }
    if (m_typeBox->currentIndex() >= 0) result.type = PipelineType(m_typeBox->currentData().toInt());
    result.seed = seed();
    result.structure = m_samplers->overrides(FlowStage::Structure);
    result.shape = m_samplers->overrides(FlowStage::Shape);
    result.texture = m_samplers->overrides(FlowStage::Texture);
    result.device = DeviceChoice(m_deviceBox->currentData().toInt());
    if (const int mode = m_memoryBox->currentData().toInt(); mode >= 0) result.memory = MemoryMode(mode);
    return result;
}

bool ParameterPanel::setRequest(const GenerateRequest& request) {
    const auto found = std::find_if(m_models.begin(), m_models.end(),
                                    [&](const ModelInfo& model) { return model.dir == request.modelDir; });
    if (found != m_models.end()) m_modelBox->setCurrentIndex(int(found - m_models.begin()));
    if (request.type) m_typeBox->setCurrentIndex(std::max(0, m_typeBox->findData(int(*request.type))));
    setQuality(Quality::Standard);
    m_samplers->setOverrides(FlowStage::Structure, request.structure);
    m_samplers->setOverrides(FlowStage::Shape, request.shape);
    m_samplers->setOverrides(FlowStage::Texture, request.texture);
    if (request.structure.steps || request.shape.steps || request.texture.steps)
        m_qualityBox->setCurrentIndex(m_qualityBox->findData(int(Quality::Custom)));
    m_geometryOnly->setChecked(request.geometryOnly && m_geometryOnly->isEnabled());
    const int output = (request.gaussians ? kGaussians : 0) | (request.radianceField ? kRadianceField : 0);
    m_outputBox->setCurrentIndex(std::max(0, m_outputBox->findData(output)));
    setSeed(int(std::min<std::uint64_t>(request.seed, std::numeric_limits<int>::max())));
    setSeedLocked(true);
    return found != m_models.end();
}

void ParameterPanel::showProblems(const std::vector<RequestProblem>& problems) {
    QStringList lines;
    for (const RequestProblem& problem : problems) {
        lines << QString::fromStdString(problem.message + (problem.hint.empty() ? "" : " " + problem.hint));
        // Sampler fields are named "structure.steps" and the like; they are no use to anybody while folded away.
        if (problem.field.find('.') != std::string::npos) m_advancedToggle->setChecked(true);
    }
    m_problems->setText(lines.join(QLatin1Char('\n')));
    m_problems->setVisible(!lines.isEmpty());
}

Quality ParameterPanel::quality() const {
    return Quality(m_qualityBox->currentData().toInt());
}

void ParameterPanel::setQuality(Quality quality) {
    m_qualityBox->setCurrentIndex(m_qualityBox->findData(int(quality)));
    if (quality == Quality::Custom) {
        m_advancedToggle->setChecked(true);
        return;
    }
    for (const FlowStage stage : {FlowStage::Structure, FlowStage::Shape, FlowStage::Texture})
        m_samplers->setSteps(stage, stepsFor(quality, m_samplers->defaults(stage).steps));
}

void ParameterPanel::setSteps(int structure, int shape, int texture) {
    m_samplers->setSteps(FlowStage::Structure, structure);
    m_samplers->setSteps(FlowStage::Shape, shape);
    m_samplers->setSteps(FlowStage::Texture, texture);
    m_qualityBox->setCurrentIndex(m_qualityBox->findData(int(Quality::Custom)));
}

std::uint64_t ParameterPanel::seed() const {
    return std::uint64_t(m_seedBox->value());
}
void ParameterPanel::setSeed(int seed) {
    m_seedBox->setValue(seed);
}
bool ParameterPanel::isSeedLocked() const {
    return m_lock->isChecked();
}
void ParameterPanel::setSeedLocked(bool locked) {
    m_lock->setChecked(locked);
}

void ParameterPanel::drawSeed() {
    m_seedBox->setValue(QRandomGenerator::global()->bounded(std::numeric_limits<int>::max()));
}

void ParameterPanel::resetAdvanced() {
    m_samplers->reset();
    m_deviceBox->setCurrentIndex(0);
    m_memoryBox->setCurrentIndex(0);
    setQuality(Quality::Standard);
}

void ParameterPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void ParameterPanel::applyTheme() {
    m_openModel->setIcon(themedIcon(QStringLiteral("open"), palette()));
    m_dice->setIcon(themedIcon(QStringLiteral("dice"), palette()));
    m_reset->setIcon(themedIcon(QStringLiteral("reset"), palette()));
    m_lock->setIcon(themedIcon(isSeedLocked() ? QStringLiteral("lock") : QStringLiteral("unlock"), palette()));
    m_advancedToggle->setIcon(
        themedIcon(m_advancedToggle->isChecked() ? QStringLiteral("collapse") : QStringLiteral("expand"), palette()));
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_modelNote->setPalette(quiet);
}

}  // namespace espalier

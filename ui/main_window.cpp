#include "ui/main_window.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "ui/asset_commands.h"
#include "ui/asset_remaker.h"
#include "ui/device_banner.h"
#include "ui/help_dialog.h"
#include "ui/history_panel.h"
#include "ui/history_store.h"
#include "ui/image_drop_area.h"
#include "ui/job_journal.h"
#include "ui/job_panel.h"
#include "ui/log_book.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "ui/preview_timeline.h"
#include "ui/queue_panel.h"
#include "ui/system_theme.h"
#include "ui/theme.h"
#include "ui/view_pictures.h"
#include "ui/viewport_commands.h"
#include "ui/views_panel.h"
#include "ui/welcome_view.h"
#include "ui/window_actions.h"
#include "viewer/viewport_widget.h"

namespace espalier {
namespace {

constexpr int kSidebarWidth = 320;
constexpr int kHistoryWidth = 260;
/// A narrower tool bar shows icons alone.
constexpr int kWordsWidth = 640;

/// What the palette alone cannot say: the main button, and the thin lines between the areas.
QString styleSheetFor(const QPalette& palette) {
    const QColor accent = palette.color(QPalette::Highlight);
    const QColor window = palette.color(QPalette::Window);
    return QStringLiteral(
               "#jobPanel { border-top: 1px solid %1; }"
               "#viewBar { border: none; border-bottom: 1px solid %1; padding: 4px 8px; spacing: 4px; }"
               "QStatusBar { border-top: 1px solid %1; } QStatusBar::item { border: none; }"
               "#generateButton { background: %2; color: %3; border: none; border-radius: 6px; padding: 9px 14px;"
               " font-weight: bold; }"
               "#generateButton:hover, #generateButton:focus { background: %4; }"
               "#generateButton:disabled { background: %5; color: %6; }"
               "#cancelButton { padding: 8px 14px; }"
               "#advancedToggle { border: none; padding: 4px 0; }"
               "QProgressBar { border: none; border-radius: 3px; background: %5; }"
               "QProgressBar::chunk { border-radius: 3px; background: %2; }")
        .arg(lineColour(palette).name(), accent.name(), palette.color(QPalette::HighlightedText).name(),
             blend(accent, palette.color(QPalette::HighlightedText), 0.14).name(),
             blend(window, palette.color(QPalette::WindowText), 0.1).name(), quietText(palette).name());
}

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

}  // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent),
      m_log(new LogBook(this)),
      m_journal(std::make_unique<JobJournal>(JobJournal::defaultFolder())),
      m_actions(new WindowActions(this)),
      m_jobs(new JobQueue(this)),
      m_picture(new PictureSource(this)),
      m_assets(new AssetCommands(this)),
      m_remaker(new AssetRemaker(this)),
      m_history(new HistoryStore(HistoryStore::defaultFolder(), this)) {
    followTheme();
    setWindowTitle(tr("Espalier"));
    setAcceptDrops(true);
    setMinimumSize(860, 560);
    createLayout();
    connectActions();
    connectPicture();
    connectJobs();
    connectViewport();
    connectHistory();
    connectJournal();
    connectAsset();
    connectViews();
    applyTheme();
    m_parameters->setDevice(m_settings.device(), m_settings.memory());
    loadModels({});
    updateActions();
    showStatus(tr("Ready"));
    resize(1280, 800);
    restoreGeometry(m_settings.windowGeometry());
    restoreState(m_settings.windowState());
}

// The queue stops its job first; it may still speak while it does, and by then half of this window is gone.
MainWindow::~MainWindow() {
    m_jobs->disconnect(this);
    QStringList entries = m_journalOf.values();  // of results whose writing the history waits for
    if (const auto job = m_jobs->activeJob()) entries << m_jobs->order(*job).journalEntry;
    delete m_jobs;
    for (const QString& entry : entries)
        m_journal->remove(entry);
}

void MainWindow::followTheme() {
    m_theme = new SystemTheme(this);
    chooseTheme(m_settings.colourScheme());
    connect(m_actions->themes, &QActionGroup::triggered, this, [this](const QAction* action) {
        const int scheme = action->property("scheme").toInt();
        m_settings.setColourScheme(scheme);
        chooseTheme(scheme);
    });
}

void MainWindow::chooseTheme(int scheme) {
    for (QAction* action : m_actions->themes->actions())
        action->setChecked(action->property("scheme").toInt() == scheme);
    m_theme->choose(ColourScheme(scheme));
}

void MainWindow::createLayout() {
    m_assetPanel = new AssetPanel;
    m_historyPanel = new HistoryPanel(*m_history);
    setCentralWidget(createStage());
    QDockWidget* settings =
        createDock("settingsDock", tr("Picture and Settings"), Qt::LeftDockWidgetArea, createSidebar());
    QDockWidget* history = createDock("historyDock", tr("History"), Qt::RightDockWidgetArea, m_historyPanel);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_assetPanel);
    scroll->setAccessibleName(tr("Asset"));
    scroll->setMinimumWidth(m_assetPanel->minimumSizeHint().width());
    QDockWidget* asset = createDock("assetDock", tr("Asset"), Qt::RightDockWidgetArea, scroll);
    m_queuePanel = new QueuePanel(*m_jobs);
    m_queueDock = createDock("queueDock", tr("Queue"), Qt::RightDockWidgetArea, m_queuePanel);
    tabifyDockWidget(history, asset);
    tabifyDockWidget(asset, m_queueDock);
    history->raise();
    resizeDocks({settings, history}, {kSidebarWidth, kHistoryWidth}, Qt::Horizontal);

    m_actions->fillMenuBar(menuBar());
    m_viewportCommands->fillMenus(m_actions->view, m_actions->panels->menuAction(), m_actions->light);
    m_historyPanel->fillMenu(m_actions->history);
    m_queuePanel->fillMenu(m_actions->queue);
    settings->toggleViewAction()->setShortcut(Qt::Key_F6);
    history->toggleViewAction()->setShortcut(Qt::Key_F7);
    asset->toggleViewAction()->setShortcut(Qt::Key_F8);
    m_queueDock->toggleViewAction()->setShortcut(Qt::Key_F9);
    m_actions->panels->addActions({settings->toggleViewAction(), history->toggleViewAction(), asset->toggleViewAction(),
                                   m_queueDock->toggleViewAction()});
    createStatusBar();
}

QDockWidget* MainWindow::createDock(const char* name, const QString& title, Qt::DockWidgetArea area, QWidget* content) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(QLatin1String(name));  // saveState() knows it by that
    dock->setWidget(content);
    addDockWidget(area, dock);
    return dock;
}

QWidget* MainWindow::createSidebar() {
    m_dropArea = new ImageDropArea;
    m_pictureNote = new QLabel;
    m_pictureNote->setObjectName(QStringLiteral("pictureNote"));
    m_pictureNote->setWordWrap(true);
    m_pictureNote->hide();
    m_cutOutButton = new QPushButton(tr("Correct the Cut-out..."));
    m_cutOutButton->setObjectName(QStringLiteral("cutOutButton"));
    m_cutOutButton->hide();
    m_views = new ViewsPanel;
    m_parameters = new ParameterPanel;

    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_parameters);
    scroll->setAccessibleName(tr("Settings"));

    m_generateButton = new QPushButton(tr("Generate"));
    m_generateButton->setObjectName(QStringLiteral("generateButton"));
    m_generateButton->setToolTip(m_actions->generate->toolTip());
    m_cancelButton = new QPushButton(tr("Cancel"));
    m_cancelButton->setObjectName(QStringLiteral("cancelButton"));
    m_cancelButton->setToolTip(m_actions->cancel->toolTip());
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_generateButton, 1);
    buttons->addWidget(m_cancelButton);

    auto* sidebar = new QFrame;
    sidebar->setObjectName(QStringLiteral("sidebar"));
    sidebar->setMinimumWidth(kSidebarWidth - 30);
    auto* layout = new QVBoxLayout(sidebar);
    layout->setContentsMargins(14, 12, 14, 14);
    layout->setSpacing(8);
    layout->addWidget(m_dropArea);
    layout->addWidget(m_pictureNote);
    layout->addWidget(m_cutOutButton);
    layout->addWidget(m_views);
    layout->addSpacing(8);
    layout->addWidget(heading(tr("Settings")));
    layout->addWidget(scroll, 1);
    layout->addLayout(buttons);
    return sidebar;
}

QWidget* MainWindow::createStage() {
    m_viewBar = new QToolBar;
    m_viewBar->setObjectName(QStringLiteral("viewBar"));
    m_viewBar->setIconSize({20, 20});
    m_viewBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_viewBar->installEventFilter(this);
    m_actions->fillToolBar(m_viewBar);
    m_deviceBanner = new DeviceBanner;
    m_banner = new MessageBanner;
    m_welcome = new WelcomeView;
    m_viewport = new ViewportWidget;
    m_viewportCommands = new ViewportCommands(*m_viewport, m_settings, this);
    m_viewBar->insertAction(m_actions->screenshot, m_viewportCommands->action(ViewCommand::Gaussians));
    m_timeline = new PreviewTimeline;
    m_viewPictures = new ViewPictures(*m_viewport, *m_assets, m_settings, this);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_welcome);
    m_stack->addWidget(m_viewport);
    m_jobPanel = new JobPanel;
    m_jobPanel->setAttribute(Qt::WA_StyledBackground);

    auto* stage = new QWidget;
    auto* layout = new QVBoxLayout(stage);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_viewBar);
    layout->addWidget(m_deviceBanner);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_timeline);
    layout->addWidget(m_jobPanel);
    return stage;
}

void MainWindow::createStatusBar() {
    m_status = new QLabel;
    m_status->setObjectName(QStringLiteral("statusSentence"));
    m_summary = new QLabel;
    m_summary->setObjectName(QStringLiteral("assetSummary"));
    m_summary->setAccessibleName(tr("Facts about the model"));
    m_device = new QLabel;
    m_device->setObjectName(QStringLiteral("deviceName"));
    m_device->setAccessibleName(tr("Device"));
    m_device->setIndent(18);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(10, 2, 10, 2);
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(m_summary);
    statusBar()->addPermanentWidget(m_device);
}

void MainWindow::connectActions() {
    connect(m_actions->open, &QAction::triggered, this, &MainWindow::askForPicture);
    connect(m_actions->openFolder, &QAction::triggered, this, &MainWindow::askForFolder);
    connect(m_actions->paste, &QAction::triggered, this, &MainWindow::pasteImage);
    connect(m_actions->editCutOut, &QAction::triggered, this, &MainWindow::editCutOut);
    connect(m_actions->stopLooking, &QAction::triggered, m_picture, &PictureSource::stopLooking);
    connect(m_cutOutButton, &QPushButton::clicked, this,
            [this] { (m_picture->isLooking() ? m_actions->stopLooking : m_actions->editCutOut)->trigger(); });
    connect(m_dropArea, &ImageDropArea::cutOutRequested, m_actions->editCutOut, &QAction::trigger);
    connect(m_actions->exportModel, &QAction::triggered, this, &MainWindow::askForExport);
    connect(m_actions->settings, &QAction::triggered, this, &MainWindow::showSettings);
    connect(m_actions->help, &QAction::triggered, this, [this] {
        auto* dialog = new HelpDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    });
    connect(m_actions->report, &QAction::triggered, this, &MainWindow::showReport);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->generate, &QAction::triggered, this, &MainWindow::generate);
    connect(m_actions->cancel, &QAction::triggered, this, &MainWindow::cancel);
    connect(m_actions->drawSeed, &QAction::triggered, m_parameters, &ParameterPanel::drawSeed);
    connect(m_actions->openModel, &QAction::triggered, this, &MainWindow::askForModel);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_actions->recent, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    connect(m_actions->samples, &QMenu::aboutToShow, this, &MainWindow::fillSamplesMenu);
    connect(m_generateButton, &QPushButton::clicked, this, &MainWindow::generate);
    connect(m_cancelButton, &QPushButton::clicked, this, &MainWindow::cancel);
    connect(m_parameters, &ParameterPanel::openModelRequested, this, &MainWindow::askForModel);
    connect(m_parameters, &ParameterPanel::modelChanged, this, &MainWindow::updateActions);
    connect(m_parameters, &ParameterPanel::modelChanged, this, &MainWindow::showDeviceVerdict);
    connect(m_parameters, &ParameterPanel::targetChanged, this, &MainWindow::showDeviceVerdict);
    connect(m_dropArea, &ImageDropArea::openRequested, this, &MainWindow::askForPicture);
    connect(m_dropArea, &ImageDropArea::imageChosen, this, &MainWindow::takeDropped);
    connect(m_welcome, &WelcomeView::sampleChosen, this, qOverload<const QString&>(&MainWindow::openImage));
}

void MainWindow::connectViewport() {
    connect(m_actions->frame, &QAction::triggered, m_viewport, &ViewportWidget::frameAll);
    connect(m_actions->wireframe, &QAction::toggled, m_viewport, &ViewportWidget::setWireframeShown);
    connect(m_actions->shadeColours, &QAction::triggered, this, [this] { m_viewport->setShading(Shading::Asset); });
    connect(m_actions->shadeClay, &QAction::triggered, this, [this] { m_viewport->setShading(Shading::Clay); });
    connect(m_actions->shadeNormals, &QAction::triggered, this, [this] { m_viewport->setShading(Shading::Normals); });
    connect(m_actions->shadeUvs, &QAction::triggered, this, [this] { m_viewport->setShading(Shading::UvChecker); });
    connect(m_actions->shadeVertexColours, &QAction::triggered, this,
            [this] { m_viewport->setShading(Shading::VertexColors); });
    connect(m_actions->environments, &QActionGroup::triggered, this, [this](const QAction* action) {
        m_viewport->setEnvironment(EnvironmentKind(action->property("kind").toInt()));
    });
    connect(m_actions->toggleNormals, &QAction::triggered, this, [this] {
        (m_actions->shadeNormals->isChecked() ? m_actions->shadeColours : m_actions->shadeNormals)->trigger();
    });
    // Keys pressed in the 3D view change these too.
    connect(m_viewport, &ViewportWidget::wireframeShownChanged, m_actions->wireframe, &QAction::setChecked);
    connect(m_viewport, &ViewportWidget::shadingChanged, this, [this](Shading shading) {
        const std::map<Shading, QAction*> actions{{Shading::Asset, m_actions->shadeColours},
                                                  {Shading::Clay, m_actions->shadeClay},
                                                  {Shading::Normals, m_actions->shadeNormals},
                                                  {Shading::UvChecker, m_actions->shadeUvs},
                                                  {Shading::VertexColors, m_actions->shadeVertexColours}};
        actions.at(shading)->setChecked(true);
    });
    connect(m_viewport, &ViewportWidget::filesDropped, this, [this](const QStringList& files) {
        takeDropped({files, {}});
    });
    connect(m_viewport, &ViewportWidget::imageDropped, this, [this](const QImage& image) { takeDropped({{}, image}); });
    connect(m_actions->screenshot, &QAction::triggered, m_viewPictures, &ViewPictures::askForPicture);
    connect(m_actions->turntable, &QAction::triggered, m_viewPictures, &ViewPictures::askForTurntable);
    connect(m_timeline, &PreviewTimeline::previewChosen, m_viewport, &ViewportWidget::showPreview);
    connect(m_timeline, &PreviewTimeline::modelChosen, this, [this] {
        if (!m_result) return;
        m_viewport->showMesh(m_result->mesh);
        m_assets->summarize(m_result->mesh);
    });
    connect(m_viewPictures, &ViewPictures::failed, this, &MainWindow::showFailure);
    connect(m_viewPictures, &ViewPictures::turntableSaved, this,
            [this](const QString& file) { showStatus(tr("Saved %1").arg(file)); });
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_viewBar && event->type() == QEvent::Resize)
        m_viewBar->setToolButtonStyle(m_viewBar->width() < kWordsWidth ? Qt::ToolButtonIconOnly
                                                                       : Qt::ToolButtonTextBesideIcon);
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_settings.setWindowGeometry(saveGeometry());
    m_settings.setWindowState(saveState());
    m_jobs->cancelWaiting();
    if (m_jobs->isIdle()) {
        event->accept();
        return;
    }
    // The job notices within a moment; becameIdle() closes the window then.
    event->ignore();
    m_closing = true;
    m_jobs->cancelAll();
    showStatus(tr("Stopping the job, then closing..."));
    updateActions();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_device) applyTheme();
}

void MainWindow::applyTheme() {
    // Setting a style sheet is itself a change of style; without this check it would go round.
    const QString sheet = styleSheetFor(palette());
    if (sheet == styleSheet()) return;
    setStyleSheet(sheet);
    m_actions->applyTheme(palette());
    m_viewportCommands->applyTheme(palette());
    m_generateButton->setIcon(QIcon(iconPixmap("generate", palette().color(QPalette::HighlightedText), 20, 1.0)));
    m_cancelButton->setIcon(themedIcon("stop", palette()));
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    for (QLabel* label : {m_pictureNote, m_summary, m_device})
        label->setPalette(quiet);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (offersPicture(event->mimeData())) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    takeDropped(offeredPicture(event->mimeData()));
}

}  // namespace espalier

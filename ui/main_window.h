#pragma once

#include <QHash>
#include <QMainWindow>
#include <filesystem>
#include <memory>

#include "inference/pipeline/job_runner.h"
#include "inference/pipeline/model_library.h"
#include "ui/asset_panel.h"
#include "ui/job_queue.h"
#include "ui/picture_source.h"
#include "ui/settings.h"

class QDockWidget;
class QLabel;
class QPushButton;
class QStackedWidget;
class QToolBar;

namespace espalier {

class AssetCommands;
class AssetRemaker;
class DeviceBanner;
class HistoryPanel;
class HistoryStore;
struct DeviceReport;
class ImageDropArea;
class JobJournal;
class JobPanel;
class LogBook;
class MessageBanner;
class ParameterPanel;
class PreviewTimeline;
class QueuePanel;
class ViewPictures;
class ViewportCommands;
class SystemTheme;
class ViewportWidget;
class ViewsPanel;
class WelcomeView;
class WindowActions;

/// The window: a picture and its settings on the left, the shape in the middle, finished jobs on the right; the panels
/// can be moved and hidden. GUI thread only; whatever takes time runs in the job queue's thread or in a pool.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Reads the picture in the background; pictureReady() or a message in the window follows.
    void openImage(const QString& file);
    void openImage(const QImage& image, const QString& title);
    /// Selects the model in `dir`, adding it to the list when it is new. A folder without one gives a message.
    void setModelDir(const std::filesystem::path& dir);

    /// Starts or queues a job with the picture and settings shown.
    void generate();
    /// Stops the running job; waiting ones go on.
    void cancel();
    /// Queues a job with the settings shown for each picture file. A seed that is not locked is drawn for each.
    void generateEach(const QStringList& files);
    /// Opens the first picture, with the others as further views of the same object.
    void openViews(const QStringList& files);
    /// Writes the finished model in the background, in the format of the file's extension; exported() or a message
    /// follows.
    void exportTo(const QString& file);
    /// The same for its Gaussians, if it has some.
    void exportGaussiansTo(const QString& file);
    void exportRadianceFieldTo(const QString& file);

    JobQueue& jobs() { return *m_jobs; }
    ParameterPanel& parameters() { return *m_parameters; }
    ViewportWidget& viewport() { return *m_viewport; }
    MessageBanner& banner() { return *m_banner; }
    DeviceBanner& deviceBanner() { return *m_deviceBanner; }
    AssetPanel& assetPanel() { return *m_assetPanel; }
    HistoryStore& history() { return *m_history; }
    HistoryPanel& historyPanel() { return *m_historyPanel; }
    QueuePanel& queuePanel() { return *m_queuePanel; }
    ViewPictures& viewPictures() { return *m_viewPictures; }
    ViewsPanel& views() { return *m_views; }
    /// The last finished job; null before the first.
    std::shared_ptr<const GenerateResult> result() const { return m_result; }

Q_SIGNALS:
    /// The picture is loaded and its cut-out is shown.
    void pictureReady();
    void exported(const QString& file);
    /// A result of the history is shown.
    void storedShown();
    void failureShown(const espalier::JobFailure& failure);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void followTheme();
    void chooseTheme(int scheme);
    void showSettings();
    void showReport();
    /// As the fields and the program's settings are; without a picture.
    GenerateRequest requestShown() const;
    void createLayout();
    QDockWidget* createDock(const char* name, const QString& title, Qt::DockWidgetArea area, QWidget* content);
    QWidget* createSidebar();
    QWidget* createStage();
    void createStatusBar();
    void connectActions();
    void connectPicture();
    void connectJobs();
    void connectViewport();
    void connectHistory();
    void connectAsset();
    void connectViews();
    void loadModels(const std::filesystem::path& selected);

    void checkDevices(std::vector<ModelInfo> models);
    void showDeviceVerdict();

    /// `title`: of a picture that is no file.
    void take(const OfferedPicture& offered, const QString& title);
    void takeDropped(const OfferedPicture& offered);
    void editCutOut();
    void showPictureNote();
    void askForPicture();
    void askForFolder();
    void askForModel();
    void askForExport();
    QString exportName() const;  ///< proposed, without an extension
    void askForGaussiansExport();
    void askForRadianceFieldExport();
    void askForViews();
    void remakeAsset();
    void showRemade(const MadeAsset& asset, const AssetSettings& settings);
    void showBefore(bool shown);
    AssetState assetState() const;
    /// `settings`: those the asset was made with.
    void showAsset(const std::shared_ptr<const GenerateResult>& result, const AssetSettings& settings);
    void keepInHistory(int jobId, const std::shared_ptr<const GenerateResult>& result);
    /// Its entry gets the asset as it was made again.
    void updateHistory();
    void openStored(const QString& id);
    void readRawResult(const QString& id);
    void takeOverStored(const QString& id);
    void exportStored(const QString& id);
    void pasteImage();
    void fillRecentMenu();
    void fillSamplesMenu();
    void showAbout();

    void askForSeveral(const QStringList& files);
    /// As the settings are, with a new seed unless it is locked; without a picture. Absent when they have a problem,
    /// which is shown then.
    std::optional<JobOrder> orderShown();
    void showQueue();
    void showJobState(int jobId, JobState state);
    void logJobState(int jobId, JobState state);
    void showResult(int jobId, const std::shared_ptr<const GenerateResult>& result);
    void showFailure(const JobFailure& failure);
    void showStatus(const QString& sentence);
    void updateActions();
    void applyTheme();

    Settings m_settings;
    void connectJournal();

    LogBook* m_log = nullptr;
    std::unique_ptr<JobJournal> m_journal;  // outlives the jobs that write it
    SystemTheme* m_theme = nullptr;
    WindowActions* m_actions = nullptr;
    JobQueue* m_jobs = nullptr;
    PictureSource* m_picture = nullptr;
    AssetCommands* m_assets = nullptr;
    AssetRemaker* m_remaker = nullptr;
    HistoryStore* m_history = nullptr;

    ImageDropArea* m_dropArea = nullptr;
    QLabel* m_pictureNote = nullptr;
    QPushButton* m_cutOutButton = nullptr;
    ViewsPanel* m_views = nullptr;
    ParameterPanel* m_parameters = nullptr;
    QPushButton* m_generateButton = nullptr;
    QPushButton* m_cancelButton = nullptr;
    QToolBar* m_viewBar = nullptr;
    AssetPanel* m_assetPanel = nullptr;
    HistoryPanel* m_historyPanel = nullptr;
    QueuePanel* m_queuePanel = nullptr;
    QDockWidget* m_queueDock = nullptr;
    QStackedWidget* m_stack = nullptr;
    WelcomeView* m_welcome = nullptr;
    ViewportWidget* m_viewport = nullptr;
    ViewportCommands* m_viewportCommands = nullptr;
    ViewPictures* m_viewPictures = nullptr;
    PreviewTimeline* m_timeline = nullptr;
    MessageBanner* m_banner = nullptr;
    DeviceBanner* m_deviceBanner = nullptr;
    JobPanel* m_jobPanel = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_device = nullptr;

    std::shared_ptr<const GenerateResult> m_result;
    std::shared_ptr<const DeviceReport> m_deviceReport;  // null until the first check is done
    int m_deviceCheck = 0;                               // the latest one
    QString m_resultTitle;                               // the picture m_result was made from
    QHash<QString, QString> m_journalOf;                 // of results that are still being written, by their id
    QString m_resultId;                                  // m_result's in the history; empty = not kept yet
    AssetSettings m_resultSettings;                      // m_result was made with
    QByteArray m_lastParameters;                         // of the last job that ran, JSON
    bool m_closing = false;
};

}  // namespace espalier

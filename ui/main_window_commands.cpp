// What the user asks of the window, and how the window answers; its making is in main_window.cpp.
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <utility>

#include "inference/base/log.h"
#include "inference/pipeline/device_report.h"
#include "ui/asset_commands.h"
#include "ui/asset_remaker.h"
#include "ui/background_task.h"
#include "ui/device_banner.h"
#include "ui/export_dialog.h"
#include "ui/failure_text.h"
#include "ui/image_drop_area.h"
#include "ui/image_loader.h"
#include "ui/job_panel.h"
#include "ui/main_window.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "ui/welcome_view.h"
#include "ui/window_actions.h"
#include "viewer/viewport_widget.h"

namespace espalier {
namespace {

std::filesystem::path toPath(const QString& file) {
    return QFile::encodeName(file).toStdString();
}

/// "cpu" or "cuda:0 (name)", as a run reports it, in words.
QString deviceText(const std::string& device) {
    if (device == "cpu") return MainWindow::tr("Processor");
    const QString text = QString::fromStdString(device);
    const qsizetype open = text.indexOf(QLatin1Char('('));
    return open < 0 ? text : text.mid(open + 1).chopped(1);
}

QString cutOutText(CutOut how) {
    switch (how) {
        case CutOut::Alpha:
            return MainWindow::tr("cut out by its transparency");
        case CutOut::PlainBackground:
            return MainWindow::tr("its plain background was removed");
        case CutOut::None:
            return MainWindow::tr("no plain background was found, so all of it is used");
    }
    return {};
}

}  // namespace

void MainWindow::loadModels(const std::filesystem::path& selected) {
    std::vector<ModelInfo> models = findModels(defaultModelRoots());
    const auto add = [&models](const std::filesystem::path& dir) {
        const auto same = [&dir](const ModelInfo& model) { return model.dir == dir; };
        if (std::none_of(models.begin(), models.end(), same)) models.push_back(readModelInfo(dir));
    };
    for (const QString& folder : m_settings.modelFolders()) {
        try {
            add(toPath(folder));
        } catch (const Error& error) {
            // It was one when it was chosen; that it no longer is should not stop the others.
            m_banner->showFailure({error.code(), error.what(), error.hint(), {}});
        }
    }
    if (!selected.empty()) add(selected);
    checkDevices(models);
    m_parameters->setModels(std::move(models), selected);
}

void MainWindow::checkDevices(std::vector<ModelInfo> models) {
    const int check = ++m_deviceCheck;
    runInPool(
        this, [models = std::move(models)] { return std::make_shared<const DeviceReport>(makeDeviceReport(models)); },
        [this, check](std::shared_ptr<const DeviceReport> report) {
            if (check != m_deviceCheck) return;
            m_deviceReport = std::move(report);
            showDeviceVerdict();
        },
        [](const JobFailure& failure) { log(LogLevel::Warning, failure.message); });
}

void MainWindow::showDeviceVerdict() {
    if (!m_deviceReport) return;
    const auto verdict = verdictFor(*m_deviceReport, m_parameters->request());
    if (!verdict) {
        m_deviceBanner->hide();  // the message about the model itself says enough
        return;
    }
    m_deviceBanner->showVerdict(*verdict, QString::fromStdString(reportText(*m_deviceReport)));
    if (m_result) return;  // the device of the last job stands there
    const CudaDevice* card = m_deviceReport->card(*verdict);
    m_device->setText(card ? QString::fromStdString(card->name) : tr("Processor"));
    m_device->setToolTip(QString::fromStdString(verdict->sentence));
}

void MainWindow::setModelDir(const std::filesystem::path& dir) {
    try {
        loadModels(std::filesystem::absolute(dir).lexically_normal());
    } catch (const Error& error) {
        showFailure({error.code(), error.what(), error.hint(), {}});
    }
}

void MainWindow::connectPicture() {
    connect(m_picture, &PictureSource::loadingStarted, this, [this](const QString& title) {
        m_dropArea->showLoading(title);
        m_pictureNote->hide();
        m_banner->dismiss();
        updateActions();
    });
    connect(m_picture, &PictureSource::loaded, this, [this](const QImage& thumbnail, const QSize& size) {
        m_dropArea->showPicture(thumbnail);
        m_pictureNote->setText(tr("%1, %2 × %3").arg(m_picture->title()).arg(size.width()).arg(size.height()));
        m_pictureNote->show();
    });
    connect(m_picture, &PictureSource::prepared, this, [this](const QImage& cutOut, CutOut how) {
        m_dropArea->showCutOut(cutOut);
        m_pictureNote->setText(m_pictureNote->text() + tr(", %1").arg(cutOutText(how)));
        m_welcome->setMessage(tr("The picture is ready"), tr("Press Generate to make a 3D model of it."));
        updateActions();
        Q_EMIT
        pictureReady();
    });
    connect(m_picture, &PictureSource::failed, this, [this](const JobFailure& failure) {
        m_dropArea->showEmpty();
        m_pictureNote->hide();
        showFailure(failure);
        updateActions();
    });
    connect(m_assets, &AssetCommands::summarized, this, [this](const AssetSummary& found) {
        m_summary->setText(summaryText(found.statistics));
        if (m_result) m_assetPanel->showAsset(*m_result->mesh, found, m_result->asset, m_resultSettings);
    });
    connect(m_assets, &AssetCommands::failed, this, &MainWindow::showFailure);
    connect(m_assets, &AssetCommands::pictureSaved, this,
            [this](const QString& file) { showStatus(tr("Saved %1").arg(file)); });
    connect(m_assets, &AssetCommands::exported, this, [this](const QString& file) {
        m_settings.setExportFolder(QFileInfo(file).absolutePath());
        showStatus(tr("Exported %1").arg(file));
        Q_EMIT
        exported(file);
    });
}

void MainWindow::connectJobs() {
    connect(m_jobs, &JobQueue::stateChanged, this, &MainWindow::showJobState);
    connect(m_jobs, &JobQueue::progressed, this,
            [this](int, const Progress& progress) { m_jobPanel->showProgress(progress); });
    connect(m_jobs, &JobQueue::previewReady, this, [this](int, const std::shared_ptr<const Preview>& preview) {
        m_summary->clear();  // it speaks of the mesh that is now replaced
        m_stack->setCurrentWidget(m_viewport);
        m_viewport->showPreview(preview);
    });
    connect(m_jobs, &JobQueue::assetReady, this,
            [this](int jobId, const std::shared_ptr<const GenerateResult>& result) {
                showResult(jobId, result);
                keepInHistory(jobId, result);
            });
    connect(m_jobs, &JobQueue::jobFailed, this, [this](int, const JobFailure& failure) { showFailure(failure); });
    connect(m_jobs, &JobQueue::becameIdle, this, [this] {
        if (m_closing) close();
    });
    connect(m_jobPanel, &JobPanel::clearQueueRequested, m_jobs, &JobQueue::cancelWaiting);
}

void MainWindow::openImage(const QString& file) {
    m_picture->openFile(file);
    m_settings.addRecentPicture(file);
}

void MainWindow::openImage(const QImage& image, const QString& title) {
    m_picture->openImage(image, title);
}

void MainWindow::take(const OfferedPicture& offered) {
    if (!offered.files.isEmpty())
        openImage(offered.files.front());
    else
        openImage(offered.image, tr("Dropped picture"));
    if (offered.files.size() > 1)
        m_banner->showNote(tr("Only the first of %n pictures was opened.", nullptr, int(offered.files.size())));
}

void MainWindow::pasteImage() {
    OfferedPicture offered = offeredPicture(QApplication::clipboard()->mimeData());
    if (offered.isEmpty())
        m_banner->showNote(tr("There is no picture on the clipboard. Copy one in another program, then paste again."));
    else if (offered.files.isEmpty())
        openImage(offered.image, tr("Pasted picture"));
    else
        take(offered);
}

void MainWindow::askForPicture() {
    const QString filter =
        tr("Pictures (%1)").arg(imageNameFilters().join(QLatin1Char(' '))) + ";;" + tr("All files (*)");
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a picture"), m_settings.pictureFolder(), filter);
    if (file.isEmpty()) return;
    m_settings.setPictureFolder(QFileInfo(file).absolutePath());
    openImage(file);
}

void MainWindow::askForModel() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose a model's folder"));
    if (folder.isEmpty()) return;
    setModelDir(toPath(folder));
    if (m_parameters->model() && m_parameters->model()->dir == toPath(folder)) m_settings.addModelFolder(folder);
}

void MainWindow::askForExport() {
    if (!m_result) return;
    const QString baseName = QFileInfo(m_resultTitle).completeBaseName();
    const QString file = askExportFile(this, m_settings.exportFolder(), baseName.isEmpty() ? tr("model") : baseName);
    if (!file.isEmpty()) exportTo(file);
}

void MainWindow::exportTo(const QString& file) {
    if (!m_result) return;
    showStatus(tr("Exporting %1").arg(file));
    m_assets->exportMesh(m_result->mesh, file, m_assetPanel->exportOptions());
}

void MainWindow::askForScreenshot() {
    const QString proposal = QDir(m_settings.exportFolder()).filePath(tr("view.png"));
    QString file = QFileDialog::getSaveFileName(this, tr("Save the view"), proposal, tr("PNG picture (*.png)"));
    if (file.isEmpty()) return;
    if (QFileInfo(file).suffix().isEmpty()) file += QStringLiteral(".png");
    m_screenshotFile = file;
    m_viewport->requestCapture();
}

void MainWindow::saveScreenshot(const QImage& picture) {
    const QString file = std::exchange(m_screenshotFile, {});
    if (picture.isNull())
        showFailure({ErrorCode::Internal,
                     tr("The 3D view gave no picture.").toStdString(),
                     tr("Bring the window to the front and try again.").toStdString(),
                     {}});
    else
        m_assets->savePicture(picture, file);
}

GenerateRequest MainWindow::requestShown() const {
    GenerateRequest request = m_parameters->request();
    request.asset = m_assetPanel->settings();
    return request;
}

void MainWindow::generate() {
    if (!m_actions->generate->isEnabled()) return;
    if (!m_parameters->isSeedLocked()) m_parameters->drawSeed();
    GenerateRequest request = requestShown();
    request.image = *m_picture->image();
    const std::vector<RequestProblem> problems = request.check();
    m_parameters->showProblems(problems);
    if (!problems.empty()) {
        const RequestProblem& first = problems.front();
        showFailure({ErrorCode::InvalidRequest, first.message, first.hint, {}});
        return;
    }
    m_banner->dismiss();
    m_jobs->startJob(std::move(request));
}

void MainWindow::cancel() {
    if (const auto job = m_jobs->activeJob()) m_jobs->cancel(*job);
}

void MainWindow::showJobState(int jobId, JobState state) {
    if (state == JobState::Queued)
        m_facts[jobId] = {m_picture->title(), QString::fromStdString(m_parameters->model()->title), requestShown()};
    else
        m_jobPanel->showState(state);
    m_jobPanel->showWaiting(m_jobs->waitingCount());
    if (state == JobState::Running) {
        showStatus(tr("Making a model of %1").arg(m_facts[jobId].title));
        m_welcome->setMessage(tr("On it"), tr("The shape appears here as soon as it can be guessed."));
    }
    if (state == JobState::Stopping && !m_closing) showStatus(tr("Stopping..."));
    if (state == JobState::Cancelled) {
        showStatus(tr("Cancelled"));
        m_welcome->setMessage(tr("Cancelled"), tr("Press Generate to start again."));
    }
    if (state == JobState::Failed) m_welcome->setMessage(tr("That did not work"), tr("The message above says why."));
    if (state == JobState::Finished) m_resultTitle = m_facts[jobId].title;
    updateActions();
}

void MainWindow::showResult(int jobId, const std::shared_ptr<const GenerateResult>& result) {
    showAsset(result, m_facts[jobId].request.asset);
    const RunReport& report = result->report;
    showStatus(tr("Finished in %1, seed %2").arg(spokenDuration(report.totalSeconds)).arg(report.seed));
    m_device->setText(deviceText(report.device));
    m_device->setToolTip(tr("Attention: %1").arg(QString::fromStdString(report.attentionBackend)));
    if (!report.notes.empty()) m_banner->showNote(QString::fromStdString(report.notes.front()));
}

void MainWindow::showFailure(const JobFailure& failure) {
    m_banner->showFailure(failure);
    showStatus(failureTitle(failure.code));
    Q_EMIT
    failureShown(failure);
}

void MainWindow::showStatus(const QString& sentence) {
    m_status->setText(m_status->fontMetrics().elidedText(sentence, Qt::ElideMiddle, width() / 2));
    m_status->setToolTip(sentence);
}

void MainWindow::updateActions() {
    const std::optional<int> job = m_jobs->activeJob();
    const bool busy = job.has_value();
    m_actions->generate->setEnabled(m_picture->image() && m_parameters->model() && !m_closing);
    m_actions->generate->setText(busy ? tr("&Add to Queue") : tr("&Generate"));
    m_actions->cancel->setEnabled(job && canCancel(m_jobs->state(*job)));
    m_actions->exportModel->setEnabled(m_result != nullptr);
    m_actions->screenshot->setEnabled(m_result != nullptr);
    m_assetPanel->setState(assetState());
    m_actions->cancelAsset->setEnabled(m_remaker->isBusy());
    m_generateButton->setEnabled(m_actions->generate->isEnabled());
    m_generateButton->setText(busy ? tr("Add to queue") : tr("Generate"));
    m_cancelButton->setEnabled(m_actions->cancel->isEnabled());
    centralWidget()->setEnabled(!m_closing);
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        dock->setEnabled(!m_closing);
}

void MainWindow::fillRecentMenu() {
    m_actions->recent->clear();
    for (const QString& file : m_settings.recentPictures())
        m_actions->recent->addAction(QFileInfo(file).fileName(), this, [this, file] { openImage(file); })
            ->setToolTip(file);
    if (m_actions->recent->isEmpty()) m_actions->recent->addAction(tr("Nothing yet"))->setEnabled(false);
}

void MainWindow::fillSamplesMenu() {
    m_actions->samples->clear();
    for (const QString& file : samplePictures())
        m_actions->samples->addAction(QFileInfo(file).completeBaseName(), this, [this, file] { openImage(file); });
    if (m_actions->samples->isEmpty()) m_actions->samples->addAction(tr("None are installed"))->setEnabled(false);
}

void MainWindow::showAbout() {
    QMessageBox::about(
        this, tr("About Espalier"),
        tr("<h3>Espalier %1</h3><p>Turns a picture into a 3D model with the TRELLIS.2 architecture, on this "
           "machine and offline.</p><p>MIT licence.</p>")
            .arg(QApplication::applicationVersion()));
}

}  // namespace espalier

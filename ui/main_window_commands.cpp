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
#include "ui/cut_out_dialog.h"
#include "ui/cut_out_sketch.h"
#include "ui/device_banner.h"
#include "ui/export_dialog.h"
#include "ui/failure_text.h"
#include "ui/image_drop_area.h"
#include "ui/image_loader.h"
#include "ui/job_panel.h"
#include "ui/main_window.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "ui/views_panel.h"
#include "ui/welcome_view.h"
#include "ui/window_actions.h"
#include "viewer/viewport_widget.h"

namespace espalier {
namespace {

std::filesystem::path toPath(const QString& file) {
    return QFile::encodeName(file).toStdString();
}

QString cutOutText(CutOut how) {
    switch (how) {
        case CutOut::Alpha:
            return MainWindow::tr("cut out by its transparency");
        case CutOut::PlainBackground:
            return MainWindow::tr("its plain background was removed");
        case CutOut::Found:
            return MainWindow::tr("its background was removed");
        case CutOut::None:
            return MainWindow::tr("all of it is used");
    }
    return {};
}

}  // namespace

void MainWindow::loadModels(const std::filesystem::path& selected) {
    std::vector<std::filesystem::path> roots = defaultModelRoots();
    if (const QString root = m_settings.modelRoot(); !root.isEmpty()) roots.push_back(toPath(root));
    std::vector<ModelInfo> models = findModels(roots);
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
    const auto verdict = verdictFor(*m_deviceReport, requestShown());
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
        showPictureNote();
        m_banner->dismiss();
        updateActions();
    });
    connect(m_picture, &PictureSource::loaded, this, [this](const QImage& thumbnail) {
        m_dropArea->showPicture(thumbnail);
        showPictureNote();
        updateActions();
    });
    connect(m_picture, &PictureSource::prepared, this, [this](const QImage& cutOut) {
        m_dropArea->showCutOut(cutOut);
        showPictureNote();
        m_welcome->setMessage(tr("The picture is ready"), tr("Press Generate to make a 3D model of it."));
        updateActions();
        Q_EMIT
        pictureReady();
    });
    connect(m_picture, &PictureSource::failed, this, [this](const JobFailure& failure) {
        if (!m_picture->image()) m_dropArea->showEmpty();
        showPictureNote();
        showFailure(failure);
        updateActions();
    });
    connect(m_assets, &AssetCommands::summarized, this, [this](const AssetSummary& found) {
        m_summary->setText(summaryText(found.statistics));
        m_viewport->setStatistics(found.statistics);
        if (m_result) m_assetPanel->showAsset(*m_result->mesh, found, m_result->asset);
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

void MainWindow::showPictureNote() {
    const bool known = m_picture->image() != nullptr;
    m_pictureNote->setVisible(known);
    m_cutOutButton->setVisible(known);
    m_cutOutButton->setText(m_picture->isLooking() ? tr("Use All of the Picture") : tr("Correct the Cut-out..."));
    m_cutOutButton->setToolTip((m_picture->isLooking() ? m_actions->stopLooking : m_actions->editCutOut)->toolTip());
    if (!known) return;
    const QSize size = m_picture->size();
    const QString how = m_picture->isLooking()  ? tr("looking for the object")
                        : m_picture->isEdited() ? tr("cut out by hand")
                                                : cutOutText(m_picture->cutOutKind());
    m_pictureNote->setText(tr("%1, %2 × %3, %4").arg(m_picture->title()).arg(size.width()).arg(size.height()).arg(how));
}

void MainWindow::editCutOut() {
    if (!m_picture->cutOut()) return;
    const bool found = m_picture->cutOutKind() == CutOut::Found;
    const bool whole = m_picture->cutOutKind() == CutOut::None;
    auto* dialog = new CutOutDialog(m_picture->cutOut(), found, whole, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (dialog->sketch().history().canUndo()) m_picture->setCutOut(dialog->sketch().cutOut());
    });
    dialog->resize(760, 720);
    dialog->open();
}

void MainWindow::openImage(const QString& file) {
    m_views->clear();  // they were of the object before
    m_picture->openFile(file);
    m_settings.addRecentPicture(file);
}

void MainWindow::openImage(const QImage& image, const QString& title) {
    m_views->clear();
    m_picture->openImage(image, title);
}

void MainWindow::take(const OfferedPicture& offered, const QString& title) {
    if (!offered.address.isEmpty())
        return m_banner->showNote(tr("%1 is not on this machine, and Espalier opens nothing from the network. Save the "
                                     "picture, then open the file.")
                                      .arg(offered.address));
    if (!offered.encoded.isEmpty()) return m_picture->openEncoded(offered.encoded, title);
    if (offered.files.isEmpty()) return openImage(offered.image, title);
    const QStringList files = pictureFiles(offered.files);
    if (files.isEmpty())
        m_banner->showNote(tr("There is no picture in %1.").arg(offered.files.front()));
    else if (files.size() == 1)
        openImage(files.front());
    else
        askForSeveral(files);
}

void MainWindow::takeDropped(const OfferedPicture& offered) {
    if (!offered.isEmpty()) take(offered, tr("Dropped picture"));
}

void MainWindow::pasteImage() {
    const OfferedPicture offered = offeredPicture(QApplication::clipboard()->mimeData());
    if (offered.isEmpty())
        m_banner->showNote(tr("There is no picture on the clipboard. Copy one in another program, then paste again."));
    else
        take(offered, tr("Pasted picture"));
}

void MainWindow::askForPicture() {
    const QString filter =
        tr("Pictures (%1)").arg(imageNameFilters().join(QLatin1Char(' '))) + ";;" + tr("All files (*)");
    const QStringList files =
        QFileDialog::getOpenFileNames(this, tr("Open pictures"), m_settings.pictureFolder(), filter);
    if (files.isEmpty()) return;
    m_settings.setPictureFolder(QFileInfo(files.front()).absolutePath());
    take({files, {}}, {});
}

void MainWindow::askForFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Open a folder of pictures"), m_settings.pictureFolder());
    if (folder.isEmpty()) return;
    m_settings.setPictureFolder(folder);
    take({{folder}, {}}, {});
}

void MainWindow::askForModel() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose a model's folder"));
    if (folder.isEmpty()) return;
    setModelDir(toPath(folder));
    if (m_parameters->model() && m_parameters->model()->dir == toPath(folder)) m_settings.addModelFolder(folder);
}

QString MainWindow::exportName() const {
    const QString name = QFileInfo(m_resultTitle).completeBaseName();
    return name.isEmpty() ? tr("model") : name;
}

void MainWindow::askForExport() {
    if (!m_result) return;
    const QString file = askExportFile(this, m_settings.exportFolder(), exportName());
    if (!file.isEmpty()) exportTo(file);
}

void MainWindow::exportTo(const QString& file) {
    if (!m_result) return;
    showStatus(tr("Exporting %1").arg(file));
    m_assets->exportMesh(m_result->mesh, file, m_assetPanel->exportOptions());
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
    const bool waits = job || m_jobs->isPaused();  // what is ordered now does not start at once
    m_actions->generate->setEnabled(m_picture->image() && m_parameters->model() && !m_closing);
    m_actions->generate->setText(waits ? tr("&Add to Queue") : tr("&Generate"));
    m_actions->editCutOut->setEnabled(m_picture->cutOut() && !m_closing);
    m_actions->stopLooking->setEnabled(m_picture->isLooking());
    m_actions->cancel->setEnabled(job && canCancel(m_jobs->state(*job)));
    m_actions->exportModel->setEnabled(m_result != nullptr);
    m_actions->exportGaussians->setEnabled(m_result && m_result->gaussians);
    m_actions->exportRadianceField->setEnabled(m_result && m_result->radianceField);
    m_actions->screenshot->setEnabled(m_result != nullptr);
    m_actions->turntable->setEnabled(m_result != nullptr);
    m_assetPanel->setState(assetState());
    m_actions->cancelAsset->setEnabled(m_remaker->isBusy());
    m_generateButton->setEnabled(m_actions->generate->isEnabled());
    m_generateButton->setText(waits ? tr("Add to queue") : tr("Generate"));
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

// The window and its history: what is kept of a finished job, and what becomes of it later.
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QStackedWidget>

#include "inference/asset/asset_export.h"
#include "inference/asset/software_render.h"
#include "inference/pipeline/result_file.h"
#include "ui/asset_commands.h"
#include "ui/background_task.h"
#include "ui/compare_window.h"
#include "ui/export_dialog.h"
#include "ui/history_panel.h"
#include "ui/history_store.h"
#include "ui/image_loader.h"
#include "ui/main_window.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "ui/preview_timeline.h"
#include "ui/stored_asset.h"
#include "viewer/viewport_widget.h"

namespace espalier {
namespace {

QImage thumbnailOf(const MeshAsset& mesh) {
    RenderView view;
    view.width = view.height = 192;
    return toQImage(renderMesh(mesh, view));
}

std::filesystem::path toPath(const QString& file) {
    return QFile::encodeName(file).toStdString();
}

HistoryStore::WriteFiles writerOf(const MeshAssetPtr& mesh) {
    return [mesh](const QString& folder) {
        exportAsset(*mesh, toPath(folder + "/asset.glb"), AssetFormat::Glb);
        return thumbnailOf(*mesh);
    };
}

}  // namespace

void MainWindow::connectHistory() {
    if (const auto bytes = m_settings.historyLimitBytes()) m_history->setLimitBytes(*bytes);
    connect(m_historyPanel, &HistoryPanel::limitChosen, this,
            [this](qint64 bytes) { m_settings.setHistoryLimitBytes(bytes); });
    connect(m_historyPanel, &HistoryPanel::openRequested, this, &MainWindow::openStored);
    connect(m_historyPanel, &HistoryPanel::takeOverRequested, this, &MainWindow::takeOverStored);
    connect(m_historyPanel, &HistoryPanel::exportRequested, this, &MainWindow::exportStored);
    connect(m_historyPanel, &HistoryPanel::compareRequested, this, [this](const QString& left, const QString& right) {
        auto* window = new CompareWindow(*m_history, left, right, this);
        window->setAttribute(Qt::WA_DeleteOnClose);
        window->show();
    });
    connect(m_historyPanel, &HistoryPanel::noted, this, &MainWindow::showStatus);
    connect(m_history, &HistoryStore::failed, this, &MainWindow::showFailure);
    connect(m_historyPanel, &HistoryPanel::rebakeRequested, this, [this](const QString& id) {
        openStored(id);
        findChild<QDockWidget*>(QStringLiteral("assetDock"))->show();
        findChild<QDockWidget*>(QStringLiteral("assetDock"))->raise();
    });
    connect(m_history, &HistoryStore::added, m_historyPanel, &HistoryPanel::select);
    connect(m_history, &HistoryStore::added, this, [this](const QString& id) {
        // Made again while the first was still being written.
        if (id == m_resultId && !(m_history->find(id)->request.asset == m_resultSettings)) updateHistory();
    });
    m_history->load();
}

void MainWindow::keepInHistory(int jobId, const std::shared_ptr<const GenerateResult>& result) {
    const JobOrder& order = m_jobs->order(jobId);
    HistoryEntry entry;
    entry.name = QFileInfo(order.title).completeBaseName();
    entry.finished = QDateTime::currentDateTime();
    entry.model = order.model;
    entry.request = order.request;
    entry.request.seed = result->report.seed;
    entry.seconds = result->report.totalSeconds;
    m_resultId = m_history->add(std::move(entry), [result, request = order.request](const QString& folder) {
        saveResult(toPath(folder + "/result.espalier"), storedResult(request, *result));
        return writerOf(result->mesh)(folder);
    });
    m_journalOf[m_resultId] = order.journalEntry;
}

void MainWindow::updateHistory() {
    const HistoryEntry* entry = m_history->find(m_resultId);
    if (!entry) return;
    HistoryEntry changed = *entry;
    changed.request.asset = m_resultSettings;
    m_history->update(std::move(changed), writerOf(m_result->mesh));
}

void MainWindow::openStored(const QString& id) {
    const HistoryEntry* entry = m_history->find(id);
    if (!entry) return;
    auto result = std::make_shared<GenerateResult>();
    result->report.seed = entry->request.seed;
    result->report.totalSeconds = entry->seconds;
    showStatus(tr("Opening %1").arg(entry->name));
    runInPool(
        this,
        [result, glb = m_history->assetFile(id)] {
            result->mesh = readStoredAsset(glb);
            return result;
        },
        [this, id, name = entry->name, settings = entry->request.asset](const std::shared_ptr<GenerateResult>& stored) {
            m_banner->dismiss();
            m_timeline->start();
            m_viewport->setPicture({});  // it comes with what the asset was made of
            m_viewport->clear();         // another object: it is framed anew
            m_resultTitle = name;
            m_resultId = id;
            m_assetPanel->setSettings(settings);
            showAsset(stored, settings);
            showStatus(tr("Opened %1, seed %2").arg(name).arg(stored->report.seed));
            Q_EMIT storedShown();
            if (m_history->hasResult(id)) readRawResult(id);
        },
        [this](const JobFailure& failure) { showFailure(failure); });
}

/// The asset is shown meanwhile: what it was made of can be many times larger.
void MainWindow::readRawResult(const QString& id) {
    runInPool(
        this, [file = m_history->resultFile(id)] { return loadResult(toPath(file)); },
        [this, shown = m_result](const StoredResult& stored) {
            if (m_result != shown) return;
            auto result = std::make_shared<GenerateResult>(*shown);
            result->raw = stored.raw;
            if (stored.request.gaussians) result->gaussians = stored.raw->gaussians;
            m_viewport->setGaussians(result->gaussians);
            result->radianceField = stored.raw->radianceField;
            m_viewport->setPicture(QImage::fromData(stored.thumbnail.data(), int(stored.thumbnail.size())));
            m_result = std::move(result);
            updateActions();
        },
        [this](const JobFailure& failure) { showFailure(failure); });
}

void MainWindow::takeOverStored(const QString& id) {
    const HistoryEntry* entry = m_history->find(id);
    if (!entry) return;
    m_assetPanel->setSettings(entry->request.asset);
    if (m_parameters->setRequest(entry->request))
        showStatus(tr("The settings of %1 were taken over").arg(entry->name));
    else
        m_banner->showNote(
            tr("%1 is not among the models, so the chosen one stays; the other settings of %2 were taken "
               "over. Open the model's folder to use it again.")
                .arg(entry->model, entry->name));
}

void MainWindow::exportStored(const QString& id) {
    const HistoryEntry* entry = m_history->find(id);
    if (!entry) return;
    const QString file = askExportFile(this, m_settings.exportFolder(), entry->name);
    if (file.isEmpty()) return;
    showStatus(tr("Exporting %1").arg(file));
    m_assets->exportStored(m_history->assetFile(id), file, m_assetPanel->exportOptions());
}

}  // namespace espalier

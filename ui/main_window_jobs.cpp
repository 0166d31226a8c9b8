// The window and its jobs: ordering them, one or many, and showing what becomes of them.
#include <QAction>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "inference/base/log.h"
#include "inference/pipeline/request_json.h"
#include "ui/asset_panel.h"
#include "ui/background_task.h"
#include "ui/desktop_messages.h"
#include "ui/history_store.h"
#include "ui/image_loader.h"
#include "ui/job_journal.h"
#include "ui/job_panel.h"
#include "ui/main_window.h"
#include "ui/message_banner.h"
#include "ui/parameter_panel.h"
#include "ui/preview_timeline.h"
#include "ui/queue_panel.h"
#include "ui/views_panel.h"
#include "ui/welcome_view.h"
#include "ui/window_actions.h"
#include "viewer/viewport_widget.h"

namespace espalier {
namespace {

constexpr int kThumbnailSide = 96;

/// "cpu" or "cuda:0 (name)", as a run reports it, in words.
QString deviceText(const std::string& device) {
    if (device == "cpu") return MainWindow::tr("Processor");
    const QString text = QString::fromStdString(device);
    const qsizetype open = text.indexOf(QLatin1Char('('));
    return open < 0 ? text : text.mid(open + 1).chopped(1);
}

}  // namespace

void MainWindow::connectJobs() {
    new DesktopMessages(*m_jobs, this);
    connect(m_jobs, &JobQueue::stateChanged, this, &MainWindow::showJobState);
    connect(m_jobs, &JobQueue::progressed, this,
            [this](int, const Progress& progress) { m_jobPanel->showProgress(progress); });
    connect(m_jobs, &JobQueue::previewReady, this, [this](int, const std::shared_ptr<const Preview>& preview) {
        m_summary->clear();  // it speaks of the mesh that is now replaced
        m_stack->setCurrentWidget(m_viewport);
        m_timeline->add(preview);
        m_viewport->showPreview(preview);
    });
    connect(m_jobs, &JobQueue::assetReady, this,
            [this](int jobId, const std::shared_ptr<const GenerateResult>& result) {
                showResult(jobId, result);
                keepInHistory(jobId, result);
            });
    connect(m_jobs, &JobQueue::jobFailed, this, [this](int jobId, const JobFailure& failure) {
        log(LogLevel::Info, "job " + std::to_string(jobId) + " failed: " + failure.message + ' ' + failure.details);
        showFailure(failure);
    });
    connect(m_jobs, &JobQueue::becameIdle, this, [this] {
        if (m_closing) close();
    });
    connect(m_jobs, &JobQueue::listChanged, this, &MainWindow::showQueue);
    connect(m_jobs, &JobQueue::pausedChanged, this, &MainWindow::showQueue);
    connect(m_jobPanel, &JobPanel::resumeRequested, this, [this] { m_jobs->setPaused(false); });
    connect(m_jobPanel, &JobPanel::queueRequested, this, [this] {
        m_queueDock->show();
        m_queueDock->raise();
    });
}

std::optional<JobOrder> MainWindow::orderShown() {
    if (!m_parameters->model() || m_closing) return std::nullopt;
    if (!m_parameters->isSeedLocked()) m_parameters->drawSeed();
    JobOrder order;
    order.model = QString::fromStdString(m_parameters->model()->title);
    order.request = requestShown();
    order.request.asset = m_assetPanel->settings();
    std::vector<RequestProblem> problems = order.request.check();
    std::erase_if(problems, [](const RequestProblem& problem) { return problem.field == "image"; });  // comes later
    m_parameters->showProblems(problems);
    if (problems.empty()) return order;
    showFailure({ErrorCode::InvalidRequest, problems.front().message, problems.front().hint, {}});
    return std::nullopt;
}

void MainWindow::generate() {
    if (!m_actions->generate->isEnabled()) return;
    std::optional<JobOrder> order = orderShown();
    if (!order) return;
    order->title = m_picture->title();
    order->thumbnail = m_picture->thumbnail();
    const JobPicture picture = m_picture->forJob();
    // Each of several pictures is looked at on its own.
    order->request.keepBackground = picture.keepBackground && m_views->files().isEmpty();
    order->picture = [image = picture.image] { return *image; };
    order->request.views = m_views->mode();
    for (const QString& file : m_views->files())
        order->moreViews.push_back([file] { return loadImage(file); });
    m_banner->dismiss();
    m_journal->follow(*order);
    m_jobs->startJob(std::move(*order));
}

void MainWindow::generateEach(const QStringList& files) {
    for (const QString& file : files) {
        std::optional<JobOrder> order = orderShown();
        if (!order) return;
        order->title = QFileInfo(file).fileName();
        order->picture = [file] { return loadImage(file); };
        m_journal->follow(*order);
        const int job = m_jobs->startJob(std::move(*order));
        runInPool(
            this, [file] { return loadThumbnail(file, kThumbnailSide); },
            [this, job](const QImage& thumbnail) {
                if (m_jobs->isKnown(job)) m_jobs->setThumbnail(job, thumbnail);
            },
            [](const JobFailure&) {});  // the job itself will tell
    }
    m_banner->dismiss();
    m_queueDock->show();
    m_queueDock->raise();
}

void MainWindow::cancel() {
    if (const auto job = m_jobs->activeJob()) m_jobs->cancel(*job);
}

void MainWindow::showQueue() {
    m_jobPanel->showQueue(m_jobs->waitingCount(), m_jobs->isPaused());
    const int open = m_jobs->waitingCount() + (m_jobs->activeJob() ? 1 : 0);
    m_queueDock->setWindowTitle(open > 0 ? tr("Queue (%1)").arg(open) : tr("Queue"));
    updateActions();
}

/// A finished job's entry goes when the result is in the history, so that no moment is without one of the two.
void MainWindow::connectJournal() {
    connect(m_jobs, &JobQueue::stateChanged, this, [this](int jobId, JobState state) {
        if (state == JobState::Failed || state == JobState::Cancelled)
            m_journal->remove(m_jobs->order(jobId).journalEntry);
    });
    connect(m_jobs, &JobQueue::forgotten, this,
            [this](const JobOrder& order) { m_journal->remove(order.journalEntry); });
    connect(m_history, &HistoryStore::added, this,
            [this](const QString& id) { m_journal->remove(m_journalOf.take(id)); });
    std::vector<JobOrder> interrupted = m_journal->takeInterrupted();
    const int count = int(interrupted.size());
    for (JobOrder& order : interrupted) {
        m_journal->follow(order);
        m_jobs->addInterrupted(std::move(order));
    }
    if (count == 0) return;
    m_banner->showNote(tr("%n job(s) were interrupted when Espalier ended last time. The queue can start them again.",
                          nullptr, count));
    m_queueDock->show();
    m_queueDock->raise();
}

void MainWindow::logJobState(int jobId, JobState state) {
    const std::string head = "job " + std::to_string(jobId) + ' ';
    if (state == JobState::Running) {
        m_lastParameters = QByteArray::fromStdString(toJson(m_jobs->order(jobId).request).dump(2));
        log(LogLevel::Info, head + "runs: " + m_lastParameters.simplified().toStdString());
    }
    if (state == JobState::Finished) log(LogLevel::Info, head + "is finished");
    if (state == JobState::Cancelled) log(LogLevel::Info, head + "was cancelled");
}

void MainWindow::showJobState(int jobId, JobState state) {
    logJobState(jobId, state);
    // Of those that wait, the list tells.
    if (state == JobState::Queued || (m_jobs->activeJob() && m_jobs->activeJob() != jobId)) return;
    m_jobPanel->showState(state);
    if (state == JobState::Running) {
        m_timeline->start();
        m_viewport->setPicture(m_jobs->order(jobId).thumbnail);
        showStatus(tr("Making a model of %1").arg(m_jobs->order(jobId).title));
        m_welcome->setMessage(tr("On it"), tr("The shape appears here as soon as it can be guessed."));
    }
    if (state == JobState::Stopping && !m_closing) showStatus(tr("Stopping..."));
    if (state == JobState::Cancelled) {
        showStatus(tr("Cancelled"));
        m_welcome->setMessage(tr("Cancelled"), tr("Press Generate to start again."));
    }
    if (state == JobState::Failed) m_welcome->setMessage(tr("That did not work"), tr("The message above says why."));
    if (state == JobState::Finished) m_resultTitle = m_jobs->order(jobId).title;
}

void MainWindow::showResult(int jobId, const std::shared_ptr<const GenerateResult>& result) {
    showAsset(result, m_jobs->order(jobId).request.asset);
    const RunReport& report = result->report;
    showStatus(tr("Finished in %1, seed %2").arg(spokenDuration(report.totalSeconds)).arg(report.seed));
    m_device->setText(deviceText(report.device));
    m_device->setToolTip(tr("Attention: %1").arg(QString::fromStdString(report.attentionBackend)));
    if (!report.notes.empty()) m_banner->showNote(QString::fromStdString(report.notes.front()));
}

}  // namespace espalier

#include "ui/job_queue.h"

#include <algorithm>
#include <utility>

#include "ui/generation_worker.h"

namespace espalier {

JobQueue::JobQueue(QObject* parent) : QObject(parent), m_worker(new GenerationWorker) {
    m_thread.setObjectName(QStringLiteral("generation"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &GenerationWorker::mailArrived, this, &JobQueue::readMail, Qt::QueuedConnection);
    connect(m_worker, &GenerationWorker::finished, this, &JobQueue::finish, Qt::QueuedConnection);
    m_thread.start();
}

JobQueue::~JobQueue() {
    if (m_active) m_active->stop.request_stop();
    m_thread.quit();
    m_thread.wait();
}

int JobQueue::startJob(JobOrder order) {
    const int id = ++m_lastId;
    order.request.image = {};
    order.request.moreViews.clear();
    m_records[id].order = std::move(order);
    m_waiting.push_back(id);
    Q_EMIT stateChanged(id, JobState::Queued);
    Q_EMIT listChanged();
    startNext();
    return id;
}

int JobQueue::addInterrupted(JobOrder order) {
    const int id = ++m_lastId;
    m_records[id].order = std::move(order);
    m_records[id].state = JobState::Interrupted;
    m_over.push_back(id);
    Q_EMIT listChanged();
    return id;
}

int JobQueue::restartJob(int jobId) {
    Q_ASSERT(canRestart(state(jobId)));
    JobOrder order = std::move(m_records.at(jobId).order);
    m_records.erase(jobId);
    std::erase(m_over, jobId);
    return startJob(std::move(order));
}

void JobQueue::cancel(int jobId) {
    if (!canCancel(state(jobId))) return;
    if (m_active && m_active->id == jobId) {
        m_active->stop.request_stop();
        setState(jobId, JobState::Stopping);
        return;
    }
    std::erase(m_waiting, jobId);
    setState(jobId, JobState::Cancelled);
    if (isIdle()) Q_EMIT becameIdle();
}

void JobQueue::cancelWaiting() {
    while (!m_waiting.empty())
        cancel(m_waiting.back());
}

void JobQueue::cancelAll() {
    cancelWaiting();  // first, so that none of them starts when the running one ends
    if (m_active) cancel(m_active->id);
}

void JobQueue::moveWaiting(int jobId, int place) {
    const auto found = std::find(m_waiting.begin(), m_waiting.end(), jobId);
    if (found == m_waiting.end()) return;
    m_waiting.erase(found);
    m_waiting.insert(m_waiting.begin() + std::clamp(place, 0, waitingCount()), jobId);
    Q_EMIT listChanged();
}

void JobQueue::forget(int jobId) {
    if (!isOver(state(jobId))) return;
    Q_EMIT forgotten(order(jobId));
    m_records.erase(jobId);
    std::erase(m_over, jobId);
    Q_EMIT listChanged();
}

void JobQueue::setPaused(bool paused) {
    if (m_paused == paused) return;
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
    startNext();
}

void JobQueue::setThumbnail(int jobId, const QImage& thumbnail) {
    m_records.at(jobId).order.thumbnail = thumbnail;
    Q_EMIT listChanged();
}

const JobFailure* JobQueue::failure(int jobId) const {
    const std::optional<JobFailure>& failure = m_records.at(jobId).failure;
    return failure ? &*failure : nullptr;
}

std::optional<int> JobQueue::activeJob() const {
    return m_active ? std::optional(m_active->id) : std::nullopt;
}

std::vector<int> JobQueue::jobs() const {
    std::vector<int> all;
    if (m_active) all.push_back(m_active->id);
    all.insert(all.end(), m_waiting.begin(), m_waiting.end());
    all.insert(all.end(), m_over.rbegin(), m_over.rend());
    return all;
}

void JobQueue::startNext() {
    if (m_active || m_paused || m_waiting.empty()) return;
    const int id = m_waiting.front();
    m_waiting.pop_front();
    m_active = Active{id, {}};
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, id, order = order(id), stop = m_active->stop.get_token()] { worker->run(id, order, stop); },
        Qt::QueuedConnection);
    setState(id, JobState::Running);
}

void JobQueue::readMail() {
    const JobMail mail = m_worker->takeMail();
    // What comes after a stop request is of no interest; the last picture stays.
    if (!m_active || m_active->id != mail.jobId || state(mail.jobId) != JobState::Running) return;
    if (mail.progress) Q_EMIT
    progressed(mail.jobId, *mail.progress);
    if (mail.preview) Q_EMIT
    previewReady(mail.jobId, mail.preview);
}

void JobQueue::finish(int jobId, const JobOutcome& outcome) {
    m_active.reset();
    if (const auto* result = std::get_if<std::shared_ptr<const GenerateResult>>(&outcome)) {
        setState(jobId, JobState::Finished);
        Q_EMIT
        assetReady(jobId, *result);
    } else if (const auto* failure = std::get_if<JobFailure>(&outcome)) {
        m_records.at(jobId).failure = *failure;
        setState(jobId, JobState::Failed);
        Q_EMIT
        jobFailed(jobId, *failure);
    } else {
        setState(jobId, JobState::Cancelled);
    }
    startNext();
    if (isIdle()) Q_EMIT
    becameIdle();
}

void JobQueue::setState(int jobId, JobState newState) {
    Record& record = m_records.at(jobId);
    Q_ASSERT(canChange(record.state, newState));
    record.state = newState;
    if (isOver(newState)) m_over.push_back(jobId);
    if (newState == JobState::Finished) record.order.picture = nullptr;  // it may hold the picture
    Q_EMIT stateChanged(jobId, newState);
    Q_EMIT listChanged();
}

}  // namespace espalier

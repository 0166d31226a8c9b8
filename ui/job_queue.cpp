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

int JobQueue::startJob(GenerateRequest request) {
    const int id = int(m_states.size()) + 1;
    m_waiting.push_back(Job{id, std::move(request), {}});
    m_states[id] = JobState::Queued;
    Q_EMIT
    stateChanged(id, JobState::Queued);
    startNext();
    return id;
}

void JobQueue::cancel(int jobId) {
    if (!canCancel(state(jobId))) return;
    if (m_active && m_active->id == jobId) {
        m_active->stop.request_stop();
        setState(jobId, JobState::Stopping);
        return;
    }
    std::erase_if(m_waiting, [jobId](const Job& job) { return job.id == jobId; });
    setState(jobId, JobState::Cancelled);
}

void JobQueue::cancelWaiting() {
    while (!m_waiting.empty())
        cancel(m_waiting.back().id);
}

void JobQueue::cancelAll() {
    cancelWaiting();  // first, so that none of them starts when the running one ends
    if (m_active) cancel(m_active->id);
}

JobState JobQueue::state(int jobId) const {
    const auto found = m_states.find(jobId);
    Q_ASSERT(found != m_states.end());
    return found->second;
}

std::optional<int> JobQueue::activeJob() const {
    return m_active ? std::optional(m_active->id) : std::nullopt;
}

void JobQueue::startNext() {
    if (m_active || m_waiting.empty()) return;
    m_active = std::move(m_waiting.front());
    m_waiting.pop_front();
    const int id = m_active->id;
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, id, request = std::move(m_active->request), stop = m_active->stop.get_token()] {
            worker->run(id, request, stop);
        },
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
    Q_ASSERT(canChange(state(jobId), newState));
    m_states[jobId] = newState;
    Q_EMIT
    stateChanged(jobId, newState);
}

}  // namespace espalier

#pragma once

#include <QObject>
#include <QThread>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>

#include "inference/asset/preview.h"
#include "inference/pipeline/job_runner.h"
#include "ui/job_state.h"

namespace espalier {

class GenerationWorker;

/// The window's jobs: one runs in the worker thread, the others wait in order. GUI thread only.
class JobQueue : public QObject {
    Q_OBJECT

public:
    explicit JobQueue(QObject* parent = nullptr);
    /// Asks the running job to stop and waits for it; the thread is never killed.
    ~JobQueue() override;

    /// Puts a job at the end of the queue and returns its number, counted from 1.
    int startJob(GenerateRequest request);
    /// Answers at once: a waiting job is Cancelled, a running one is Stopping until its next checkpoint.
    void cancel(int jobId);
    void cancelWaiting();
    void cancelAll();

    JobState state(int jobId) const;
    /// The running or stopping job.
    std::optional<int> activeJob() const;
    int waitingCount() const { return int(m_waiting.size()); }
    bool isIdle() const { return !m_active && m_waiting.empty(); }

Q_SIGNALS:
    void stateChanged(int jobId, espalier::JobState state);
    void progressed(int jobId, const espalier::Progress& progress);
    void previewReady(int jobId, const std::shared_ptr<const espalier::Preview>& preview);
    void assetReady(int jobId, const std::shared_ptr<const espalier::GenerateResult>& result);
    void jobFailed(int jobId, const espalier::JobFailure& failure);
    void becameIdle();

private:
    struct Job {
        int id = 0;
        GenerateRequest request;
        std::stop_source stop;
    };

    void startNext();
    void readMail();
    void finish(int jobId, const JobOutcome& outcome);
    void setState(int jobId, JobState state);

    QThread m_thread;
    GenerationWorker* m_worker = nullptr;  // lives in m_thread, deleted with it
    std::deque<Job> m_waiting;
    std::optional<Job> m_active;
    std::map<int, JobState> m_states;
};

}  // namespace espalier

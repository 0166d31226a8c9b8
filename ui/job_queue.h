#pragma once

#include <QImage>
#include <QObject>
#include <QThread>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "inference/asset/preview.h"
#include "inference/pipeline/job_runner.h"
#include "ui/job_state.h"

namespace espalier {

class GenerationWorker;

/// A job as it was ordered.
struct JobOrder {
    QString title;            ///< of its picture
    QString model;            ///< its title
    GenerateRequest request;  ///< without the picture
    /// Reads the picture, in the worker's thread when the job's turn comes: a long queue holds no pictures. An Error it
    /// throws is the job's failure.
    std::function<ImageBuffer()> picture;
    std::vector<std::function<ImageBuffer()>> moreViews{};  ///< the same for further pictures of the object
    QImage thumbnail;                                       ///< of the picture; may be null
    QString journalEntry;                                   ///< its name in the JobJournal; empty = it has none
};

/// The window's jobs: one runs in the worker thread, the others wait in order. GUI thread only.
class JobQueue : public QObject {
    Q_OBJECT

public:
    explicit JobQueue(QObject* parent = nullptr);
    /// Asks the running job to stop and waits for it; the thread is never killed.
    ~JobQueue() override;

    /// Puts a job at the end of the queue and returns its number, counted from 1.
    int startJob(JobOrder order);
    /// Lists a job that was running when an earlier program died; it can be restarted.
    int addInterrupted(JobOrder order);
    /// Orders a failed, cancelled or interrupted job again, under a new number, which is returned; the old one is
    /// forgotten.
    int restartJob(int jobId);
    /// Answers at once: a waiting job is Cancelled, a running one is Stopping until its next checkpoint.
    void cancel(int jobId);
    void cancelWaiting();
    void cancelAll();
    /// Moves a waiting job to a place among those that wait, 0 = the next to run; beyond the last place is the last.
    void moveWaiting(int jobId, int place);
    /// Takes a job that is over off the list.
    void forget(int jobId);
    /// While paused, the running job goes on and no other one starts.
    void setPaused(bool paused);
    void setThumbnail(int jobId, const QImage& thumbnail);

    bool isKnown(int jobId) const { return m_records.contains(jobId); }
    JobState state(int jobId) const { return m_records.at(jobId).state; }
    const JobOrder& order(int jobId) const { return m_records.at(jobId).order; }
    /// Why it failed; null for any other job.
    const JobFailure* failure(int jobId) const;
    /// The running or stopping job.
    std::optional<int> activeJob() const;
    /// All that are known: the active one, those that wait in their order, those that are over, the latest first.
    std::vector<int> jobs() const;
    const std::deque<int>& waiting() const { return m_waiting; }
    int waitingCount() const { return int(m_waiting.size()); }
    bool isPaused() const { return m_paused; }
    bool isIdle() const { return !m_active && m_waiting.empty(); }

Q_SIGNALS:
    void stateChanged(int jobId, espalier::JobState state);
    void progressed(int jobId, const espalier::Progress& progress);
    void previewReady(int jobId, const std::shared_ptr<const espalier::Preview>& preview);
    void assetReady(int jobId, const std::shared_ptr<const espalier::GenerateResult>& result);
    void jobFailed(int jobId, const espalier::JobFailure& failure);
    /// jobs(), or something it leads to, is not what it was.
    void listChanged();
    /// It was taken off the list; its order is gone when this returns.
    void forgotten(const espalier::JobOrder& order);
    void pausedChanged(bool paused);
    /// No job runs or waits any more.
    void becameIdle();

private:
    struct Record {
        JobOrder order;
        JobState state = JobState::Queued;
        std::optional<JobFailure> failure;
    };
    struct Active {
        int id = 0;
        std::stop_source stop;
    };

    void startNext();
    void readMail();
    void finish(int jobId, const JobOutcome& outcome);
    void setState(int jobId, JobState state);

    QThread m_thread;
    GenerationWorker* m_worker = nullptr;  // lives in m_thread, deleted with it
    std::map<int, Record> m_records;
    std::deque<int> m_waiting;
    std::optional<Active> m_active;
    std::vector<int> m_over;  // in the order in which they ended
    int m_lastId = 0;
    bool m_paused = false;
};

}  // namespace espalier

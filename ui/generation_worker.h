#pragma once

#include <QObject>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "inference/asset/preview.h"
#include "inference/pipeline/job_runner.h"

namespace espalier {

struct JobOrder;

/// What the running job has to tell, newest only.
struct JobMail {
    int jobId = 0;
    std::optional<Progress> progress;
    std::shared_ptr<const Preview> preview;
};

/// Lives in the worker thread and runs one job at a time there. Progress and previews go through a mailbox of one
/// place: a slow window skips some, it never falls behind.
class GenerationWorker : public QObject {
    Q_OBJECT

public:
    explicit GenerationWorker(QObject* parent = nullptr);
    ~GenerationWorker() override;

    /// Worker thread only; returns when the job is over, after finished().
    void run(int jobId, const JobOrder& order, std::stop_token stop);

    /// Empties the mailbox. Any thread.
    JobMail takeMail();

Q_SIGNALS:
    /// The mailbox was empty and now is not; not repeated until takeMail().
    void mailArrived();
    void finished(int jobId, const espalier::JobOutcome& outcome);

private:
    template <typename Change>
    void post(int jobId, Change change);

    std::unique_ptr<JobRunner> m_runner;  // made and used in the worker thread
    std::mutex m_mutex;
    JobMail m_mail;          // guarded by m_mutex
    bool m_waiting = false;  // guarded by m_mutex: mailArrived() was sent and not answered
};

}  // namespace espalier

#include "ui/generation_worker.h"

#ifdef __linux__
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

#include <utility>

#include "ui/failure_text.h"
#include "ui/job_queue.h"

namespace espalier {

namespace {

/// The window goes first: a job takes every core, and the frames of a software OpenGL need them too. The threads that
/// LibTorch starts from the calling one inherit this.
void yieldToTheWindow() {
#ifdef __linux__
    constexpr int kNiceness = 5;  // two thirds of a contended core go to the window
    setpriority(PRIO_PROCESS, id_t(gettid()), kNiceness);
#endif
}

/// A job's gigabytes go back to the system: the allocator would keep whatever lies below a block that is still in use.
void returnMemory() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

JobOutcome runOrder(JobRunner& runner, const JobOrder& order, const RunContext& context) {
    GenerateRequest request = order.request;
    try {
        request.image = order.picture();
        for (const auto& view : order.moreViews)
            request.moreViews.push_back(view());
    } catch (...) {
        return currentFailure();
    }
    return runner.run(request, context);
}

}  // namespace

GenerationWorker::GenerationWorker(QObject* parent) : QObject(parent) {}

GenerationWorker::~GenerationWorker() = default;

void GenerationWorker::run(int jobId, const JobOrder& order, std::stop_token stop) {
    if (!m_runner) {
        yieldToTheWindow();
        m_runner = std::make_unique<JobRunner>();
    }
    const RunContext context(
        std::move(stop),
        [this, jobId](const Progress& progress) { post(jobId, [&](JobMail& mail) { mail.progress = progress; }); },
        [this, jobId](std::shared_ptr<const Preview> preview) {
            post(jobId, [&](JobMail& mail) { mail.preview = std::move(preview); });
        });
    JobOutcome outcome = runOrder(*m_runner, order, context);
    returnMemory();
    Q_EMIT finished(jobId, outcome);
}

JobMail GenerationWorker::takeMail() {
    const std::lock_guard lock(m_mutex);
    m_waiting = false;
    return std::exchange(m_mail, {});
}

template <typename Change>
void GenerationWorker::post(int jobId, Change change) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_mail.jobId != jobId) m_mail = JobMail{jobId, {}, {}};
        change(m_mail);
        if (std::exchange(m_waiting, true)) return;
    }
    Q_EMIT
    mailArrived();
}

}  // namespace espalier

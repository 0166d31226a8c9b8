#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "inference/base/progress.h"

namespace espalier {

struct Preview;  // inference/asset/preview.h

/// What a running job needs from whoever started it: a way to be stopped, and ears for progress and previews.
/// All members are called on the job's own thread; the sinks must not block (a GUI sink posts and returns).
class RunContext {
public:
    using ProgressSink = std::function<void(const Progress&)>;
    using PreviewSink = std::function<void(std::shared_ptr<const Preview>)>;

    RunContext() = default;
    explicit RunContext(std::stop_token stop, ProgressSink progress = {}, PreviewSink preview = {});

    /// Throws Cancelled once a stop was requested. Called at least every 100 ms of work.
    void checkpoint() const;
    bool stopRequested() const { return m_stop.stop_requested(); }

    /// Tells the stages that will run and what share of the time each takes (any unit). Resets the clock.
    void plan(std::vector<std::pair<Stage, double>> stageCosts) const;

    /// Reports `step` of `of` finished in `stage`, with elapsed time and ETA filled in; includes a checkpoint().
    void report(Stage stage, int step, int of) const;

    /// True when somebody listens; building a preview can be skipped otherwise.
    bool wantsPreviews() const { return static_cast<bool>(m_preview); }
    void preview(std::shared_ptr<const Preview> preview) const;

private:
    struct Clock;
    std::stop_token m_stop;
    ProgressSink m_progress;
    PreviewSink m_preview;
    std::shared_ptr<Clock> m_clock;
};

}  // namespace espalier

#include "inference/base/run_context.h"

#include <algorithm>
#include <utility>

#include "inference/base/error.h"

namespace espalier {

/// The job's time line. Costs are shares of the expected duration; what was measured corrects them as the job goes on.
struct RunContext::Clock {
    using Time = std::chrono::steady_clock;

    Time::time_point start = Time::now();
    std::vector<std::pair<Stage, double>> costs;
    double total = 0.0;
    double best = 0.0;

    double elapsed() const { return std::chrono::duration<double>(Time::now() - start).count(); }

    /// Share of the planned cost that is done when `share` of `stage` is done.
    double fractionAt(Stage stage, double share) const {
        double done = 0.0;
        for (const auto& [s, cost] : costs) {
            if (s < stage) done += cost;
            if (s == stage) done += cost * share;
        }
        return total > 0.0 ? done / total : 0.0;
    }
};

RunContext::RunContext(std::stop_token stop, ProgressSink progress, PreviewSink preview)
    : m_stop(std::move(stop)),
      m_progress(std::move(progress)),
      m_preview(std::move(preview)),
      m_clock(std::make_shared<Clock>()) {}

void RunContext::checkpoint() const {
    if (m_stop.stop_requested()) throw Cancelled{};
}

void RunContext::plan(std::vector<std::pair<Stage, double>> stageCosts) const {
    if (!m_clock) return;
    *m_clock = Clock{};
    for (const auto& [stage, cost] : stageCosts)
        m_clock->total += cost;
    m_clock->costs = std::move(stageCosts);
}

void RunContext::report(Stage stage, int step, int of) const {
    checkpoint();
    if (!m_progress) return;
    Progress progress{.stage = stage, .step = step, .of = std::max(of, 1)};
    const double share = std::clamp(double(step) / progress.of, 0.0, 1.0);
    m_clock->best = std::max(m_clock->best, m_clock->fractionAt(stage, share));
    progress.fraction = m_clock->best;
    progress.elapsedSeconds = m_clock->elapsed();
    // Below a few per cent the quotient says nothing yet.
    constexpr double kEnoughToExtrapolate = 0.03;
    if (progress.fraction > kEnoughToExtrapolate)
        progress.etaSeconds = progress.elapsedSeconds * (1.0 - progress.fraction) / progress.fraction;
    m_progress(progress);
}

void RunContext::preview(std::shared_ptr<const Preview> preview) const {
    if (m_preview) m_preview(std::move(preview));
}

}  // namespace espalier

#pragma once

namespace espalier {

/// The life of a job in the queue. Buttons follow canCancel() and isOver(); nothing else decides what is enabled.
///
///     Queued -> Running -> Finished | Failed
///       |          |
///       |          +-> Stopping -> Cancelled | Finished | Failed   (it may end before it notices the request)
///       +-> Cancelled
///
/// Interrupted: it was running when an earlier program died.
enum class JobState { Queued, Running, Stopping, Finished, Failed, Cancelled, Interrupted };

constexpr bool canStart(JobState state) {
    return state == JobState::Queued;
}
constexpr bool canCancel(JobState state) {
    return state == JobState::Queued || state == JobState::Running;
}
constexpr bool isActive(JobState state) {
    return state == JobState::Running || state == JobState::Stopping;
}
constexpr bool isOver(JobState state) {
    return !canStart(state) && !isActive(state);
}

/// The same job can be ordered again; one that finished is in the history.
constexpr bool canRestart(JobState state) {
    return state == JobState::Failed || state == JobState::Cancelled || state == JobState::Interrupted;
}

/// It ended, but neither well nor because somebody wished it.
constexpr bool hasFailed(JobState state) {
    return state == JobState::Failed || state == JobState::Interrupted;
}

constexpr bool canChange(JobState from, JobState to) {
    switch (from) {
        case JobState::Queued:
            return to == JobState::Running || to == JobState::Cancelled;
        case JobState::Running:
            return to == JobState::Stopping || to == JobState::Finished || to == JobState::Failed;
        case JobState::Stopping:
            return isOver(to);
        default:
            return false;
    }
}

}  // namespace espalier

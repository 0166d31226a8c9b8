#pragma once

#include <chrono>

#include "inference/base/run_context.h"

namespace espalier {

/// Thrown where a time limit is reached; whoever set it has a quicker way.
struct OutOfTime {};

/// When work that may take too long is to end. Safe on several threads at once; the context must outlive it.
class TimeLimit {
public:
    using Clock = std::chrono::steady_clock;

    TimeLimit(Clock::time_point deadline, const RunContext& context) : m_deadline(deadline), m_context(&context) {}

    bool isReached() const { return Clock::now() >= m_deadline; }
    bool stopRequested() const { return m_context->stopRequested(); }
    /// Throws Cancelled once a stop was requested, OutOfTime after the deadline.
    void check() const {
        m_context->checkpoint();
        if (isReached()) throw OutOfTime();
    }

private:
    Clock::time_point m_deadline;
    const RunContext* m_context;
};

}  // namespace espalier

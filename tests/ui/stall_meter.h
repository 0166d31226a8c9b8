#pragma once

#include <time.h>

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#include <functional>
#include <utility>

namespace espalier {

/// What a thread may work before it serves its event loop again: a person sees what takes longer.
inline constexpr double kLongestWorkMs = 100.0;

/// Time that the calling thread has spent on a processor.
inline double threadWorkMs() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// Measures how long the thread it lives in goes without serving its event loop, with a timer of 60 Hz.
class StallMeter {
public:
    /// `workMs`: the thread's work so far, of which some may be left out.
    explicit StallMeter(std::function<double()> workMs = threadWorkMs) : m_workMs(std::move(workMs)) {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_longestMs = std::max(m_longestMs, double(m_clock.nsecsElapsed()) / 1e6 - kIntervalMs);
            m_clock.start();
            const double worked = m_workMs();
            m_longestWorkMs = std::max(m_longestWorkMs, worked - m_lastWorkMs);
            m_lastWorkMs = worked;
        });
        m_lastWorkMs = m_workMs();
        m_clock.start();
        m_timer.start(kIntervalMs);
    }

    /// By the clock on the wall: also what the thread waited for a processor.
    double longestMs() const { return m_longestMs; }
    /// The most work between two ticks: however busy the machine is, what makes this long is the thread's own.
    double longestWorkMs() const { return m_longestWorkMs; }

private:
    static constexpr int kIntervalMs = 16;

    std::function<double()> m_workMs;
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_longestMs = 0.0;
    double m_lastWorkMs = 0.0;
    double m_longestWorkMs = 0.0;
};

}  // namespace espalier

#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>

namespace espalier {

/// Measures how long the thread it lives in goes without serving its event loop.
class StallMeter {
public:
    StallMeter() {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_longestMs = std::max(m_longestMs, double(m_clock.nsecsElapsed()) / 1e6 - kIntervalMs);
            m_clock.start();
        });
        m_clock.start();
        m_timer.start(kIntervalMs);
    }

    double longestMs() const { return m_longestMs; }

private:
    static constexpr int kIntervalMs = 5;

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_longestMs = 0.0;
};

}  // namespace espalier

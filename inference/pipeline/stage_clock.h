#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "inference/base/progress.h"

namespace espalier {

/// Measures how long each stage of a job takes; time between two begin() belongs to the first.
class StageClock {
public:
    using Seconds = std::vector<std::pair<Stage, double>>;

    void begin(Stage stage) {
        end();
        m_stage = stage;
    }

    /// Closes the running stage and returns all, in the order in which they first ran.
    const Seconds& end() {
        const auto now = Clock::now();
        if (m_stage) add(*m_stage, std::chrono::duration<double>(now - m_since).count());
        m_stage.reset();
        m_since = now;
        return m_seconds;
    }

private:
    using Clock = std::chrono::steady_clock;

    void add(Stage stage, double seconds) {
        const auto known =
            std::find_if(m_seconds.begin(), m_seconds.end(), [&](const auto& entry) { return entry.first == stage; });
        if (known != m_seconds.end())
            known->second += seconds;
        else
            m_seconds.emplace_back(stage, seconds);
    }

    Seconds m_seconds;
    std::optional<Stage> m_stage;
    Clock::time_point m_since = Clock::now();
};

}  // namespace espalier

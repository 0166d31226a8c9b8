#pragma once

#include <filesystem>
#include <mutex>
#include <stop_token>
#include <thread>

namespace espalier {

/// While it lives, Ctrl-C (SIGINT) and SIGTERM ask the running job to stop instead of killing the process. A job that
/// has not stopped after kGrace, or a second Ctrl-C, ends the process at once with kCancelled; the output's partial
/// file is removed first. At most one at a time; the members may be called from any thread.
class InterruptGuard {
public:
    static constexpr int kGraceMs = 700;

    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    std::stop_token token() const { return m_stop.get_token(); }

    /// The file to remove when the process has to be ended while it may be half written; empty: none.
    void setPartialFile(std::filesystem::path file);

private:
    void listen();
    [[noreturn]] void endProcess();

    std::stop_source m_stop;
    std::mutex m_mutex;
    std::filesystem::path m_partialFile;
    int m_readEnd = -1;
    std::thread m_listener;
};

}  // namespace espalier

#include "app/interrupt_guard.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <system_error>
#include <utility>

#include "app/exit_status.h"

namespace espalier {
namespace {

constexpr char kInterrupted = 'i';
constexpr char kGuardGone = 'g';

// A signal handler may do little more than write to a pipe, and can only reach it through a global.
volatile sig_atomic_t writeEnd = -1;

void onSignal(int) {
    [[maybe_unused]] const auto written = ::write(writeEnd, &kInterrupted, 1);
}

void setHandler(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM})
        sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    m_readEnd = ends[0];
    writeEnd = ends[1];
    m_listener = std::thread([this] { listen(); });
    setHandler(onSignal);
}

InterruptGuard::~InterruptGuard() {
    setHandler(SIG_DFL);
    [[maybe_unused]] const auto written = ::write(writeEnd, &kGuardGone, 1);
    m_listener.join();
    ::close(m_readEnd);
    ::close(std::exchange(writeEnd, -1));
}

void InterruptGuard::setPartialFile(std::filesystem::path file) {
    const std::lock_guard lock(m_mutex);
    m_partialFile = std::move(file);
}

void InterruptGuard::listen() {
    char what = 0;
    if (::read(m_readEnd, &what, 1) != 1 || what == kGuardGone) return;
    m_stop.request_stop();
    // The job answers within 100 ms; only what cannot be interrupted, such as decoding a huge picture, takes longer.
    pollfd pipe{.fd = m_readEnd, .events = POLLIN, .revents = 0};
    if (::poll(&pipe, 1, kGraceMs) == 1 && ::read(m_readEnd, &what, 1) == 1 && what == kGuardGone) return;
    endProcess();
}

void InterruptGuard::endProcess() {
    const std::lock_guard lock(m_mutex);
    std::error_code ignored;
    if (!m_partialFile.empty()) std::filesystem::remove(m_partialFile, ignored);
    std::fputs("\nCancelled.\n", stderr);
    ::_exit(kCancelled);
}

}  // namespace espalier

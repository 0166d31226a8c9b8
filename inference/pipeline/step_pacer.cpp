#include "inference/pipeline/step_pacer.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <chrono>
#include <thread>

namespace espalier {

void StepPacer::step() {
    if (m_device.is_cpu()) return;
    c10::Event event = mark();
    if (m_last) wait(*m_last);
    m_last.emplace(std::move(event));
}

void StepPacer::finish() {
    if (m_device.is_cpu()) return;
    wait(mark());
    m_last.reset();
}

c10::Event StepPacer::mark() const {
    c10::Event event(m_device.type());
    event.record(c10::impl::VirtualGuardImpl(m_device.type()).getStream(m_device));
    return event;
}

/// Asking every half millisecond leaves the processor to others; a blocking wait could not be stopped.
void StepPacer::wait(const c10::Event& event) const {
    constexpr std::chrono::microseconds kPause(500);
    while (!event.query()) {
        m_context.checkpoint();
        std::this_thread::sleep_for(kPause);
    }
}

}  // namespace espalier

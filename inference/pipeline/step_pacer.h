#pragma once

#include <c10/core/Device.h>
#include <c10/core/Event.h>

#include <optional>

#include "inference/base/run_context.h"

namespace espalier {

/// Keeps the processor at most one step ahead of a card, which works through its queue on its own: progress then tells
/// what is done rather than what is queued, and a stop request finds little queued. Does nothing for the processor.
class StepPacer {
public:
    StepPacer(c10::Device device, const RunContext& context) : m_device(device), m_context(context) {}

    /// After a step was queued: waits until the step before it is done. Throws Cancelled at once when asked to stop,
    /// without waiting for the card.
    void step();
    /// Waits until everything queued is done. Throws Cancelled.
    void finish();

private:
    c10::Event mark() const;
    void wait(const c10::Event& event) const;

    c10::Device m_device;
    const RunContext& m_context;
    std::optional<c10::Event> m_last;
};

}  // namespace espalier

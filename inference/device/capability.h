#pragma once

#include <cstdint>
#include <string>

#include "inference/device/device_probe.h"

namespace espalier {

enum class Verdict { Ready, ProcessorInstead, Cannot };

/// Whether a model can run on this machine, and why, in one sentence for the user.
struct Capability {
    Verdict verdict = Verdict::Ready;
    std::string reason;
    std::string hint;               ///< what the user can do; may be empty
    std::uint64_t memoryBytes = 0;  ///< estimated need, beside what the system uses
};

/// Stable short name for --json: "ready", "processor-instead", "cannot".
const char* name(Verdict verdict);

/// Estimated memory of a job whose largest network takes `networkBytes` once loaded in float32.
std::uint64_t memoryNeed(std::uint64_t networkBytes);

/// Judges from the probe and the memory need. Espalier computes on the processor; a card is named with the reason why
/// it is not used.
Capability judge(const DeviceProbe& probe, std::uint64_t memoryNeedBytes);

}  // namespace espalier

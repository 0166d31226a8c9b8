#include "inference/device/capability.h"

#include <cstdio>

namespace espalier {
namespace {

/// LibTorch, the program, and activations of a small model; measured with the starter model.
constexpr std::uint64_t kBaseBytes = 1200ull << 20;

std::string gigabytes(std::uint64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", double(bytes) / double(1ull << 30));
    return text;
}

}  // namespace

const char* name(Verdict verdict) {
    switch (verdict) {
        case Verdict::Ready:
            return "ready";
        case Verdict::ProcessorInstead:
            return "processor-instead";
        case Verdict::Cannot:
            return "cannot";
    }
    return "cannot";
}

std::uint64_t memoryNeed(std::uint64_t networkBytes) {
    return kBaseBytes + networkBytes + networkBytes / 2;
}

Capability judge(const DeviceProbe& probe, std::uint64_t memoryNeedBytes) {
    Capability capability;
    capability.memoryBytes = memoryNeedBytes;
    const std::string need = "about " + gigabytes(memoryNeedBytes);
    if (probe.memoryBytes < memoryNeedBytes) {
        capability.verdict = Verdict::Cannot;
        capability.reason =
            "The model needs " + need + " of memory, and this machine has " + gigabytes(probe.memoryBytes) + ".";
        capability.hint = "Choose a smaller model, such as the bundled one.";
    } else if (!probe.cards.empty()) {
        capability.verdict = Verdict::ProcessorInstead;
        capability.reason = "The model runs on the processor (" + std::to_string(probe.cores) +
                            " cores): this version does not compute on the " + probe.cards.front().name + ".";
    } else {
        capability.reason = "The model runs on the processor (" + std::to_string(probe.cores) + " cores) and needs " +
                            need + " of memory.";
    }
    if (capability.verdict != Verdict::Cannot && probe.availableBytes < memoryNeedBytes)
        capability.hint = "Only " + gigabytes(probe.availableBytes) + " are free now: close other programs first.";
    return capability;
}

}  // namespace espalier

#include "inference/device/memory_plan.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace espalier {
namespace {

/// LibTorch's and cuDNN's workspaces, their kernels, and what the allocator rounds up.
constexpr std::uint64_t kLibraryBytes = 400ull << 20;
/// Weights from a mapped file through pinned memory: what PCIe 3.0 carries, halved by the copy before it.
constexpr double kStreamedBytesPerSecond = 6e9;
/// The share of the streaming that hides behind the computing when weights are loaded ahead.
constexpr double kHiddenShare = 0.5;
/// Decoders in pieces compute the pieces' borders twice.
constexpr double kChunkedSeconds = 1.0;

std::uint64_t allWeights(const ModelFootprint& footprint) {
    std::set<std::string> counted;
    std::uint64_t bytes = 0;
    for (const StageFootprint& stage : footprint.stages)
        if (counted.insert(stage.network).second) bytes += stage.weightBytes;
    return bytes;
}

std::uint64_t largestActivation(const ModelFootprint& footprint) {
    std::uint64_t bytes = 0;
    for (const StageFootprint& stage : footprint.stages)
        bytes = std::max(bytes, stage.activationBytes);
    return bytes;
}

void estimatePeaks(MemoryPlan& plan, const ModelFootprint& footprint, std::uint64_t scale) {
    plan.residentBytes = allWeights(footprint) + largestActivation(footprint);
    for (std::size_t i = 0; i < footprint.stages.size(); ++i) {
        const StageFootprint& stage = footprint.stages[i];
        const std::uint64_t next = i + 1 < footprint.stages.size() ? footprint.stages[i + 1].weightBytes : 0;
        plan.stagedAheadBytes = std::max(plan.stagedAheadBytes, stage.weightBytes + next + stage.activationBytes);
        plan.stagedBytes = std::max(plan.stagedBytes, stage.weightBytes + stage.activationBytes);
        plan.chunkedBytes = std::max(plan.chunkedBytes, stage.weightBytes + stage.chunkedActivationBytes);
    }
    for (std::uint64_t* peak : {&plan.residentBytes, &plan.stagedAheadBytes, &plan.stagedBytes, &plan.chunkedBytes})
        *peak = *peak * scale + kLibraryBytes;
}

MemoryMode fastestThatFits(const MemoryPlan& plan) {
    if (plan.residentBytes <= plan.freeBytes) return MemoryMode::Resident;
    return plan.stagedBytes <= plan.freeBytes ? MemoryMode::Staged : MemoryMode::Chunked;
}

}  // namespace

const char* name(MemoryMode mode) {
    switch (mode) {
        case MemoryMode::Resident:
            return "resident";
        case MemoryMode::Staged:
            return "staged";
        case MemoryMode::Chunked:
            return "chunked";
    }
    return "chunked";
}

std::optional<MemoryMode> memoryModeFromName(const std::string& text) {
    for (const MemoryMode mode : {MemoryMode::Resident, MemoryMode::Staged, MemoryMode::Chunked})
        if (text == name(mode)) return mode;
    return std::nullopt;
}

std::uint64_t MemoryPlan::neededBytes() const {
    if (mode == MemoryMode::Resident) return residentBytes;
    if (mode == MemoryMode::Chunked) return chunkedBytes;
    return loadsAhead ? stagedAheadBytes : stagedBytes;
}

std::optional<MemoryMode> MemoryPlan::stepDown() const {
    if (mode == MemoryMode::Resident) return MemoryMode::Staged;
    if (mode == MemoryMode::Staged) return MemoryMode::Chunked;
    return std::nullopt;
}

MemoryPlan planMemory(const ModelFootprint& footprint, std::uint64_t freeBytes, const PlanOptions& options) {
    MemoryPlan plan;
    plan.freeBytes = freeBytes;
    const auto scale = std::uint64_t(options.elementBytes) / 2;
    estimatePeaks(plan, footprint, scale);
    plan.chosenByUser = options.wish.has_value();
    plan.mode = options.wish.value_or(fastestThatFits(plan));
    plan.loadsAhead = plan.mode == MemoryMode::Staged && plan.stagedAheadBytes <= freeBytes;
    plan.fits = plan.neededBytes() <= freeBytes;
    if (plan.mode != MemoryMode::Resident) {
        const double streaming = double(allWeights(footprint) * scale) / kStreamedBytesPerSecond;
        plan.extraSeconds = plan.loadsAhead ? streaming * (1.0 - kHiddenShare) : streaming;
    }
    if (plan.mode == MemoryMode::Chunked) plan.extraSeconds += kChunkedSeconds;
    return plan;
}

std::string describe(const MemoryPlan& plan) {
    std::string how;
    switch (plan.mode) {
        case MemoryMode::Resident:
            how = "all networks stay on the card";
            break;
        case MemoryMode::Staged:
            how = plan.loadsAhead ? "one network at a time, the next one loading meanwhile" : "one network at a time";
            break;
        case MemoryMode::Chunked:
            how = "one network at a time, the decoders in pieces";
            break;
    }
    return how + ", about " + sizeText(plan.neededBytes()) + " of the " + sizeText(plan.freeBytes) + " that are free";
}

std::string sizeText(std::uint64_t bytes) {
    constexpr double kMega = 1ull << 20;
    constexpr double kGiga = 1ull << 30;
    char text[32];
    if (double(bytes) < kGiga)
        std::snprintf(text, sizeof text, "%.0f MB", double(bytes) / kMega);
    else
        std::snprintf(text, sizeof text, "%.1f GB", double(bytes) / kGiga);
    return text;
}

std::string durationText(double seconds) {
    const auto about = [](double value, const char* unit) {
        return "about " + std::to_string(std::max(1L, std::lround(value))) + " " + unit;
    };
    if (seconds < 90.0) return about(seconds, "s");
    if (seconds < 5400.0) return about(seconds / 60.0, "min");
    return about(seconds / 3600.0, "h");
}

}  // namespace espalier

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inference/device/machine.h"
#include "inference/device/memory_plan.h"

namespace espalier {

enum class VerdictKind {
    Ready,             ///< on the device asked for, with everything at its best
    ReadyWithLess,     ///< on the card, slower than it could be: the sentence says why and how much
    ProcessorInstead,  ///< a card was not asked for by name and none can serve
    Cannot,
};

/// How loudly to say it. Fine: not at all unless asked.
enum class Severity { Fine, Note, Warning, Failure };

/// In what numbers the networks' products are computed.
enum class Arithmetic { Float32, Float16, BFloat16 };

/// Whether one pipeline type of a model can run, where and how.
struct Verdict {
    VerdictKind kind = VerdictKind::Ready;
    Severity severity = Severity::Fine;
    std::optional<int> card;  ///< index of the card that computes, or that was judged; absent: the processor
    Arithmetic arithmetic = Arithmetic::Float32;
    MemoryPlan plan;       ///< of the card
    std::string sentence;  ///< the whole answer: what runs where, or why not
    std::string hint;      ///< what the user can do; may be empty

    bool canRun() const { return kind != VerdictKind::Cannot; }
};

/// What the user asks for.
struct DeviceWish {
    enum class Use { Automatic, Processor, Card };
    Use use = Use::Automatic;
    std::optional<int> card;           ///< the driver's index; absent: the best one
    std::optional<MemoryMode> memory;  ///< absent: the fastest that fits
    bool singlePrecision = false;      ///< float32 instead of half precision on the card
};

/// Stable short names for --json: "ready", "ready-with-less", "processor-instead", "cannot"; "note", ...; "bf16", ...
const char* name(VerdictKind kind);
const char* name(Severity severity);
const char* name(Arithmetic arithmetic);

/// bf16 from compute capability 8.0, fp16 below.
Arithmetic bestArithmetic(const CudaDevice& card);

/// One card alone: Ready, ReadyWithLess or Cannot.
Verdict judgeCard(const Machine& machine, const CudaDevice& card, const ModelFootprint& footprint,
                  const DeviceWish& wish = {});

/// The processor alone: Ready or Cannot.
Verdict judgeProcessor(const Machine& machine, const ModelFootprint& footprint);

/// The best that the machine can do: of several cards the one that is Ready, then the one with the most free memory;
/// the processor when no card can serve and none was asked for.
Verdict judge(const Machine& machine, const ModelFootprint& footprint, const DeviceWish& wish = {});

}  // namespace espalier

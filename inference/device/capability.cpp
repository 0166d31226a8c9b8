#include "inference/device/capability.h"

#include <algorithm>

#include "inference/device/verdict_text.h"

namespace espalier {
namespace {

/// JobPlan's figures are those of two cores; more of them help less and less.
double processorSeconds(const Machine& machine, const ModelFootprint& footprint) {
    constexpr double kCores = 2.0, kMostUseful = 16.0;
    return footprint.processorSeconds * kCores / std::min(double(machine.probe.cores), kMostUseful);
}

std::string processorText(const Machine& machine) {
    const int cores = machine.probe.cores;
    return "the processor (" + std::to_string(cores) + (cores == 1 ? " core)" : " cores)");
}

std::string costText(const Machine& machine, const ModelFootprint& footprint) {
    return durationText(processorSeconds(machine, footprint)) + " a job, " + sizeText(footprint.processorBytes) +
           " of memory";
}

/// What is second best though it runs, each a sentence with a space before it.
std::string shortcomings(const Machine& machine, const CudaDevice& card) {
    std::string words;
    const Architectures& own = machine.kernels.architectures;
    if (!own.isEmpty() && !own.serve(card.capability()))
        words += " Espalier's own kernels hold " + own.text() + ", so LibTorch's slower operations serve.";
    if (machine.slowAttention.contains(card.uuid))
        words += " No fused attention works on it, so the flows take several times longer and more memory.";
    return words;
}

/// For people: how the numbers are stored, and why not better.
std::string arithmeticText(Arithmetic arithmetic) {
    if (arithmetic == Arithmetic::Float32) return "single precision";
    return arithmetic == Arithmetic::BFloat16 ? "bf16" : "fp16, as bf16 needs compute capability 8.0";
}

void judgeMemory(Verdict& verdict, const CudaDevice& card, const ModelFootprint& footprint) {
    const MemoryPlan& plan = verdict.plan;
    const std::string start = footprint.title;
    if (!plan.fits) {
        verdict.kind = VerdictKind::Cannot;
        verdict.severity = Severity::Failure;
        verdict.sentence = start + " needs about " + sizeText(plan.neededBytes()) + " of card memory" +
                           (plan.mode == MemoryMode::Chunked ? " at the very least" : "") + ", and your " +
                           cardText(card) + " has " + sizeText(plan.freeBytes) + " free of " +
                           sizeText(card.totalBytes) + ".";
        verdict.hint = plan.chosenByUser && plan.chunkedBytes <= plan.freeBytes
                           ? "Leave the memory mode to Espalier."
                           : "Close other programs that use the card, or choose a lower resolution or a smaller model.";
        return;
    }
    verdict.sentence = start + " runs on your " + cardText(card) + " in " + arithmeticText(verdict.arithmetic) + ": " +
                       describe(plan) + ".";
    if (plan.mode == MemoryMode::Resident) return;
    verdict.kind = VerdictKind::ReadyWithLess;
    verdict.severity = Severity::Note;
    verdict.sentence +=
        plan.chosenByUser ? " You chose this mode" : " All of them together would take " + sizeText(plan.residentBytes);
    verdict.sentence += ", so each job takes " + durationText(plan.extraSeconds) + " longer.";
}

/// The better of two verdicts that can run.
bool isBetter(const Verdict& a, const Verdict& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.plan.freeBytes > b.plan.freeBytes;
}

/// Every card that the wish allows, the best that can run first; in the driver's order when none can.
std::vector<Verdict> judgeCards(const Machine& machine, const ModelFootprint& footprint, const DeviceWish& wish) {
    std::vector<Verdict> verdicts;
    for (const CudaDevice& card : machine.probe.cards)
        if (!wish.card || *wish.card == card.index) verdicts.push_back(judgeCard(machine, card, footprint, wish));
    std::stable_sort(verdicts.begin(), verdicts.end(), [](const Verdict& a, const Verdict& b) {
        if (a.canRun() != b.canRun()) return a.canRun();
        return a.canRun() && isBetter(a, b);
    });
    return verdicts;
}

Obstacle noCard(const Machine& machine, const DeviceWish& wish) {
    const std::size_t count = machine.probe.cards.size();
    if (count == 0 || !wish.card) return driverProblem(machine.probe);
    return {"There is no card " + std::to_string(*wish.card) + ": this machine has " + std::to_string(count) + ".",
            "Choose one from 0 to " + std::to_string(count - 1) + ", or leave the choice to Espalier."};
}

std::string joined(const std::string& first, const std::string& second) {
    return first.empty() || second.empty() ? first + second : first + " " + second;
}

/// The processor steps in for `refused`, if it can.
Verdict processorInstead(const Machine& machine, const ModelFootprint& footprint, const Verdict& refused) {
    // Most machines have no such card, and nothing is wrong with them.
    const DriverState driver = machine.probe.driver;
    const bool hasNoCard = driver == DriverState::Missing || driver == DriverState::NoDevice;
    Verdict verdict = judgeProcessor(machine, footprint);
    if (!verdict.canRun()) {
        verdict.sentence = refused.sentence + " " + verdict.sentence;
        if (!hasNoCard && !refused.hint.empty()) verdict.hint = refused.hint;
        return verdict;
    }
    verdict.kind = VerdictKind::ProcessorInstead;
    verdict.sentence = refused.sentence + " So " + verdict.sentence;
    verdict.hint = joined(refused.hint, verdict.hint);
    verdict.severity = hasNoCard ? Severity::Fine : refused.hint.empty() ? Severity::Note : Severity::Warning;
    return verdict;
}

}  // namespace

const char* name(VerdictKind kind) {
    switch (kind) {
        case VerdictKind::Ready:
            return "ready";
        case VerdictKind::ReadyWithLess:
            return "ready-with-less";
        case VerdictKind::ProcessorInstead:
            return "processor-instead";
        case VerdictKind::Cannot:
            return "cannot";
    }
    return "cannot";
}

const char* name(Severity severity) {
    switch (severity) {
        case Severity::Fine:
            return "fine";
        case Severity::Note:
            return "note";
        case Severity::Warning:
            return "warning";
        case Severity::Failure:
            return "failure";
    }
    return "failure";
}

const char* name(Arithmetic arithmetic) {
    if (arithmetic == Arithmetic::Float32) return "fp32";
    return arithmetic == Arithmetic::BFloat16 ? "bf16" : "fp16";
}

Arithmetic bestArithmetic(const CudaDevice& card) {
    return card.computeMajor >= 8 ? Arithmetic::BFloat16 : Arithmetic::Float16;
}

Verdict judgeCard(const Machine& machine, const CudaDevice& card, const ModelFootprint& footprint,
                  const DeviceWish& wish) {
    Verdict verdict;
    verdict.card = card.index;
    verdict.arithmetic = wish.singlePrecision ? Arithmetic::Float32 : bestArithmetic(card);
    verdict.plan = planMemory(footprint, card.freeBytes.value_or(0), {wish.singlePrecision ? 4 : 2, wish.memory});
    if (const Obstacle obstacle = cardProblem(machine, card); !obstacle.isNone()) {
        verdict.kind = VerdictKind::Cannot;
        verdict.severity = Severity::Failure;
        verdict.sentence = obstacle.cause;
        verdict.hint = obstacle.remedy;
        return verdict;
    }
    judgeMemory(verdict, card, footprint);
    const std::string less = shortcomings(machine, card);
    if (verdict.canRun() && !less.empty()) {
        verdict.kind = VerdictKind::ReadyWithLess;
        verdict.severity = Severity::Note;
        verdict.sentence += less;
    }
    return verdict;
}

Verdict judgeProcessor(const Machine& machine, const ModelFootprint& footprint) {
    Verdict verdict;
    const DeviceProbe& probe = machine.probe;
    if (probe.memoryBytes < footprint.processorBytes) {
        verdict.kind = VerdictKind::Cannot;
        verdict.severity = Severity::Failure;
        verdict.sentence = "On the processor " + footprint.title + " needs about " +
                           sizeText(footprint.processorBytes) + " of memory, and this machine has " +
                           sizeText(probe.memoryBytes) + ".";
        verdict.hint = "Choose a smaller model, such as the bundled one.";
        return verdict;
    }
    verdict.sentence =
        footprint.title + " runs on " + processorText(machine) + ": " + costText(machine, footprint) + ".";
    if (probe.availableBytes < footprint.processorBytes)
        verdict.hint =
            "Only " + sizeText(probe.availableBytes) + " of memory are free now: close other programs first.";
    return verdict;
}

Verdict judge(const Machine& machine, const ModelFootprint& footprint, const DeviceWish& wish) {
    if (wish.use == DeviceWish::Use::Processor) return judgeProcessor(machine, footprint);
    const std::vector<Verdict> cards = judgeCards(machine, footprint, wish);
    Verdict best;
    if (!cards.empty()) {
        best = cards.front();
        if (best.canRun() && cards.size() > 1)
            best.sentence += " Of " + std::to_string(cards.size()) + " cards it suits best.";
    } else {
        const Obstacle obstacle = noCard(machine, wish);
        best.kind = VerdictKind::Cannot;
        best.severity = Severity::Failure;
        best.sentence = obstacle.cause;
        best.hint = obstacle.remedy;
    }
    if (best.canRun() || wish.use == DeviceWish::Use::Card) return best;
    return processorInstead(machine, footprint, best);
}

}  // namespace espalier

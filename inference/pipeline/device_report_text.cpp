// The report in words and as JSON; its making is in device_report.cpp.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "inference/device/verdict_text.h"
#include "inference/pipeline/device_report.h"

namespace espalier {
namespace {

using nlohmann::json;

constexpr const char* kNoCard = "not opened, as there is no card";

/// "Processor  Intel ..." with the values in one column.
std::string line(const std::string& head, const std::string& text) {
    constexpr std::size_t kColumn = 12;
    return head + std::string(head.size() < kColumn ? kColumn - head.size() : 1, ' ') + text + "\n";
}

std::string orElse(const std::string& text, const char* otherwise) {
    return text.empty() ? otherwise : text;
}

std::string torchText(const Machine& machine) {
    const TorchFacts& torch = machine.torch;
    const std::string list = torch.architectures.isEmpty() ? "no machine code for cards" : torch.architectures.text();
    if (machine.probe.cards.empty()) return list + "; " + kNoCard;
    return list + (torch.loadProblem.empty() ? "" : "; " + torch.loadProblem);
}

std::string kernelsText(const Machine& machine) {
    if (!machine.kernels.problem.empty()) return machine.kernels.problem;
    if (!machine.kernels.architectures.isEmpty()) return machine.kernels.architectures.text();
    return machine.probe.cards.empty() ? kNoCard : "not opened, as LibTorch's CUDA libraries are not";
}

std::string cardLines(const CudaDevice& card) {
    std::string text = cardText(card) + ", " + sizeText(card.totalBytes);
    if (card.freeBytes) text += ", " + sizeText(*card.freeBytes) + " of it free";
    if (card.mode == ComputeMode::ExclusiveProcess) text += ", exclusive mode";
    if (card.mode == ComputeMode::Prohibited) text += ", prohibited mode";
    if (card.contextError != 0) text += ", not opened: " + driverErrorName(card.contextError);
    std::string lines = line("Card " + std::to_string(card.index), text);
    if (!card.uuid.empty()) lines += line("", card.uuid);
    return lines;
}

std::string selfTestLines(const DeviceReport& report) {
    if (!report.selfTest) return line("Small test", "not run, as no card can be used");
    const SelfTest& test = *report.selfTest;
    std::string passed, failed;
    for (const TestItem& item : test.items) {
        if (item.passed)
            passed += (passed.empty() ? "" : ", ") + item.name;
        else
            failed += line("", item.name + " failed: " + item.words);
    }
    char when[64];
    std::snprintf(when, sizeof when, "card %d, %.1f s%s", report.testedCard.value_or(0), test.seconds,
                  test.fromCache ? " at an earlier start" : "");
    std::string lines = line("Small test", std::string(when) + "; passed: " + orElse(passed, "nothing")) + failed;
    if (!test.attention.empty()) lines += line("", "attention is served by: " + test.attention);
    return lines;
}

std::string machineLines(const DeviceReport& report) {
    const Machine& machine = report.machine;
    const DeviceProbe& probe = machine.probe;
    std::string text = line("Espalier", std::string(ESPALIER_VERSION) + " with LibTorch " + machine.torch.label());
    text += line("Processor", orElse(probe.processor, "unknown") + ", " + std::to_string(probe.cores) + " cores");
    text += line("Memory", sizeText(probe.memoryBytes) + ", " + sizeText(probe.availableBytes) + " of it free");
    const Obstacle driver = driverProblem(probe);
    if (probe.driverCudaMajor > 0) text += line("Driver", driverText(probe));
    if (!driver.isNone()) text += line("Card", "none: " + driver.cause) + line("", driver.remedy);
    for (const CudaDevice& card : probe.cards)
        text += cardLines(card);
    text += line("LibTorch", torchText(machine));
    text += line("Kernels", kernelsText(machine));
    return text + selfTestLines(report);
}

std::string planText(const MemoryPlan& plan) {
    return sizeText(plan.residentBytes) + " with all networks, " + sizeText(plan.stagedAheadBytes) + " or " +
           sizeText(plan.stagedBytes) + " one by one, " + sizeText(plan.chunkedBytes) + " in pieces";
}

std::string typeLines(const TypeReport& type) {
    std::string text = line("  " + std::string(name(type.type)), type.verdict.sentence);
    if (!type.verdict.hint.empty()) text += line("", type.verdict.hint);
    text += line("", "card memory: " + planText(planMemory(type.footprint, 0)));
    if (type.cards.size() < 2) return text;
    for (const Verdict& card : type.cards)
        text +=
            line("", "card " + std::to_string(card.card.value_or(0)) + ": " + name(card.kind) + ". " + card.sentence);
    return text;
}

std::string typeList(const ModelInfo& info) {
    std::string list;
    for (const PipelineType type : info.types)
        list += (list.empty() ? "" : ", ") + std::string(name(type));
    return list;
}

std::string modelLines(const ModelReport& model) {
    const ModelInfo& info = model.info;
    std::string text = line("Model", info.title) + line("  folder", info.dir.string());
    if (!info.types.empty()) text += line("  types", typeList(info)) + line("  weights", sizeText(info.weightBytes));
    for (const std::string& problem : info.problems)
        text += line("  problem", problem);
    for (const TypeReport& type : model.types)
        text += typeLines(type);
    return text;
}

json codeJson(const Architectures& code) {
    return {{"machine_code", code.machineCode}, {"ptx", code.ptx}};
}

json cardJson(const CudaDevice& card) {
    json object{{"index", card.index},
                {"name", card.name},
                {"uuid", card.uuid},
                {"compute_capability", std::to_string(card.computeMajor) + "." + std::to_string(card.computeMinor)},
                {"compute_mode", int(card.mode)},
                {"memory_bytes", card.totalBytes},
                {"free_bytes", nullptr}};
    if (card.freeBytes) object["free_bytes"] = *card.freeBytes;
    if (card.contextError != 0) object["context_error"] = driverErrorName(card.contextError);
    return object;
}

json machineJson(const Machine& machine) {
    const DeviceProbe& probe = machine.probe;
    json cards = json::array();
    for (const CudaDevice& card : probe.cards)
        cards.push_back(cardJson(card));
    json object{{"processor", probe.processor},
                {"cores", probe.cores},
                {"memory_bytes", probe.memoryBytes},
                {"available_bytes", probe.availableBytes},
                {"driver", probe.driverVersion},
                {"driver_cuda", nullptr},
                {"cards", cards},
                {"card_problem", probe.cudaProblem},
                {"card_hint", driverProblem(probe).remedy}};
    if (probe.driverCudaMajor > 0)
        object["driver_cuda"] = std::to_string(probe.driverCudaMajor) + "." + std::to_string(probe.driverCudaMinor);
    return object;
}

json selfTestJson(const DeviceReport& report) {
    if (!report.selfTest) return nullptr;
    json items = json::array();
    for (const TestItem& item : report.selfTest->items)
        items.push_back({{"name", item.name}, {"passed", item.passed}, {"words", item.words}});
    return {{"card", report.testedCard.value_or(0)},
            {"seconds", report.selfTest->seconds},
            {"from_cache", report.selfTest->fromCache},
            {"attention", report.selfTest->attention},
            {"items", items}};
}

json planJson(const MemoryPlan& plan) {
    return {{"mode", name(plan.mode)},
            {"loads_ahead", plan.loadsAhead},
            {"fits", plan.fits},
            {"needed_bytes", plan.neededBytes()},
            {"free_bytes", plan.freeBytes},
            {"resident_bytes", plan.residentBytes},
            {"staged_ahead_bytes", plan.stagedAheadBytes},
            {"staged_bytes", plan.stagedBytes},
            {"chunked_bytes", plan.chunkedBytes},
            {"extra_seconds", plan.extraSeconds}};
}

json verdictJson(const Verdict& verdict, const ModelFootprint& footprint) {
    const bool onCard = verdict.card.has_value();
    json object{{"verdict", name(verdict.kind)},
                {"severity", name(verdict.severity)},
                {"reason", verdict.sentence},
                {"hint", verdict.hint},
                {"card", nullptr},
                {"arithmetic", name(verdict.arithmetic)},
                {"memory_bytes", onCard ? verdict.plan.neededBytes() : footprint.processorBytes},
                {"plan", planJson(onCard ? verdict.plan : planMemory(footprint, 0))}};
    if (onCard) object["card"] = *verdict.card;
    return object;
}

json modelJson(const ModelReport& model) {
    const ModelInfo& info = model.info;
    json object{{"title", info.title},       {"folder", info.dir.string()},
                {"bundled", info.bundled},   {"weight_bytes", info.weightBytes},
                {"problems", info.problems}, {"types", json::array()}};
    for (const TypeReport& type : model.types) {
        json entry = verdictJson(type.verdict, type.footprint);
        entry["type"] = name(type.type);
        entry["cards"] = json::array();
        for (const Verdict& card : type.cards)
            entry["cards"].push_back(verdictJson(card, type.footprint));
        object["types"].push_back(std::move(entry));
    }
    return object;
}

}  // namespace

std::string reportText(const DeviceReport& report) {
    std::string text = machineLines(report);
    for (const ModelReport& model : report.models)
        text.append("\n").append(modelLines(model));
    if (report.models.empty()) text += "\nNo model was found. Name a folder of models with --models.\n";
    return text;
}

std::string reportJson(const DeviceReport& report) {
    const Machine& machine = report.machine;
    json answer{{"espalier", ESPALIER_VERSION},
                {"libtorch", machine.torch.label()},
                {"libtorch_code", codeJson(machine.torch.architectures)},
                {"libtorch_problem", machine.torch.loadProblem},
                {"kernels_code", codeJson(machine.kernels.architectures)},
                {"kernels_problem", machine.kernels.problem},
                {"machine", machineJson(machine)},
                {"self_test", selfTestJson(report)},
                {"models", json::array()}};
    for (const ModelReport& model : report.models)
        answer["models"].push_back(modelJson(model));
    return answer.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace espalier

#include "app/doctor.h"

#include <QStandardPaths>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/exit_status.h"
#include "inference/device/capability.h"
#include "inference/device/device_probe.h"
#include "inference/pipeline/model_library.h"

namespace espalier {
namespace {

using nlohmann::json;

struct JudgedModel {
    ModelInfo info;
    Capability capability;  ///< of a complete model
};

/// The folders that the window looks at, then those of the command line.
std::vector<std::filesystem::path> modelRoots(const DoctorOptions& options) {
    std::vector<std::filesystem::path> roots;
    for (const QString& data : QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation))
        roots.emplace_back((data + "/espalier/models").toStdString());
    roots.insert(roots.end(), options.modelRoots.begin(), options.modelRoots.end());
    return roots;
}

std::vector<JudgedModel> judgeModels(const DeviceProbe& probe, const DoctorOptions& options) {
    std::vector<JudgedModel> models;
    for (ModelInfo& info : findModels(modelRoots(options))) {
        // In memory weights are float32: the starter model's bytes become four, the published 16-bit files' two.
        const Capability capability = judge(probe, memoryNeed(info.largestNetworkBytes));
        models.push_back({std::move(info), capability});
    }
    return models;
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

std::string typeList(const ModelInfo& info) {
    std::string list;
    for (const PipelineType type : info.types)
        list += (list.empty() ? "" : ", ") + std::string(name(type));
    return list;
}

std::string cudaVersion(const DeviceProbe& probe) {
    return std::to_string(probe.driverCudaMajor) + "." + std::to_string(probe.driverCudaMinor);
}

json machineJson(const DeviceProbe& probe) {
    json cards = json::array();
    for (const CudaDevice& card : probe.cards) {
        cards.push_back(
            {{"name", card.name},
             {"compute_capability", std::to_string(card.computeMajor) + "." + std::to_string(card.computeMinor)},
             {"memory_bytes", card.totalBytes}});
    }
    json machine{{"processor", probe.processor},
                 {"cores", probe.cores},
                 {"memory_bytes", probe.memoryBytes},
                 {"available_bytes", probe.availableBytes},
                 {"cards", cards},
                 {"card_problem", probe.cudaProblem}};
    machine["driver_cuda"] = probe.driverCudaMajor > 0 ? json(cudaVersion(probe)) : json(nullptr);
    return machine;
}

json modelJson(const JudgedModel& model) {
    json types = json::array();
    for (const PipelineType type : model.info.types)
        types.push_back(name(type));
    return {{"title", model.info.title},
            {"folder", model.info.dir.string()},
            {"bundled", model.info.bundled},
            {"types", types},
            {"weight_bytes", model.info.weightBytes},
            {"problems", model.info.problems},
            {"verdict", model.info.problems.empty() ? name(model.capability.verdict) : "incomplete"},
            {"memory_bytes", model.capability.memoryBytes},
            {"reason", model.capability.reason},
            {"hint", model.capability.hint}};
}

void printJson(const DeviceProbe& probe, const std::vector<JudgedModel>& models) {
    json answer{{"espalier", ESPALIER_VERSION},
                {"libtorch", ESPALIER_TORCH_VERSION},
                {"machine", machineJson(probe)},
                {"models", json::array()}};
    for (const JudgedModel& model : models)
        answer["models"].push_back(modelJson(model));
    std::puts(answer.dump(2, ' ', false, json::error_handler_t::replace).c_str());
}

void printModel(const JudgedModel& model) {
    const auto& [info, capability] = model;
    std::printf("\nModel      %s\n", info.title.c_str());
    std::printf("  folder   %s\n", info.dir.c_str());
    if (!info.types.empty()) {
        std::printf("  types    %s\n", typeList(info).c_str());
        std::printf("  weights  %s\n", sizeText(info.weightBytes).c_str());
    }
    for (const std::string& problem : info.problems)
        std::printf("  problem  %s\n", problem.c_str());
    if (!info.problems.empty()) return;
    std::printf("  verdict  %s\n", capability.reason.c_str());
    if (!capability.hint.empty()) std::printf("           %s\n", capability.hint.c_str());
}

void printText(const DeviceProbe& probe, const std::vector<JudgedModel>& models) {
    std::printf("Espalier   %s with LibTorch %s\n", ESPALIER_VERSION, ESPALIER_TORCH_VERSION);
    std::printf("Processor  %s, %d cores\n", probe.processor.empty() ? "unknown" : probe.processor.c_str(),
                probe.cores);
    std::printf("Memory     %s, %s of it free\n", sizeText(probe.memoryBytes).c_str(),
                sizeText(probe.availableBytes).c_str());
    for (const CudaDevice& card : probe.cards) {
        std::printf("Card       %s, %s, compute capability %d.%d, driver for CUDA %s\n", card.name.c_str(),
                    sizeText(card.totalBytes).c_str(), card.computeMajor, card.computeMinor,
                    cudaVersion(probe).c_str());
    }
    if (probe.cards.empty()) std::printf("Card       none: %s\n", probe.cudaProblem.c_str());
    for (const JudgedModel& model : models)
        printModel(model);
    if (models.empty()) std::puts("\nNo model was found. Name a folder of models with --models.");
}

}  // namespace

int runDoctor(const DoctorOptions& options) {
    const DeviceProbe probe = probeDevices();
    const std::vector<JudgedModel> models = judgeModels(probe, options);
    options.json ? printJson(probe, models) : printText(probe, models);
    return kSuccess;
}

}  // namespace espalier

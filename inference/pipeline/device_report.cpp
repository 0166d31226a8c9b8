#include "inference/pipeline/device_report.h"

#include <caffe2/core/common.h>

#include "inference/base/log.h"
#include "inference/device/cuda_loader.h"
#include "inference/device/verdict_text.h"
#include "inference/pipeline/job_device.h"
#include "inference/pipeline/job_pipeline.h"
#include "inference/tensor/cuda_ops.h"

namespace espalier {
namespace {

/// LibTorch's build settings; reading them asks nothing of CUDA.
std::string buildOption(const std::string& key) {
    const auto& options = caffe2::GetBuildOptions();
    const auto found = options.find(key);
    return found == options.end() ? std::string() : found->second;
}

TorchFacts readTorch(bool hasCard) {
    TorchFacts facts;
    facts.version = ESPALIER_TORCH_VERSION;
    std::sscanf(buildOption("CUDA_VERSION").c_str(), "%d.%d", &facts.cudaMajor, &facts.cudaMinor);
    facts.architectures = scanArchitectures(torchCudaLibrary());
    if (hasCard) facts.loadProblem = loadCuda();
    return facts;
}

KernelFacts readKernels() {
    KernelFacts facts;
    if (const CudaOps* ops = cudaOps())
        facts.architectures = Architectures::fromList(ops->architectures);
    else
        facts.problem = cudaOpsProblem();
    return facts;
}

/// The card that a job would use, memory apart.
const CudaDevice* cardToTest(const Machine& machine, const DeviceWish& wish) {
    const CudaDevice* best = nullptr;
    for (const CudaDevice& card : machine.probe.cards) {
        if (!cardProblem(machine, card).isNone() || (wish.card && *wish.card != card.index)) continue;
        if (!best || card.freeBytes > best->freeBytes) best = &card;
    }
    return wish.use == DeviceWish::Use::Processor ? nullptr : best;
}

/// Ends with a card that passed, or with none left that could be used.
void testBestCard(DeviceReport& report, const DeviceWish& wish) {
    while (const CudaDevice* card = cardToTest(report.machine, wish)) {
        report.selfTest = testCard(report.machine, *card);
        report.testedCard = card->index;
        if (!report.selfTest->hasFusedAttention()) report.machine.slowAttention.insert(card->uuid);
        const std::string failure = report.selfTest->failure();
        if (failure.empty()) return;
        report.machine.failedTests[card->uuid] = failure;
    }
}

TypeReport judgeType(const Machine& machine, const ModelInfo& info, const ModelConfig& config, PipelineType type,
                     const DeviceWish& wish) {
    TypeReport report;
    report.type = type;
    GenerateRequest request;
    request.type = type;
    request.geometryOnly = !info.hasTexture;
    request.gaussians = info.hasGaussians;
    report.footprint = footprintOf(config, request);
    report.footprint.title = info.title + " (" + std::string(name(type)) + ")";
    report.verdict = judge(machine, report.footprint, wish);
    for (const CudaDevice& card : machine.probe.cards)
        report.cards.push_back(judgeCard(machine, card, report.footprint, wish));
    return report;
}

ModelReport judgeModel(const Machine& machine, ModelInfo info, const DeviceWish& wish) {
    ModelReport report{std::move(info), {}};
    if (!report.info.problems.empty()) return report;
    try {
        const ModelConfig config = readModelConfig(report.info.dir);
        for (const PipelineType type : report.info.types)
            report.types.push_back(judgeType(machine, report.info, config, type, wish));
    } catch (const Error& error) {
        // The files changed since they were listed.
        report.types.clear();
        report.info.problems.emplace_back(error.what());
    }
    return report;
}

}  // namespace

const TypeReport* DeviceReport::find(const std::filesystem::path& dir, PipelineType type) const {
    for (const ModelReport& model : models)
        for (const TypeReport& report : model.types)
            if (model.info.dir == dir && report.type == type) return &report;
    return nullptr;
}

const CudaDevice* DeviceReport::card(const Verdict& verdict) const {
    if (!verdict.card || !verdict.canRun()) return nullptr;
    for (const CudaDevice& card : machine.probe.cards)
        if (card.index == *verdict.card) return &card;
    return nullptr;
}

Machine readMachine() {
    Machine machine;
    machine.probe = probeDevices();
    const bool hasCard = !machine.probe.cards.empty();
    machine.torch = readTorch(hasCard);
    if (hasCard && machine.torch.loadProblem.empty()) machine.kernels = readKernels();
    return machine;
}

DeviceReport makeDeviceReport(std::vector<ModelInfo> models, const DeviceWish& wish) {
    DeviceReport report;
    report.machine = readMachine();
    testBestCard(report, wish);
    for (ModelInfo& info : models)
        report.models.push_back(judgeModel(report.machine, std::move(info), wish));
    return report;
}

std::optional<Verdict> verdictFor(const DeviceReport& report, const GenerateRequest& request) {
    for (const ModelReport& model : report.models) {
        if (model.info.dir != request.modelDir) continue;
        if (const TypeReport* type = report.find(model.info.dir, request.type.value_or(model.info.defaultType)))
            return judge(report.machine, type->footprint, wishOf(request));
    }
    return std::nullopt;
}

Error cardFailure(int index, std::string_view words) {
    const Machine machine = readMachine();
    for (const CudaDevice& card : machine.probe.cards) {
        if (card.index != index) continue;
        const Obstacle obstacle = kernelFailure(machine, card, words);
        return {ErrorCode::DeviceUnavailable, obstacle.cause, obstacle.remedy};
    }
    const Obstacle lost = driverProblem(machine.probe);
    return {ErrorCode::DeviceUnavailable, "The graphics card is gone. " + lost.cause, lost.remedy};
}

}  // namespace espalier

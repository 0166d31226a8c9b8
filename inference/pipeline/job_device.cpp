#include "inference/pipeline/job_device.h"

#include "inference/base/error.h"
#include "inference/pipeline/device_report.h"

namespace espalier {
namespace {

const CudaDevice* cardOf(const Machine& machine, const Verdict& verdict) {
    if (!verdict.card || !verdict.canRun()) return nullptr;
    for (const CudaDevice& card : machine.probe.cards)
        if (card.index == *verdict.card) return &card;
    return nullptr;
}

}  // namespace

DeviceWish wishOf(const GenerateRequest& request) {
    DeviceWish wish;
    if (request.device == DeviceChoice::Cpu) wish.use = DeviceWish::Use::Processor;
    if (request.device == DeviceChoice::Cuda) wish.use = DeviceWish::Use::Card;
    wish.card = request.card;
    wish.memory = request.memory;
    wish.singlePrecision = request.singlePrecision;
    return wish;
}

JobDevice chooseJobDevice(const GenerateRequest& request, const std::function<ModelFootprint()>& footprint) {
    JobDevice chosen;
    if (request.device == DeviceChoice::Cpu) return chosen;
    Machine machine = readMachine();
    if (machine.probe.cards.empty() && request.device == DeviceChoice::Auto) return chosen;

    const DeviceWish wish = wishOf(request);
    const ModelFootprint needed = footprint();
    Verdict verdict = judge(machine, needed, wish);
    // A card that the tables allow is tried before anything is loaded; one that fails is judged without.
    while (const CudaDevice* card = cardOf(machine, verdict)) {
        const std::string failure = testCard(machine, *card).failure();
        if (failure.empty()) {
            chosen.settings.device = c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(card->index));
            chosen.settings.arithmetic = verdict.arithmetic;
            chosen.settings.memory = verdict.plan.mode;
            chosen.label = "cuda:" + std::to_string(card->index) + " (" + card->name + ")";
            break;
        }
        machine.failedTests[card->uuid] = failure;
        verdict = judge(machine, needed, wish);
    }
    if (!verdict.canRun()) throw Error(ErrorCode::DeviceUnavailable, verdict.sentence, verdict.hint);
    chosen.sentence = verdict.sentence;
    return chosen;
}

}  // namespace espalier

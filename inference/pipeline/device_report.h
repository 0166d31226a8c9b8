#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inference/base/error.h"
#include "inference/device/capability.h"
#include "inference/pipeline/model_library.h"
#include "inference/pipeline/self_test.h"

namespace espalier {

/// One pipeline type of a model on this machine.
struct TypeReport {
    PipelineType type = PipelineType::k512;
    ModelFootprint footprint;
    Verdict verdict;             ///< what a job will do
    std::vector<Verdict> cards;  ///< of each card alone, in the driver's order
};

struct ModelReport {
    ModelInfo info;
    std::vector<TypeReport> types;  ///< none when the model is incomplete
};

/// What `espalier doctor` prints, the window's banner sums up, and a failed job is explained with.
struct DeviceReport {
    Machine machine;
    std::optional<SelfTest> selfTest;  ///< of the card that would compute; absent without one
    std::optional<int> testedCard;
    std::vector<ModelReport> models;

    /// Null when the model is not in the report or does not offer the type.
    const TypeReport* find(const std::filesystem::path& dir, PipelineType type) const;
    /// The card that computes by this verdict; null when the processor does, or nothing.
    const CudaDevice* card(const Verdict& verdict) const;
};

/// Probes the driver, opens LibTorch's CUDA libraries where there is a card, and reads which code they and Espalier's
/// kernels hold. Takes some 100 ms, on any thread; free memory is that of this moment.
Machine readMachine();

/// readMachine(), the small test of the best card (about a second the first time), and a verdict per model and type.
DeviceReport makeDeviceReport(std::vector<ModelInfo> models, const DeviceWish& wish = {});

/// What a job with this request will do: its model, type, device, card and memory mode count. Nothing when the model is
/// not in the report, is incomplete, or does not offer the type.
std::optional<Verdict> verdictFor(const DeviceReport& report, const GenerateRequest& request);

/// The whole report for people and for scripts.
std::string reportText(const DeviceReport& report);
std::string reportJson(const DeviceReport& report);

/// How a failure on card `index` is told: `words` are LibTorch's. An Error(DeviceUnavailable).
Error cardFailure(int index, std::string_view words);

}  // namespace espalier

#pragma once

#include <functional>
#include <string>

#include "inference/device/capability.h"
#include "inference/pipeline/generate_request.h"
#include "inference/pipeline/model_store.h"

namespace espalier {

/// Where and in what numbers one job computes.
struct JobDevice {
    ComputeSettings settings;
    std::string label = "cpu";  ///< "cpu" or "cuda:0 (NVIDIA H100 80GB HBM3)"
    std::string sentence;       ///< what was decided and why, for the log

    bool isCard() const { return settings.device.type() == c10::kCUDA; }
};

/// What a request wishes for, in the words of the device check.
DeviceWish wishOf(const GenerateRequest& request);

/// Decides once before a job: judges the machine for what the job takes, opens LibTorch's CUDA libraries and tries the
/// card when one is to be used. `footprint` is asked for only where there is a choice, and may throw. Throws
/// Error(DeviceUnavailable) when a card was asked for and cannot serve.
JobDevice chooseJobDevice(const GenerateRequest& request, const std::function<ModelFootprint()>& footprint);

}  // namespace espalier

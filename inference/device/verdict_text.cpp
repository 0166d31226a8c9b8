#include "inference/device/verdict_text.h"

#include <algorithm>
#include <array>

namespace espalier {
namespace {

/// The least capability that LibTorch for CUDA 13 can serve.
constexpr int kOldestCapability = 75;

std::string versionText(int major, int minor) {
    return std::to_string(major) + "." + std::to_string(minor);
}

std::string codeName(const CudaDevice& card) {
    return "sm_" + std::to_string(card.capability());
}

std::string torchName(const TorchFacts& torch) {
    return "LibTorch " + torch.label();
}

/// The first driver branch for each CUDA version.
std::string driverFor(int cudaMajor) {
    if (cudaMajor <= 11) return "450";
    return cudaMajor == 12 ? "525" : "580";
}

Obstacle failedStart(const DeviceProbe& probe) {
    constexpr int kInsufficientDriver = 35, kNotReady = 802, kMismatch = 803;
    const std::string cause = "The NVIDIA driver does not start: " + driverErrorName(probe.driverError) + ".";
    switch (probe.driverError) {
        case kMismatch:
            return {cause, "Its library and its kernel module are of different versions: restart the computer."};
        case kNotReady:
            return {cause, "The fabric manager of this machine is not running: start nvidia-fabricmanager."};
        case kInsufficientDriver:
            return {cause, "Install NVIDIA driver 580 or newer and restart the computer."};
        default:
            return {cause, "Restart the computer; if that does not help, install the NVIDIA driver again."};
    }
}

Obstacle closedCard(const CudaDevice& card) {
    const std::string reset = "nvidia-smi -i " + std::to_string(card.index) + " -c DEFAULT";
    const std::string who = "Your " + cardText(card);
    constexpr int kNoMemory = 2;
    if (card.mode == ComputeMode::Prohibited)
        return {who + " is set to compute for nobody (prohibited mode).", "Run '" + reset + "' as administrator."};
    if (card.contextError == 0) return {};
    if (card.mode == ComputeMode::ExclusiveProcess)
        return {who + " computes for one program only (exclusive mode), and another one has it.",
                "End that program (nvidia-smi lists it), or run '" + reset + "' as administrator."};
    if (card.contextError == kNoMemory)
        return {who + " has no memory left, not even to be opened.", "Close other programs that use the card."};
    return {who + " cannot be opened: " + driverErrorName(card.contextError) + ".",
            "Restart the computer; if that does not help, install the NVIDIA driver again."};
}

Obstacle oldDriver(const Machine& machine, const CudaDevice& card) {
    const DeviceProbe& probe = machine.probe;
    if (machine.torch.cudaMajor == 0 || probe.driverCudaMajor >= machine.torch.cudaMajor) return {};
    return {"Your " + cardText(card) + " needs a newer driver: " + torchName(machine.torch) + " is made for CUDA " +
                versionText(machine.torch.cudaMajor, machine.torch.cudaMinor) + ", and the driver (" +
                driverText(probe) + ") is older.",
            "Install NVIDIA driver " + driverFor(machine.torch.cudaMajor) + " or newer and restart the computer."};
}

Obstacle closedTorch(const Machine& machine, const CudaDevice& card) {
    constexpr auto kFetch = "Run 'ESPALIER_CUDA=on ./run', which fetches it, or install an Espalier package with CUDA.";
    const TorchFacts& torch = machine.torch;
    const std::string who = "Your " + cardText(card) + " cannot be used: ";
    if (torch.cudaMajor == 0) return {who + torchName(torch) + " is made for processors only.", kFetch};
    if (torch.loadProblem.empty()) return {};
    const std::string missing = torch.missingLibrary();
    if (missing.empty())
        return {who + torch.loadProblem + (torch.loadProblem.ends_with('.') ? "" : "."), "Install Espalier again."};
    return {who + "the library " + missing + " of " + torchName(torch) + " is missing.", kFetch};
}

Obstacle noMachineCode(const Machine& machine, const CudaDevice& card) {
    const TorchFacts& torch = machine.torch;
    // An unknown list proves nothing: the small test will tell.
    if (torch.architectures.isEmpty() || torch.architectures.serve(card.capability())) return {};
    const std::string cause = "Your " + cardText(card) + " needs machine code for " + codeName(card) + "; " +
                              torchName(torch) + " holds " + torch.architectures.text() + ".";
    if (card.capability() < kOldestCapability)
        return {cause + " Cards below compute capability 7.5 are too old for CUDA 13.", {}};
    constexpr int kNewestKnown = 121;
    if (card.capability() > kNewestKnown) return {cause, "Install a newer Espalier, made for such cards."};
    return {cause,
            "Install Espalier with LibTorch 2.11.0+cu130, which './run' fetches: it holds sm_75 sm_80 sm_86 sm_90 "
            "sm_100 sm_120."};
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

std::string cardText(const CudaDevice& card) {
    return card.name + " (compute capability " + versionText(card.computeMajor, card.computeMinor) + ")";
}

std::string driverText(const DeviceProbe& probe) {
    const std::string cuda = "for CUDA " + versionText(probe.driverCudaMajor, probe.driverCudaMinor);
    return probe.driverVersion.empty() ? cuda : probe.driverVersion + ", " + cuda;
}

Obstacle driverProblem(const DeviceProbe& probe) {
    switch (probe.driver) {
        case DriverState::Ready:
            return {};
        case DriverState::Missing:
            return {"No NVIDIA driver is installed.", "If this machine has an NVIDIA card, install its driver."};
        case DriverState::Stub:
            return {"The NVIDIA driver's library is only the CUDA toolkit's stand-in for it (a stub).",
                    "Install the NVIDIA driver, and take the toolkit's stubs folder out of LD_LIBRARY_PATH."};
        case DriverState::NoDevice:
            return {"The NVIDIA driver finds no card.",
                    "If there is one, see whether nvidia-smi lists it; a container needs --gpus all."};
        case DriverState::Failed:
            return failedStart(probe);
    }
    return {};
}

Obstacle cardProblem(const Machine& machine, const CudaDevice& card) {
    for (const auto& find : {oldDriver, noMachineCode, closedTorch})
        // The list of machine code is known before the libraries are open; what is wrong for good is told first.
        if (Obstacle found = find(machine, card); !found.isNone()) return found;
    if (Obstacle found = closedCard(card); !found.isNone()) return found;
    const auto failed = machine.failedTests.find(card.uuid);
    if (failed == machine.failedTests.end()) return {};
    return {"Your " + cardText(card) + " failed a small test: " + failed->second + ".",
            "Restart the computer; if that does not help, install the newest NVIDIA driver."};
}

Obstacle kernelFailure(const Machine& machine, const CudaDevice& card, std::string_view words) {
    const std::string who = "Your " + cardText(card);
    if (contains(words, "no kernel image") || contains(words, "invalid device function")) {
        if (Obstacle known = noMachineCode(machine, card); !known.isNone()) return known;
        return {who + " was given work for which " + torchName(machine.torch) + " holds no machine code for " +
                    codeName(card) + ".",
                "Please report this with the details; choose the processor meanwhile."};
    }
    if (contains(words, "illegal memory access") || contains(words, "unspecified launch failure") ||
        contains(words, "misaligned address") || contains(words, "device-side assert"))
        return {who + " stopped in the middle of the work: a computation touched memory that is not its own.",
                "Start Espalier again; if it happens again, please report this with the details."};
    if (contains(words, "ECC") || contains(words, "uncorrectable") || contains(words, "fallen off the bus"))
        return {who + " reports a hardware error.", "Restart the computer; if it happens again, the card needs care."};
    if (contains(words, "busy or unavailable"))
        return {who + " is in use by another program.", "End that program; nvidia-smi lists it."};
    return {who + " failed during the work.", "Start Espalier again, or choose the processor."};
}

}  // namespace espalier

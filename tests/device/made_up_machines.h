#pragma once

#include <algorithm>
#include <string>

#include "inference/device/capability.h"

namespace espalier {

inline constexpr std::uint64_t kGigabyte = 1ull << 30;

/// A card as a desktop leaves it: a tenth of its memory is taken.
inline CudaDevice card(const std::string& name, int major, int minor, std::uint64_t gigabytes) {
    CudaDevice made;
    made.name = name;
    made.computeMajor = major;
    made.computeMinor = minor;
    made.totalBytes = gigabytes * kGigabyte;
    made.freeBytes = made.totalBytes / 10 * 9;
    made.uuid = "GPU-" + name;
    return made;
}

inline TorchFacts torch211() {
    TorchFacts torch;
    torch.version = "2.11.0";
    torch.cudaMajor = 13;
    torch.architectures = Architectures::fromList("75 80 86 90 100 120");
    return torch;
}

inline TorchFacts torch24() {
    TorchFacts torch;
    torch.version = "2.4.0";
    torch.cudaMajor = 11;
    torch.cudaMinor = 8;
    torch.architectures = Architectures::fromList("37 50 60 70 75 80 86 90");
    return torch;
}

/// Eight cores, 64 GB, the driver and the LibTorch that go together.
inline Machine machineWith(std::vector<CudaDevice> cards) {
    Machine machine;
    machine.probe.cores = 8;
    machine.probe.memoryBytes = 64 * kGigabyte;
    machine.probe.availableBytes = 60 * kGigabyte;
    machine.probe.driver = cards.empty() ? DriverState::NoDevice : DriverState::Ready;
    machine.probe.driverVersion = "580.95.05";
    machine.probe.driverCudaMajor = 13;
    machine.probe.cards = std::move(cards);
    for (std::size_t i = 0; i < machine.probe.cards.size(); ++i)
        machine.probe.cards[i].index = int(i);
    machine.torch = torch211();
    return machine;
}

/// TRELLIS.2-4B at "512", "1024_cascade" or "1536_cascade": what model_footprint reads from its files, rounded; see
/// tst_model_footprint.
inline ModelFootprint trellis4B(const std::string& type) {
    constexpr std::uint64_t kFlow = 2'620'000'000, kDecoder = 949'000'000, kStructureDecoder = 148'000'000,
                            kEncoder = 607'000'000;
    const bool is512 = type == "512";
    const std::uint64_t tokens = is512 ? 2500 : type == "1024_cascade" ? 10000 : 22500;
    const auto flow = [](const std::string& name, std::uint64_t count) {
        return StageFootprint{name, kFlow, count * 57344, count * 57344};
    };
    const auto decoder = [](const std::string& name, std::uint64_t count) {
        const std::uint64_t voxels = count * 256, slab = 251'658'240;
        return StageFootprint{name, kDecoder, voxels * 640, std::min(voxels * 640, voxels * 188 + slab)};
    };
    const std::string size = is512 ? "_512" : "_1024";
    ModelFootprint footprint;
    footprint.title = "TRELLIS.2-4B (" + type + ")";
    footprint.stages = {{"encoder", kEncoder, 70'000'000, 70'000'000},
                        flow("structure", 4096),
                        {"structure decoder", kStructureDecoder, 70'000'000, 70'000'000}};
    if (!is512) {
        footprint.stages.push_back(flow("shape_512", 2500));
        footprint.stages.push_back(decoder("shape decoder", 2500));
    }
    footprint.stages.push_back(flow("shape" + size, tokens));
    footprint.stages.push_back(decoder("shape decoder", tokens));
    footprint.stages.push_back(flow("texture" + size, tokens));
    footprint.stages.push_back(decoder("texture decoder", tokens));
    footprint.processorBytes = 12 * kGigabyte;
    footprint.processorSeconds = 4.0 * 3600.0;
    return footprint;
}

inline ModelFootprint starter() {
    ModelFootprint footprint;
    footprint.title = "Starter model (512)";
    footprint.stages = {{"encoder", 20'000'000, 9'000'000, 9'000'000},
                        {"structure", 20'000'000, 4'000'000, 4'000'000},
                        {"shape", 15'000'000, 15'000'000, 15'000'000},
                        {"shape decoder", 5'000'000, 40'000'000, 30'000'000}};
    footprint.processorBytes = 3 * kGigabyte / 2;
    footprint.processorSeconds = 40.0;
    return footprint;
}

}  // namespace espalier

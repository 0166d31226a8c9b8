#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// How a job lays its networks on a card.
enum class MemoryMode {
    Resident,  ///< all networks stay on the card
    Staged,    ///< only the network that computes, and the next one's weights where there is room
    Chunked,   ///< only the network that computes, and its decoders work in pieces
};

/// Stable short name for --json and options: "resident", "staged", "chunked".
const char* name(MemoryMode mode);
std::optional<MemoryMode> memoryModeFromName(const std::string& name);

/// One stage of a job: which network computes, and what it takes on a card in half precision.
struct StageFootprint {
    std::string network;  ///< its name in pipeline.json; one network may serve several stages
    std::uint64_t weightBytes = 0;
    std::uint64_t activationBytes = 0;
    std::uint64_t chunkedActivationBytes = 0;  ///< the same when a decoder works in pieces
};

/// What one pipeline type of a model takes, estimated for an object of usual size. See pipeline/model_footprint.h.
struct ModelFootprint {
    std::string title;                   ///< "TRELLIS.2-4B, 1024_cascade"
    std::vector<StageFootprint> stages;  ///< in order of use
    std::uint64_t processorBytes = 0;    ///< memory of a job on the processor, in float32
    double processorSeconds = 0.0;       ///< time of a job on two ordinary cores
};

/// The mode of one job on one card and its estimated peaks, all in bytes beside the CUDA context.
struct MemoryPlan {
    MemoryMode mode = MemoryMode::Resident;
    bool loadsAhead = false;  ///< the next stage's weights travel while this one computes
    bool chosenByUser = false;
    bool fits = false;
    std::uint64_t freeBytes = 0;
    std::uint64_t residentBytes = 0;
    std::uint64_t stagedAheadBytes = 0;
    std::uint64_t stagedBytes = 0;  ///< without loading ahead
    std::uint64_t chunkedBytes = 0;
    double extraSeconds = 0.0;  ///< that a job takes longer than with all networks resident

    /// The peak of the chosen mode.
    std::uint64_t neededBytes() const;
    /// The next mode down, for a job that ran out of memory all the same; none below Chunked.
    std::optional<MemoryMode> stepDown() const;
};

struct PlanOptions {
    int elementBytes = 2;            ///< 2: bf16 or fp16, 4: float32
    std::optional<MemoryMode> wish;  ///< overrides the choice, also where it does not fit
};

/// The fastest mode that fits into `freeBytes`; Chunked with fits = false when none does.
MemoryPlan planMemory(const ModelFootprint& footprint, std::uint64_t freeBytes, const PlanOptions& options = {});

/// "all networks stay on the card, about 10.6 GB of the 22.1 GB that are free"; no capital, no full stop.
std::string describe(const MemoryPlan& plan);

/// "1.2 GB" (2^30), "35 MB".
std::string sizeText(std::uint64_t bytes);
/// "about 40 s", "about 5 min", "about 3 h".
std::string durationText(double seconds);

}  // namespace espalier

#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <stop_token>

#include "inference/base/run_context.h"
#include "inference/tensor/tensor_source.h"

namespace espalier {

/// Reads the next network's weights from its mapped file into page-locked memory on a thread of its own while another
/// network computes; from there they reach a card at the full speed of its bus.
class WeightPrefetch {
public:
    WeightPrefetch() = default;
    ~WeightPrefetch() { drop(); }

    /// Starts reading `stem`.safetensors; what was read and not taken is dropped. Nothing is started when the
    /// machine has not twice the memory to spare.
    void start(const std::filesystem::path& stem);

    /// The weights of `stem`, waiting for the rest of them; null when they were not started or could not be read, and
    /// then the file itself is to be read, which says what is wrong with it. Throws Cancelled once `run` is to stop.
    std::shared_ptr<const TensorSource> take(const std::filesystem::path& stem, const RunContext& run = {});

    void drop();

private:
    std::filesystem::path m_stem;
    std::stop_source m_stop;
    std::future<std::shared_ptr<const TensorSource>> m_weights;
};

}  // namespace espalier

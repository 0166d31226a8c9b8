#include "inference/pipeline/weight_prefetch.h"

#include <chrono>
#include <cstring>

#include "inference/base/log.h"
#include "inference/device/device_probe.h"
#include "inference/tensor/safetensors.h"

namespace espalier {
namespace {

/// Page-locked memory comes in few large blocks: locking costs per call as well as per page.
class PinnedArena {
public:
    at::Tensor copyOf(const at::Tensor& source) {
        constexpr std::int64_t kAlignment = 64;
        const auto bytes = static_cast<std::int64_t>(source.nbytes());
        if (m_used + bytes > m_block.numel()) {
            m_block = at::empty({std::max(kBlockBytes, bytes)}, at::TensorOptions(at::kByte).pinned_memory(true));
            m_used = 0;
        }
        const at::Tensor place = m_block.slice(0, m_used, m_used + bytes);
        std::memcpy(place.mutable_data_ptr(), source.const_data_ptr(), static_cast<std::size_t>(bytes));
        m_used = (m_used + bytes + kAlignment - 1) / kAlignment * kAlignment;
        return place.view(source.scalar_type()).view(source.sizes());
    }

private:
    static constexpr std::int64_t kBlockBytes = std::int64_t{256} << 20;
    at::Tensor m_block = at::empty({0}, at::kByte);
    std::int64_t m_used = 0;
};

std::shared_ptr<const TensorSource> readPinned(const std::filesystem::path& file, const std::stop_token& stop) {
    const c10::InferenceMode inferenceMode;
    try {
        const auto weights = SafetensorsFile::open(file);
        PinnedArena arena;
        std::map<std::string, at::Tensor> tensors;
        for (const auto& [key, info] : weights->entries()) {
            if (stop.stop_requested()) return nullptr;
            tensors[key] = arena.copyOf(weights->tensor(key).contiguous());
        }
        return std::make_shared<const TensorTable>(weights->name(), std::move(tensors));
    } catch (const std::exception& error) {
        log(LogLevel::Info, "Weights are not read ahead: " + std::string(error.what()));
        return nullptr;
    }
}

}  // namespace

void WeightPrefetch::start(const std::filesystem::path& stem) {
    drop();
    std::filesystem::path file = stem;
    file += ".safetensors";  // a stem may contain dots
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(file, missing);
    if (missing || 2 * bytes > probeHost().availableBytes) return;
    m_stem = stem;
    m_stop = std::stop_source();
    m_weights = std::async(std::launch::async, [file, stop = m_stop.get_token()] { return readPinned(file, stop); });
}

std::shared_ptr<const TensorSource> WeightPrefetch::take(const std::filesystem::path& stem, const RunContext& run) {
    constexpr std::chrono::milliseconds kBetweenCheckpoints{20};
    if (!m_weights.valid() || m_stem != stem) return nullptr;
    while (m_weights.wait_for(kBetweenCheckpoints) != std::future_status::ready)
        run.checkpoint();
    m_stem.clear();
    return m_weights.get();
}

void WeightPrefetch::drop() {
    m_stop.request_stop();
    if (m_weights.valid()) m_weights.wait();
    m_weights = {};
    m_stem.clear();
}

}  // namespace espalier

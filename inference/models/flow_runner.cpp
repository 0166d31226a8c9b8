#include "inference/models/flow_runner.h"

#include "inference/tensor/cuda_ops.h"

namespace espalier {

/// A step's memory and what starts it again. `replay` is empty after the first step, an ordinary one that sets up
/// LibTorch's libraries for these shapes.
struct FlowRunner::Recording {
    FlowConditions conditions;
    at::Tensor x, t;
    std::vector<at::Tensor> velocities;
    std::function<void()> replay;

    bool fits(const at::Tensor& other, const at::Tensor& time, const FlowConditions& wanted) const {
        return conditions == wanted && x.sizes() == other.sizes() && t.sizes() == time.sizes() &&
               x.device() == other.device() && x.scalar_type() == other.scalar_type();
    }
};

FlowRunner::FlowRunner(Forward forward, bool canRecord) : m_forward(std::move(forward)), m_canRecord(canRecord) {}
FlowRunner::~FlowRunner() = default;
FlowRunner::FlowRunner(FlowRunner&&) noexcept = default;
FlowRunner& FlowRunner::operator=(FlowRunner&&) noexcept = default;

std::vector<at::Tensor> FlowRunner::operator()(const at::Tensor& x, const at::Tensor& t,
                                               const FlowConditions& conditions, const ForwardContext& context) {
    if (!m_canRecord || !x.is_cuda() || !cudaOps() || context.isTapping()) return m_forward(x, t, conditions, context);
    if (!m_recording || !m_recording->fits(x, t, conditions)) {
        m_recording.reset();  // its memory goes before the next one's is taken
        std::vector<at::Tensor> velocities = m_forward(x, t, conditions, context);
        m_recording = std::make_unique<Recording>(Recording{conditions, x.clone(), t.clone(), {}, {}});
        return velocities;
    }
    context.checkpoint();
    Recording& recording = *m_recording;
    recording.x.copy_(x);
    recording.t.copy_(t);
    if (!recording.replay)
        recording.replay = cudaOps()->captureGraph(
            x.device(), [&] { recording.velocities = m_forward(recording.x, recording.t, conditions, {}); });
    recording.replay();
    std::vector<at::Tensor> velocities;
    for (const at::Tensor& velocity : recording.velocities)
        velocities.push_back(velocity.clone());  // the next step writes to the same memory
    return velocities;
}

}  // namespace espalier

#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <vector>

#include "inference/models/flow_transformer.h"

namespace espalier {

/// Runs a flow model step after step on the same tokens; made once per sampling. On a card, the second step with the
/// same conditions is recorded as a CUDA graph, which later ones start as a whole, so that the processor does not hold
/// up small models. Elsewhere, and with a tap, each step is an ordinary forward pass. One thread at a time; the model
/// and the conditions must outlive it.
class FlowRunner {
public:
    /// x as the model takes it, t [B] (time times 1000); one velocity per condition.
    using Forward = std::function<std::vector<at::Tensor>(const at::Tensor& x, const at::Tensor& t,
                                                          const FlowConditions&, const ForwardContext&)>;

    /// `forward` must be fit to be recorded: no waiting for the card, no copies from the processor. `canRecord` false:
    /// it is not.
    explicit FlowRunner(Forward forward, bool canRecord = true);
    ~FlowRunner();
    FlowRunner(FlowRunner&&) noexcept;
    FlowRunner& operator=(FlowRunner&&) noexcept;

    std::vector<at::Tensor> operator()(const at::Tensor& x, const at::Tensor& t, const FlowConditions& conditions,
                                       const ForwardContext& context = {});

private:
    struct Recording;

    Forward m_forward;
    bool m_canRecord;
    std::unique_ptr<Recording> m_recording;  ///< of the latest conditions
};

}  // namespace espalier

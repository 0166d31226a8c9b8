#pragma once

#include <memory>
#include <vector>

#include "inference/models/flow_runner.h"
#include "inference/models/flow_torso.h"
#include "inference/pipeline/flow_euler_sampler.h"
#include "inference/pipeline/trellis_v1_pipeline.h"

namespace espalier {

/// One or more pictures' conditions, made ready, as one velocity field for the steps of one sampling.
class ViewGuidance {
public:
    ViewGuidance(std::vector<FlowCondition> views, FlowCondition negative, ViewMode mode, FlowRunner runner,
                 ForwardContext context);

    at::Tensor positive(const at::Tensor& x, const at::Tensor& t);
    at::Tensor negative(const at::Tensor& x, const at::Tensor& t);
    std::pair<at::Tensor, at::Tensor> both(const at::Tensor& x, const at::Tensor& t);

private:
    /// The conditions of this step; the next call is the next step's.
    FlowConditions nextViews();

    std::vector<FlowCondition> m_views;
    FlowCondition m_negative;
    ViewMode m_mode;
    FlowRunner m_runner;
    ForwardContext m_context;
    std::size_t m_step = 0;
};

/// `flow` under the conditions [B, T, C] of all pictures, and without any, which to the models is all zeros. `flow`
/// must outlive the field.
template <typename Flow>
FlowField viewField(const Flow& flow, const std::vector<at::Tensor>& conditions, ViewMode mode, FlowRunner runner,
                    const ForwardContext& context) {
    std::vector<FlowCondition> views;
    for (const at::Tensor& condition : conditions)
        views.push_back(flow.prepare(condition));
    const auto guidance = std::make_shared<ViewGuidance>(
        std::move(views), flow.prepare(at::zeros_like(conditions.front())), mode, std::move(runner), context);
    return {.batchSize = conditions.front().size(0),
            .velocity =
                [guidance](const at::Tensor& x, const at::Tensor& t, bool conditioned) {
                    return conditioned ? guidance->positive(x, t) : guidance->negative(x, t);
                },
            .deviation = {},
            .bothVelocities = [guidance](const at::Tensor& x, const at::Tensor& t) { return guidance->both(x, t); }};
}

}  // namespace espalier

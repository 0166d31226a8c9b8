#include "inference/pipeline/view_guidance.h"

namespace espalier {
namespace {

at::Tensor meanOf(const std::vector<at::Tensor>& velocities, std::size_t count) {
    if (count == 1) return velocities.front();
    at::Tensor sum = velocities.front().clone();
    for (std::size_t i = 1; i < count; ++i)
        sum.add_(velocities[i]);
    return sum.div_(static_cast<double>(count));
}

}  // namespace

ViewGuidance::ViewGuidance(std::vector<FlowCondition> views, FlowCondition negative, ViewMode mode, FlowRunner runner,
                           ForwardContext context)
    : m_views(std::move(views)),
      m_negative(std::move(negative)),
      m_mode(mode),
      m_runner(std::move(runner)),
      m_context(std::move(context)) {}

FlowConditions ViewGuidance::nextViews() {
    if (m_mode == ViewMode::Stochastic) return {&m_views[m_step++ % m_views.size()]};
    FlowConditions all;
    for (const FlowCondition& view : m_views)
        all.push_back(&view);
    return all;
}

at::Tensor ViewGuidance::positive(const at::Tensor& x, const at::Tensor& t) {
    const FlowConditions views = nextViews();
    return meanOf(m_runner(x, t, views, m_context), views.size());
}

at::Tensor ViewGuidance::negative(const at::Tensor& x, const at::Tensor& t) {
    return m_runner(x, t, {&m_negative}, m_context).front();
}

std::pair<at::Tensor, at::Tensor> ViewGuidance::both(const at::Tensor& x, const at::Tensor& t) {
    FlowConditions conditions = nextViews();
    conditions.push_back(&m_negative);
    const std::vector<at::Tensor> velocities = m_runner(x, t, conditions, m_context);
    return {meanOf(velocities, velocities.size() - 1), velocities.back()};
}

}  // namespace espalier

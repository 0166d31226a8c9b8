#include "inference/pipeline/preview_builder.h"

namespace espalier {
namespace {

constexpr double kBudgetShare = 0.05;
constexpr double kStructureShare = 0.03;

}  // namespace

VoxelCloud voxelCloud(const at::Tensor& coords, int resolution) {
    VoxelCloud cloud;
    cloud.resolution = resolution;
    const at::Tensor onHost = coords.to(at::kCPU).contiguous();
    const auto* row = onHost.const_data_ptr<std::int32_t>();
    cloud.cells.resize(static_cast<std::size_t>(onHost.size(0)));
    for (auto& cell : cloud.cells) {
        for (std::size_t a = 0; a < 3; ++a)
            cell[a] = static_cast<std::uint16_t>(row[a + 1]);
        row += 4;
    }
    return cloud;
}

PreviewBuilder::PreviewBuilder(const RunContext& context, const JobPlan& plan, int every)
    : m_context(context), m_plan(plan), m_every(every) {}

double PreviewBuilder::elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

bool PreviewBuilder::isAffordable(Stage stage, int step, int of) const {
    const auto last = m_lastCost.find(stage);
    const double cost = last == m_lastCost.end() ? 0.0 : last->second;
    const double fraction = m_plan.fractionAt(stage, double(step) / of);
    const double expectedTotal = fraction > 0.0 ? elapsed() / fraction : 0.0;
    const double share = stage == Stage::Structure ? kStructureShare : kBudgetShare;
    return m_spent + cost <= share * expectedTotal;
}

void PreviewBuilder::send(Stage stage, int step, int of, Shape shape) const {
    if (isWanted()) m_context.preview(std::make_shared<const Preview>(Preview{stage, step, of, std::move(shape)}));
}

void PreviewBuilder::offer(Stage stage, int step, int of, const std::function<Shape()>& build) {
    if (!isWanted()) return;
    if (stage == Stage::Structure && step % m_every != 0) return;
    if (!isAffordable(stage, step, of)) return;
    const double before = elapsed();
    send(stage, step, of, build());
    const double cost = elapsed() - before;
    m_spent += cost;
    m_lastCost[stage] = cost;
}

}  // namespace espalier

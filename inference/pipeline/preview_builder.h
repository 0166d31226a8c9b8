#pragma once

#include <ATen/core/Tensor.h>

#include <chrono>
#include <functional>
#include <map>

#include "inference/asset/preview.h"
#include "inference/base/run_context.h"
#include "inference/pipeline/job_plan.h"

namespace espalier {

/// Voxels [N, 4] int32 (batch, i, j, k) of a grid of `resolution` cells per axis.
VoxelCloud voxelCloud(const at::Tensor& coords, int resolution);

/// Makes and sends previews while they cost at most 5 % of the job's expected duration, those of the structure 3 %, so
/// that something is left for the shape; what does not fit is dropped.
class PreviewBuilder {
public:
    using Shape = std::variant<VoxelCloud, MeshAssetPtr>;

    /// `every`: structure steps between previews, 0 = no previews at all. The references must outlive the builder.
    PreviewBuilder(const RunContext& context, const JobPlan& plan, int every);

    /// Builds with `build` and sends, when somebody listens, the step is one of the k-th, and the budget allows.
    void offer(Stage stage, int step, int of, const std::function<Shape()>& build);

    /// Sends what is there anyway, at next to no cost.
    void send(Stage stage, int step, int of, Shape shape) const;

    /// Whether somebody listens to previews at all.
    bool isWanted() const { return m_every > 0 && m_context.wantsPreviews(); }

private:
    double elapsed() const;
    bool isAffordable(Stage stage, int step, int of) const;

    const RunContext& m_context;
    const JobPlan& m_plan;
    int m_every;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    double m_spent = 0.0;
    std::map<Stage, double> m_lastCost;
};

}  // namespace espalier

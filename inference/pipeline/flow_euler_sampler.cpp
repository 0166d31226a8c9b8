#include "inference/pipeline/flow_euler_sampler.h"

#include <numeric>

#include "inference/tensor/sparse_ops.h"

namespace espalier {
namespace {

/// Conversions between the velocity v and the clean latent x0 at time t.
struct FlowMath {
    double sigmaMin;

    at::Tensor toClean(const at::Tensor& x, double t, const at::Tensor& v) const {
        return (1 - sigmaMin) * x - (sigmaMin + (1 - sigmaMin) * t) * v;
    }
    at::Tensor toVelocity(const at::Tensor& x, double t, const at::Tensor& x0) const {
        return ((1 - sigmaMin) * x - x0) / (sigmaMin + (1 - sigmaMin) * t);
    }
};

double strengthAt(const SamplerParams& params, double t) {
    const auto [low, high] = params.guidanceInterval;
    return low <= t && t <= high ? params.guidanceStrength : 1.0;
}

at::Tensor guidedVelocity(const FlowField& field, const FlowMath& math, const at::Tensor& x, double t,
                          const SamplerParams& params) {
    const at::Tensor time = at::full({field.batchSize}, 1000 * t, x.options().dtype(at::kFloat));
    const double strength = strengthAt(params, t);
    if (strength == 1.0) return field.velocity(x, time, true);
    if (strength == 0.0) return field.velocity(x, time, false);
    const auto [positive, negative] = field.bothVelocities
                                          ? field.bothVelocities(x, time)
                                          : std::pair(field.velocity(x, time, true), field.velocity(x, time, false));
    const at::Tensor guided = strength * positive + (1 - strength) * negative;
    const double rescale = params.guidanceRescale;
    if (rescale <= 0.0) return guided;
    const at::Tensor cleanPositive = math.toClean(x, t, positive);
    const at::Tensor cleanGuided = math.toClean(x, t, guided);
    const at::Tensor rescaled = cleanGuided * (field.deviation(cleanPositive) / field.deviation(cleanGuided));
    return math.toVelocity(x, t, rescale * rescaled + (1 - rescale) * cleanGuided);
}

}  // namespace

at::Tensor denseDeviation(const at::Tensor& x) {
    std::vector<std::int64_t> dims(static_cast<std::size_t>(x.dim() - 1));
    std::iota(dims.begin(), dims.end(), 1);
    return at::std(x, dims, /*unbiased=*/true, /*keepdim=*/true);
}

at::Tensor sparseDeviation(const at::Tensor& feats, const CoordSetPtr& set) {
    return broadcastToRows(varlenStd(SparseTensor(feats, set)), set->offsets());
}

std::vector<double> flowTimes(int steps, double rescaleT) {
    std::vector<double> times(static_cast<std::size_t>(steps) + 1);
    const double width = -1.0 / steps;
    for (int i = 0; i <= steps; ++i) {
        const double t = i == steps ? 0.0 : i * width + 1.0;
        times[static_cast<std::size_t>(i)] = rescaleT * t / (1 + (rescaleT - 1) * t);
    }
    return times;
}

at::Tensor sampleFlow(const FlowField& field, at::Tensor noise, const SamplerParams& params, double sigmaMin,
                      const std::function<void(const FlowStep&)>& onStep) {
    const FlowMath math{sigmaMin};
    const std::vector<double> times = flowTimes(params.steps, params.rescaleT);
    at::Tensor x = std::move(noise);
    for (int step = 0; step < params.steps; ++step) {
        const double t = times[static_cast<std::size_t>(step)];
        const double next = times[static_cast<std::size_t>(step) + 1];
        const at::Tensor v = guidedVelocity(field, math, x, t, params);
        const at::Tensor x0 = onStep ? math.toClean(x, t, v) : at::Tensor();
        x = x - (t - next) * v;
        if (onStep) onStep({step + 1, params.steps, x, x0});
    }
    return x;
}

int evaluationCount(const SamplerParams& params) {
    int count = 0;
    const auto times = flowTimes(params.steps, params.rescaleT);
    for (int step = 0; step < params.steps; ++step) {
        const double strength = strengthAt(params, times[static_cast<std::size_t>(step)]);
        count += strength == 1.0 || strength == 0.0 ? 1 : 2;
    }
    return count;
}

}  // namespace espalier

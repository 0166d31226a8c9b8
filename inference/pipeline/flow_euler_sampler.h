#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "inference/pipeline/generate_request.h"
#include "inference/tensor/sparse_tensor.h"

namespace espalier {

/// What the sampler asks of a flow model. `t` [batchSize] float32 is the flow's time times 1000.
struct FlowField {
    std::int64_t batchSize = 1;
    /// Velocity at x under the condition, or without it (the negative condition).
    std::function<at::Tensor(const at::Tensor& x, const at::Tensor& t, bool conditioned)> velocity;
    /// Standard deviation of each batch element of x, broadcastable to x.
    std::function<at::Tensor(const at::Tensor& x)> deviation;
    /// Both velocities at once, {under the condition, without it}, for a model that shares what does not depend on the
    /// condition. Empty: `velocity` is asked twice.
    std::function<std::pair<at::Tensor, at::Tensor>(const at::Tensor& x, const at::Tensor& t)> bothVelocities = {};
};

/// The reference's deviation of a dense latent [B, ...]: unbiased, over all but the batch dimension.
at::Tensor denseDeviation(const at::Tensor& x);
/// The reference's deviation of a sparse latent's features [N, C] on `set`: biased, per batch element.
at::Tensor sparseDeviation(const at::Tensor& feats, const CoordSetPtr& set);

/// One Euler step as it was taken.
struct FlowStep {
    int step = 0;  ///< finished steps, 1 .. of
    int of = 0;
    at::Tensor x;   ///< the sample after the step
    at::Tensor x0;  ///< the clean latent predicted in this step
};

/// Times 1 = t_0 > ... > t_steps = 0 in double precision, in the reference's order of operations: the guidance
/// interval's bounds are met exactly by some of them.
std::vector<double> flowTimes(int steps, double rescaleT);

/// The reference's FlowEulerGuidanceIntervalSampler; with guidance strength 1 its plain one, with the interval [0, 1]
/// its classifier-free one. Returns the sample; `onStep` is called after every step and may throw (Cancelled).
at::Tensor sampleFlow(const FlowField& field, at::Tensor noise, const SamplerParams& params, double sigmaMin,
                      const std::function<void(const FlowStep&)>& onStep = {});

/// Model evaluations that sampleFlow() will make with these parameters.
int evaluationCount(const SamplerParams& params);

}  // namespace espalier

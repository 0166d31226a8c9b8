#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <vector>

#include "resources/starter_model/trainer/object_source.h"
#include "resources/starter_model/trainer/workshop.h"

namespace espalier::starter {

/// One thing that is learned, over as many sittings as it takes. Step `n` is a function of the parameters, the seed and
/// n, so a phase that was stopped goes on as if it had not been.
class Phase {
public:
    virtual ~Phase() = default;

    /// Names of the networks that it changes.
    virtual std::vector<std::string> networks() const = 0;
    /// The loss of step `step`, a scalar with gradients. LibTorch's default generators are seeded for the step.
    virtual at::Tensor loss(std::int64_t step) = 0;
    /// After the last step: what later phases need to know.
    virtual void finish() {}
    /// Highest learning rate.
    virtual double rate() const = 0;
};

struct PhaseOptions {
    int batch = 0;          ///< objects per step, 0 = the phase's own
    int scaleObjects = 96;  ///< over which a finished autoencoder's latents are measured
};

/// In the order in which they are trained: structure-vae, structure-decoder, structure-flow, shape-vae, shape-decoder,
/// shape-flow, texture-vae, texture-decoder, texture-flow.
const std::vector<std::string>& phaseNames();
/// Throws Error(InvalidRequest) for an unknown name.
std::unique_ptr<Phase> makePhase(const std::string& name, Workshop& workshop, const PhaseOptions& options);

std::unique_ptr<Phase> makeStructurePhase(const std::string& name, Workshop& workshop, const PhaseOptions& options);
std::unique_ptr<Phase> makeLatentPhase(const std::string& name, Workshop& workshop, const PhaseOptions& options);

/// What the loop was asked to do and did.
struct TrainingRun {
    std::int64_t planned = 0;                    ///< steps of the phase in all; they shape the learning rate
    std::int64_t steps = std::int64_t{1} << 60;  ///< of this sitting at most
    double seconds = 1e9;                        ///< of this sitting
    std::int64_t firstStep = 0;                  ///< filled in
    std::int64_t lastStep = 0;                   ///< filled in: steps made, earlier sittings included
    double stepsPerSecond = 0.0;                 ///< filled in
    double firstLoss = 0.0, lastLoss = 0.0;  ///< filled in: means over the first and last logged steps of this sitting
};

/// Trains until the plan is fulfilled or the time is over, then saves. Appends to <folder>/<phase>.log.
void runPhase(const std::string& name, Phase& phase, Workshop& workshop, TrainingRun& run);

/// Object numbers of step `step`: drawn from a window that moves on by `fresh` numbers a step, so that an object is
/// seen size * batch / ... times and then never again.
std::vector<std::uint64_t> drawNumbers(std::uint64_t seed, std::int64_t step, int batch, int fresh, int window);

/// Flow matching between latents x0 and noise: x_t and the velocity to learn.
struct FlowPair {
    at::Tensor x, velocity;
};
/// `t` broadcasts against x0.
FlowPair flowPair(const at::Tensor& x0, const at::Tensor& t);

/// Times to learn at, [count], 0 to 1: uniform ones, shifted towards one as a sampler's `rescale_t` of `shift` does.
/// Many tokens that say the same tell the latents through all but the last few per cent of noise, so without a shift a
/// flow hardly learns to ask the picture, which is all it has in the sampler's first step.
at::Tensor drawTimes(std::int64_t count, double shift, const at::TensorOptions& options);

/// What a decoder's latents look like while the flow is young: x plus noise of 0 to half a deviation. The decoder that
/// was trained on it makes closed surfaces of any latent. `level` broadcasts against x.
at::Tensor roughened(const at::Tensor& x, const at::Tensor& level);

/// The condition of a batch with a tenth of its elements set to zero: guidance needs to know the unconditioned flow.
at::Tensor withDropped(const at::Tensor& condition);

}  // namespace espalier::starter

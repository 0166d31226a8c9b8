#include "resources/starter_model/trainer/phases.h"

#include <ATen/ATen.h>

#include <chrono>
#include <cstdio>
#include <fstream>

#include "inference/base/error.h"
#include "resources/starter_model/trainer/families.h"

namespace espalier::starter {

namespace {

constexpr double kSigmaMin = 1e-5;
constexpr std::int64_t kWarmUp = 200;
constexpr int kLogEvery = 20;
constexpr double kSaveEverySeconds = 240.0;

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Constant after the warm-up, then down to nearly nothing in the last third.
double rateAt(double peak, std::int64_t step, std::int64_t planned) {
    const double warmUp =
        std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(std::min(kWarmUp, planned / 10 + 1)));
    const double left = static_cast<double>(planned - step) / static_cast<double>(planned);
    return peak * warmUp * std::clamp(3.0 * left, 0.02, 1.0);
}

std::uint64_t seedOf(const std::string& phase, std::uint64_t seed, std::int64_t step) {
    std::uint64_t hash = seed;
    for (const char c : phase)
        hash = hash * 131 + static_cast<unsigned char>(c);
    Dice dice(hash + static_cast<std::uint64_t>(step) * 0x9E3779B97F4A7C15ull);
    return static_cast<std::uint64_t>(dice.integer(0, 0x7FFFFFFE));
}

}  // namespace

const std::vector<std::string>& phaseNames() {
    static const std::vector<std::string> names{"structure-vae", "structure-decoder", "structure-flow",
                                                "shape-vae",     "shape-decoder",     "shape-flow",
                                                "texture-vae",   "texture-decoder",   "texture-flow"};
    return names;
}

std::unique_ptr<Phase> makePhase(const std::string& name, Workshop& workshop, const PhaseOptions& options) {
    if (std::find(phaseNames().begin(), phaseNames().end(), name) == phaseNames().end()) {
        std::string all;
        for (const std::string& known : phaseNames())
            all += (all.empty() ? "" : ", ") + known;
        throw Error(ErrorCode::InvalidRequest, "There is no phase " + name + ".", "The phases are " + all + ".");
    }
    return name.starts_with("structure") ? makeStructurePhase(name, workshop, options)
                                         : makeLatentPhase(name, workshop, options);
}

void runPhase(const std::string& name, Phase& phase, Workshop& workshop, TrainingRun& run) {
    const Clock::time_point begin = Clock::now();
    Clock::time_point lastSave = begin, lastLog = begin;
    std::ofstream log(workshop.folder() / (name + ".log"), std::ios::app);
    std::int64_t step = run.firstStep = workshop.stepsOf(name);
    at::Tensor sum;
    int summed = 0;
    bool isFirst = true;
    for (; step < run.planned && step - run.firstStep < run.steps && secondsSince(begin) < run.seconds; ++step) {
        at::manual_seed(seedOf(name, workshop.seed(), step));
        const at::Tensor loss = phase.loss(step);
        loss.backward();
        for (const std::string& network : phase.networks())
            workshop.parameters(network).update({.rate = rateAt(phase.rate(), step, run.planned)});
        const at::Tensor value = loss.detach();
        sum = summed++ > 0 ? sum + value : value;
        if (summed < kLogEvery && step + 1 < run.planned) continue;

        run.lastLoss = sum.item<double>() / summed;  // waits for the card
        if (!std::isfinite(run.lastLoss))
            throw Error(ErrorCode::Internal,
                        "The loss of " + name + " is no number at step " + std::to_string(step) + ".",
                        "The state on disk is the last saved one: go on from there with a lower rate.");
        if (isFirst) run.firstLoss = run.lastLoss;
        isFirst = false;
        const double pace = summed / secondsSince(lastLog);
        log << step + 1 << ' ' << run.lastLoss << ' ' << secondsSince(begin) << std::endl;
        std::printf("%s %lld/%lld loss %.5f, %.2f steps/s\n", name.c_str(), static_cast<long long>(step + 1),
                    static_cast<long long>(run.planned), run.lastLoss, pace);
        std::fflush(stdout);
        summed = 0;
        lastLog = Clock::now();
        if (secondsSince(lastSave) < kSaveEverySeconds) continue;
        workshop.save(name, step + 1, phase.networks());
        lastSave = Clock::now();
    }
    run.lastStep = step;
    run.stepsPerSecond = static_cast<double>(step - run.firstStep) / secondsSince(begin);
    if (step >= run.planned && step > run.firstStep) phase.finish();
    workshop.save(name, step, phase.networks());
}

std::vector<std::uint64_t> drawNumbers(std::uint64_t seed, std::int64_t step, int batch, int fresh, int window) {
    Dice dice(seed * 0x9E3779B97F4A7C15ull + static_cast<std::uint64_t>(step));
    std::vector<std::uint64_t> numbers;
    while (numbers.size() < static_cast<std::size_t>(batch)) {
        const auto number = static_cast<std::uint64_t>(step * fresh + dice.integer(0, window - 1));
        // Two objects of one batch share no place in the caches.
        const auto clashes = [&](std::uint64_t other) {
            return other % static_cast<std::uint64_t>(window) == number % static_cast<std::uint64_t>(window);
        };
        if (window < batch || std::none_of(numbers.begin(), numbers.end(), clashes)) numbers.push_back(number);
    }
    return numbers;
}

FlowPair flowPair(const at::Tensor& x0, const at::Tensor& t) {
    const at::Tensor noise = at::randn_like(x0);
    return {(1.0 - t) * x0 + (kSigmaMin + (1.0 - kSigmaMin) * t) * noise, (1.0 - kSigmaMin) * noise - x0};
}

at::Tensor drawTimes(std::int64_t count, double shift, const at::TensorOptions& options) {
    const at::Tensor u = at::rand({count}, options);
    return shift * u / (1.0 + (shift - 1.0) * u);
}

at::Tensor roughened(const at::Tensor& x, const at::Tensor& level) {
    return x + 0.5 * level * at::randn_like(x);
}

at::Tensor withDropped(const at::Tensor& condition) {
    constexpr double kDropped = 0.1;
    return condition * (at::rand({condition.size(0), 1, 1}, condition.options()) >= kDropped);
}

}  // namespace espalier::starter

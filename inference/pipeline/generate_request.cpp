#include "inference/pipeline/generate_request.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace espalier {
namespace {

constexpr std::array<std::pair<PipelineType, std::string_view>, 5> kTypeNames{{
    {PipelineType::k512, "512"},
    {PipelineType::k1024, "1024"},
    {PipelineType::k1024Cascade, "1024_cascade"},
    {PipelineType::k1536Cascade, "1536_cascade"},
    {PipelineType::k256, "256"},
}};

constexpr int kMaxSteps = 1000;
constexpr double kMaxGuidance = 100.0;
constexpr double kMaxRescaleT = 100.0;

class Problems {
public:
    void require(bool fine, std::string field, std::string message, std::string hint) {
        if (!fine) m_list.push_back({std::move(field), std::move(message), std::move(hint)});
    }
    void append(std::vector<RequestProblem> more) { std::move(more.begin(), more.end(), std::back_inserter(m_list)); }
    std::vector<RequestProblem> take() { return std::move(m_list); }

private:
    std::vector<RequestProblem> m_list;
};

bool isPicture(const ImageBuffer& image) {
    return image.width > 0 && image.height > 0 && (image.channels == 3 || image.channels == 4) &&
           image.pixels.size() == std::size_t(image.width) * std::size_t(image.height) * std::size_t(image.channels);
}

bool isWithin(double value, double low, double high) {
    return std::isfinite(value) && value >= low && value <= high;
}

void checkSampler(Problems& problems, const std::string& stage, const SamplerOverrides& sampler) {
    if (sampler.steps)
        problems.require(*sampler.steps >= 1 && *sampler.steps <= kMaxSteps, stage + ".steps",
                         "The number of " + stage + " steps is out of range.", "Use 1 to 1000 steps; 12 is usual.");
    if (sampler.guidanceStrength)
        problems.require(isWithin(*sampler.guidanceStrength, 0.0, kMaxGuidance), stage + ".guidance",
                         "The " + stage + " guidance is out of range.", "Use 0 to 100; 1 switches guidance off.");
    if (sampler.guidanceRescale)
        problems.require(isWithin(*sampler.guidanceRescale, 0.0, 1.0), stage + ".rescale",
                         "The " + stage + " guidance rescale is out of range.", "Use 0 (off) to 1.");
    if (sampler.guidanceInterval) {
        const auto [low, high] = *sampler.guidanceInterval;
        problems.require(isWithin(low, 0.0, 1.0) && isWithin(high, low, 1.0), stage + ".interval",
                         "The " + stage + " guidance interval is out of range.",
                         "Use two numbers from 0 to 1, the smaller first.");
    }
    if (sampler.rescaleT)
        problems.require(isWithin(*sampler.rescaleT, 0.01, kMaxRescaleT), stage + ".rescale-t",
                         "The " + stage + " time rescale is out of range.", "Use 0.01 to 100; 1 leaves time even.");
}

}  // namespace

std::string_view name(PipelineType type) {
    for (const auto& [value, text] : kTypeNames)
        if (value == type) return text;
    return "512";
}

std::optional<PipelineType> pipelineTypeFromName(std::string_view name) {
    for (const auto& [value, text] : kTypeNames)
        if (text == name) return value;
    return std::nullopt;
}

std::string_view name(ViewMode mode) {
    return mode == ViewMode::Multidiffusion ? "multidiffusion" : "stochastic";
}

std::optional<ViewMode> viewModeFromName(std::string_view text) {
    for (const ViewMode mode : {ViewMode::Stochastic, ViewMode::Multidiffusion})
        if (name(mode) == text) return mode;
    return std::nullopt;
}

SamplerParams SamplerOverrides::appliedTo(SamplerParams defaults) const {
    if (steps) defaults.steps = *steps;
    if (guidanceStrength) defaults.guidanceStrength = *guidanceStrength;
    if (guidanceRescale) defaults.guidanceRescale = *guidanceRescale;
    if (guidanceInterval) defaults.guidanceInterval = *guidanceInterval;
    if (rescaleT) defaults.rescaleT = *rescaleT;
    return defaults;
}

std::vector<RequestProblem> GenerateRequest::check() const {
    Problems problems;
    problems.require(isPicture(image), "image", "There is no picture to work from.", "Choose a picture first.");
    problems.require(std::all_of(moreViews.begin(), moreViews.end(), isPicture), "views",
                     "One of the further pictures is empty.", "Leave it out, or choose another.");
    problems.require(!modelDir.empty(), "model", "No model is chosen.", "Choose a model, for example the bundled one.");
    checkSampler(problems, "structure", structure);
    checkSampler(problems, "shape", shape);
    checkSampler(problems, "texture", texture);
    problems.require(maxTokens >= 1, "max-tokens", "The token budget is below 1.", "Use 49152, the usual budget.");
    problems.append(asset.check());
    problems.require(previewEvery >= 0, "previews", "The distance between previews is negative.",
                     "Use 0 for none, or 1 and more.");
    problems.require(threads >= 0, "threads", "The number of threads is negative.", "Use 0 for all cores.");
    return problems.take();
}

}  // namespace espalier

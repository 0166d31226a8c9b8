#include "resources/starter_model/trainer/parameters.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/_fused_adamw.h>
#include <c10/core/GradMode.h>

#include "inference/base/error.h"
#include "inference/tensor/safetensors.h"

namespace espalier::starter {

namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.98;
constexpr double kMomentum = 0.95;
/// Step of an orthogonal matrix with the root mean square of AdamW's.
constexpr double kMuonScale = 0.2;

std::uint64_t hashed(const std::string& text, std::uint64_t seed) {
    std::uint64_t hash = 0xCBF29CE484222325ull ^ seed;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return hash;
}

bool contains(const std::string& key, std::initializer_list<const char*> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char* part) { return key.find(part) != std::string::npos; });
}

/// The last products of residual branches start small, so that a deep network starts as a shallow one.
bool endsBranch(const std::string& key) {
    return contains(key, {"to_out.weight", "mlp.mlp.2.weight", "o_proj.weight", "down_proj.weight", "conv2.weight",
                          ".mlp.2.weight"});
}

/// Products that are stacked in one matrix: queries, keys, values.
std::int64_t stackedIn(const std::string& key) {
    return key.find("to_qkv") != std::string::npos ? 3 : key.find("to_kv") != std::string::npos ? 2 : 1;
}

}  // namespace

Parameters::Parameters(std::string name, c10::Device device, std::uint64_t seed)
    : m_name(std::move(name)), m_device(device), m_seed(seed) {}

at::Tensor Parameters::initial(const std::string& key, at::IntArrayRef shape) const {
    const auto options = at::TensorOptions().dtype(at::kFloat);
    at::Generator generator = at::detail::createCPUGenerator(hashed(key, m_seed));
    if (key.ends_with("modulation")) {  // shift, scale, gate of two branches: open gates, nothing else
        at::Tensor value = at::zeros(shape, options);
        value.view({6, -1}).select(0, 2).fill_(1.0);
        value.view({6, -1}).select(0, 5).fill_(1.0);
        return value;
    }
    if (key.starts_with("adaLN_modulation")) return at::zeros(shape, options);
    if (contains(key, {"cls_token", "register_tokens"})) return at::randn(shape, generator, options) * 0.02;
    if (shape.size() < 2 || contains(key, {"gamma"}))
        return contains(key, {"bias"}) ? at::zeros(shape, options) : at::ones(shape, options);
    const double inputs = static_cast<double>(c10::multiply_integers(shape)) / static_cast<double>(shape[0]);
    return at::randn(shape, generator, options) * ((endsBranch(key) ? 0.35 : 1.0) / std::sqrt(inputs));
}

void Parameters::expect(const std::string& key, at::IntArrayRef shape) const {
    if (m_weights.count(key) > 0) return;
    const at::Tensor value = initial(key, shape).to(m_device);
    const bool isMatrix = shape.size() == 2 && contains(key, {"blocks.", "layer."}) &&
                          !contains(key, {"gamma", "to_subdiv"}) &&
                          contains(key, {"attn", "attention", "mlp.mlp", "_proj"});
    Weight weight{value.clone(), value.clone(), at::zeros_like(value), isMatrix ? at::Tensor() : at::zeros_like(value),
                  isMatrix};
    weight.value.set_requires_grad(true);
    m_entries[key] = {at::kFloat, shape.vec()};
    m_weights.emplace(key, std::move(weight));
}

WeightScope Parameters::scope(at::ScalarType computeType) const {
    return WeightScope(shared_from_this(), Placement(m_device, computeType));
}

std::shared_ptr<const TensorSource> Parameters::averaged() const {
    std::map<std::string, at::Tensor> tensors;
    for (const auto& [key, weight] : m_weights)
        tensors[key] = weight.average;
    return std::make_shared<const TensorTable>(m_name, std::move(tensors));
}

void Parameters::updateByAdam(const OptimizerStep& settings, const std::vector<Weight*>& weights,
                              const at::Tensor& factor) {
    if (weights.empty()) return;
    std::vector<at::Tensor> values, gradients, firsts, seconds, steps;
    const at::Tensor step =
        at::full({}, static_cast<double>(m_steps), at::TensorOptions().dtype(at::kFloat).device(m_device));
    for (Weight* weight : weights) {
        values.push_back(weight->value);
        gradients.push_back(weight->value.grad());
        firsts.push_back(weight->first);
        seconds.push_back(weight->second);
        steps.push_back(step);
    }
    at::_foreach_mul_(gradients, factor);
    at::_fused_adamw_(values, gradients, firsts, seconds, {}, steps, settings.rate, kBeta1, kBeta2,
                      settings.weightDecay, /*eps=*/1e-8,
                      /*amsgrad=*/false, /*maximize=*/false);
}

at::Tensor orthogonalised(const at::Tensor& x) {
    constexpr int kIterations = 5;
    constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
    const bool isTall = x.size(1) > x.size(2);
    at::Tensor y = (isTall ? x.transpose(1, 2) : x).to(x.is_cuda() ? at::kBFloat16 : at::kFloat);
    y = y / (at::linalg_vector_norm(y, 2, at::IntArrayRef{1, 2}, /*keepdim=*/true) + 1e-7);
    for (int i = 0; i < kIterations; ++i) {
        const at::Tensor square = y.bmm(y.transpose(1, 2));
        y = at::baddbmm(y, at::baddbmm(square, square, square, /*beta=*/b, /*alpha=*/c), y, /*beta=*/a);
    }
    return (isTall ? y.transpose(1, 2) : y).to(at::kFloat);
}

void Parameters::updateByMuon(const OptimizerStep& settings, const std::vector<Weight*>& weights,
                              const at::Tensor& factor) {
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::pair<at::Tensor, at::Tensor>>> byShape;
    for (const auto& [key, weight] : m_weights) {
        if (std::find(weights.begin(), weights.end(), &weight) == weights.end()) continue;
        const at::Tensor gradient = weight.value.grad() * factor;
        weight.first.mul_(kMomentum).add_(gradient);
        const at::Tensor ahead = gradient.add_(weight.first, kMomentum);
        const std::int64_t parts = stackedIn(key);
        for (std::int64_t part = 0; part < parts; ++part)
            byShape[{ahead.size(0) / parts, ahead.size(1)}].emplace_back(
                weight.value.detach().chunk(parts)[static_cast<std::size_t>(part)],
                ahead.chunk(parts)[static_cast<std::size_t>(part)]);
    }
    for (const auto& [shape, pairs] : byShape) {
        std::vector<at::Tensor> values, momenta;
        for (const auto& [value, momentum] : pairs) {
            values.push_back(value);
            momenta.push_back(momentum);
        }
        const double size = kMuonScale * std::sqrt(static_cast<double>(std::max(shape.first, shape.second)));
        const std::vector<at::Tensor> updates = orthogonalised(at::stack(momenta)).unbind(0);
        at::_foreach_mul_(values, 1.0 - settings.rate * settings.weightDecay);
        at::_foreach_add_(values, updates, -settings.rate * size);
    }
}

void Parameters::update(const OptimizerStep& settings) {
    const c10::NoGradGuard noGrad;
    std::vector<Weight*> adam, muon;
    std::vector<at::Tensor> gradients;
    for (auto& [key, weight] : m_weights) {
        if (!weight.value.grad().defined()) continue;
        (weight.isMatrix ? muon : adam).push_back(&weight);
        gradients.push_back(weight.value.grad());
    }
    if (gradients.empty()) return;
    ++m_steps;
    const at::Tensor norm = at::linalg_vector_norm(at::stack(at::_foreach_norm(gradients)));
    const at::Tensor factor = (settings.clip / (norm + 1e-6)).clamp_max(1.0);
    updateByAdam(settings, adam, factor);
    updateByMuon(settings, muon, factor);

    std::vector<at::Tensor> averages, values;
    for (auto& [key, weight] : m_weights) {
        averages.push_back(weight.average);
        values.push_back(weight.value.detach());
        weight.value.mutable_grad() = at::Tensor();
    }
    const double count = static_cast<double>(m_steps);
    at::_foreach_lerp_(averages, values, 1.0 - std::min(settings.average, (1.0 + count) / (10.0 + count)));
}

void Parameters::restart() {
    m_steps = 0;
    for (auto& [key, weight] : m_weights) {
        weight.first.zero_();
        if (weight.second.defined()) weight.second.zero_();
        weight.value.detach().copy_(weight.average);
    }
}

void Parameters::scale(const std::string& key, const at::Tensor& factor) {
    const c10::NoGradGuard noGrad;
    const auto it = m_weights.find(key);
    if (it == m_weights.end()) throw Error(ErrorCode::Internal, m_name + " has no weight " + key + ".");
    it->second.value.mul_(factor);
    it->second.average.mul_(factor);
}

void Parameters::save(const std::filesystem::path& file) const {
    std::map<std::string, at::Tensor> tensors;
    for (const auto& [key, weight] : m_weights) {
        tensors["value/" + key] = weight.value.detach();
        tensors["average/" + key] = weight.average;
        tensors["first/" + key] = weight.first;
        if (weight.second.defined()) tensors["second/" + key] = weight.second;
    }
    const std::filesystem::path part = file.string() + ".part";
    writeSafetensors(part, tensors, {{"steps", std::to_string(m_steps)}});
    std::filesystem::rename(part, file);
}

void Parameters::load(const std::filesystem::path& file) {
    const auto stored = SafetensorsFile::open(file);
    m_weights.clear();
    m_entries.clear();
    const auto read = [&](const std::string& key) { return stored->tensor(key).clone().to(m_device); };
    constexpr std::string_view kValue = "value/";
    for (const auto& [name, info] : stored->entries()) {
        if (!name.starts_with(kValue)) continue;
        const std::string key = name.substr(kValue.size());
        const bool isMatrix = stored->entries().count("second/" + key) == 0;
        Weight weight{read(name), read("average/" + key), read("first/" + key),
                      isMatrix ? at::Tensor() : read("second/" + key), isMatrix};
        weight.value.set_requires_grad(true);
        m_entries[key] = info;
        m_weights.emplace(key, std::move(weight));
    }
    const auto steps = stored->metadata().find("steps");
    m_steps = steps == stored->metadata().end() ? 0 : std::stoll(steps->second);
}

}  // namespace espalier::starter

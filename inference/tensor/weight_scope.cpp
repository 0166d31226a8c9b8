#include "inference/tensor/weight_scope.h"

#include <mutex>
#include <set>

#include "inference/base/error.h"
#include "inference/base/log.h"

namespace espalier {

namespace {

constexpr std::string_view kScaleSuffix = ".scale";

std::string shapeText(at::IntArrayRef shape) {
    std::string text = "[";
    for (const std::int64_t extent : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

bool isFloatType(at::ScalarType dtype) {
    return dtype == at::kFloat || dtype == at::kHalf || dtype == at::kBFloat16 || dtype == at::kDouble;
}

}  // namespace

struct WeightScope::Record {
    std::shared_ptr<const TensorSource> source;
    c10::Device device;
    std::mutex mutex;
    std::set<std::string> known;

    void mark(const std::string& key) {
        const std::lock_guard lock(mutex);
        known.insert(key);
    }
};

WeightScope::WeightScope(std::shared_ptr<const TensorSource> source, const Placement& placement)
    : m_record(new Record{std::move(source), placement.device, {}, {}}), m_computeType(placement.computeType) {}

WeightScope::WeightScope(std::shared_ptr<Record> record, std::string prefix, at::ScalarType computeType)
    : m_record(std::move(record)), m_prefix(std::move(prefix)), m_computeType(computeType) {}

WeightScope WeightScope::sub(std::string_view name) const {
    return WeightScope(m_record, m_prefix + std::string(name) + ".", m_computeType);
}

WeightScope WeightScope::withComputeType(at::ScalarType type) const {
    return WeightScope(m_record, m_prefix, type);
}

WeightScope WeightScope::sub(std::int64_t index) const {
    return sub(std::to_string(index));
}

at::Tensor WeightScope::get(std::string_view name, at::IntArrayRef shape) const {
    return load(m_prefix + std::string(name), shape, at::kFloat);
}

at::Tensor WeightScope::getForCompute(std::string_view name, at::IntArrayRef shape) const {
    return load(m_prefix + std::string(name), shape, m_computeType);
}

at::Tensor WeightScope::load(const std::string& key, at::IntArrayRef shape, at::ScalarType dtype) const {
    m_record->source->expect(key, shape);
    const auto& entries = m_record->source->entries();
    const auto it = entries.find(key);
    if (it == entries.end()) complain(key, "is missing");
    if (at::IntArrayRef(it->second.shape) != shape)
        complain(key, "has the shape " + shapeText(it->second.shape) + " where the configuration asks for " +
                          shapeText(shape));
    m_record->mark(key);
    const at::Tensor stored = m_record->source->tensor(key);

    if (isFloatType(stored.scalar_type())) {
        if (stored.is_meta()) return stored.to(dtype);
        return stored.to(m_record->device).to(dtype);
    }
    const std::string scaleKey = key + std::string(kScaleSuffix);
    const auto scaleIt = entries.find(scaleKey);
    if (stored.scalar_type() != at::kChar || scaleIt == entries.end() || shape.empty())
        complain(key, std::string("has the dtype ") + c10::toString(stored.scalar_type()) +
                          ", which is not one of a weight");
    if (scaleIt->second.shape != std::vector<std::int64_t>{shape[0]} || !isFloatType(scaleIt->second.dtype))
        complain(scaleKey, "is not one floating-point number per row of " + key);
    m_record->mark(scaleKey);
    std::vector<std::int64_t> perRow(shape.size(), 1);
    perRow[0] = shape[0];
    const at::Tensor scale = m_record->source->tensor(scaleKey).to(at::kFloat).view(perRow);
    const at::Tensor restored = (stored * scale).to(dtype);
    return restored.is_meta() ? restored : restored.to(m_record->device);
}

bool WeightScope::has(std::string_view name) const {
    return m_record->source->entries().count(m_prefix + std::string(name)) > 0;
}

std::vector<std::int64_t> WeightScope::shapeOf(std::string_view name) const {
    const std::string key = m_prefix + std::string(name);
    const auto it = m_record->source->entries().find(key);
    if (it == m_record->source->entries().end()) complain(key, "is missing");
    return it->second.shape;
}

void WeightScope::skip(std::string_view name) const {
    m_record->mark(m_prefix + std::string(name));
}

std::vector<std::string> WeightScope::unexpected() const {
    const std::lock_guard lock(m_record->mutex);
    std::vector<std::string> keys;
    for (const auto& [key, info] : m_record->source->entries())
        if (key.starts_with(m_prefix) && m_record->known.count(key) == 0) keys.push_back(key);
    return keys;
}

void WeightScope::warnAboutUnexpected() const {
    const std::vector<std::string> keys = unexpected();
    if (keys.empty()) return;
    constexpr std::size_t kNamed = 5;
    std::string text = sourceName() + ": " + std::to_string(keys.size()) + " unknown keys are not used:";
    for (std::size_t i = 0; i < std::min(kNamed, keys.size()); ++i)
        text += " " + keys[i];
    log(LogLevel::Warning, keys.size() > kNamed ? text + " ..." : text);
}

const std::string& WeightScope::sourceName() const {
    return m_record->source->name();
}

c10::Device WeightScope::device() const {
    return m_record->device;
}

void WeightScope::complain(const std::string& key, const std::string& problem) const {
    throw Error(ErrorCode::CheckpointCorrupt, sourceName() + ": " + key + " " + problem + ".",
                "The weights do not fit the model's JSON file: download both again.");
}

}  // namespace espalier

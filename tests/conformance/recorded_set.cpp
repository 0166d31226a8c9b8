#include "tests/conformance/recorded_set.h"

namespace fs = std::filesystem;

namespace espalier::conformance {
namespace {

/// A number, or words: "exact", "exact u8 (LANCZOS +-1)".
Tolerance parseTolerance(const JsonConfig& entry) {
    if (!entry.has("tolerance")) entry.complain("tolerance", "is missing");
    const auto& value = entry.json().at("tolerance");
    if (value.is_number()) return {value.get<double>(), 0};
    const auto words = entry.get<std::string>("tolerance");
    if (words.rfind("exact", 0) != 0) entry.complain("tolerance", "is neither a number nor \"exact\"");
    std::smatch match;
    return {0.0, std::regex_search(words, match, std::regex("\\+-([0-9]+)")) ? std::stoi(match[1]) : 0};
}

}  // namespace

std::vector<std::string> RecordedCase::keysWithPrefix(const std::string& prefix) const {
    std::vector<std::string> keys;
    for (const auto& [key, info] : file->entries())
        if (key.rfind(prefix, 0) == 0) keys.push_back(key);
    return keys;
}

std::optional<std::string> RecordedCase::fromDescription(const std::string& pattern) const {
    std::smatch match;
    if (!std::regex_search(description, match, std::regex(pattern))) return std::nullopt;
    return match[1].str();
}

fs::path RecordedCase::picture(const std::string& pattern, const std::string& fallback) const {
    return folder / fs::path(fromDescription(pattern).value_or(fallback)).filename();
}

RecordedSet::RecordedSet(const fs::path& directory, c10::Device device)
    : m_cases(directory / "cases"),
      m_models(PipelineConfig::read(directory), device),
      m_index(JsonConfig::read(m_cases / "index.json")) {
    for (const auto& [name, entry] : m_index.json().items())
        m_names.push_back(name);
}

RecordedCase RecordedSet::open(const std::string& name) const {
    const JsonConfig entry = m_index.object(name);
    static const std::regex kNumber("^[0-9]+_");
    const JsonConfig meta = entry.has("meta") ? entry.object("meta")
                                              : JsonConfig(m_index.file(), nlohmann::json::object(), name + ".meta.");
    return {name,
            std::regex_replace(name, kNumber, ""),
            entry.get("description", std::string()),
            parseTolerance(entry),
            meta,
            SafetensorsFile::open(m_cases / (name + ".safetensors")),
            m_cases};
}

}  // namespace espalier::conformance

#include "inference/base/json_config.h"

#include <fstream>
#include <utility>

namespace espalier {

JsonConfig JsonConfig::read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Error(ErrorCode::ModelNotFound, "Cannot open " + file.string() + ".",
                    "Check that the model folder is complete, or download the model again.");
    auto value = nlohmann::json::parse(in, nullptr, /*allow_exceptions=*/false);
    if (!value.is_object())
        throw Error(ErrorCode::CheckpointCorrupt, file.string() + " is not a valid JSON object.",
                    "The file is damaged or incomplete: download it again.");
    return JsonConfig(file, std::move(value));
}

JsonConfig::JsonConfig(std::filesystem::path file, nlohmann::json value, std::string prefix)
    : m_file(std::move(file)), m_value(std::move(value)), m_prefix(std::move(prefix)) {}

bool JsonConfig::has(const std::string& key) const {
    return m_value.is_object() && m_value.contains(key) && !m_value.at(key).is_null();
}

JsonConfig JsonConfig::object(const std::string& key) const {
    if (!has(key)) complain(key, "is missing");
    if (!m_value.at(key).is_object()) complain(key, "has the wrong type");
    return JsonConfig(m_file, m_value.at(key), m_prefix + key + ".");
}

void JsonConfig::complain(const std::string& key, const std::string& problem) const {
    throw Error(ErrorCode::CheckpointCorrupt, m_file.string() + ": " + m_prefix + key + " " + problem + ".",
                "The file does not describe a model that Espalier knows; download it again.");
}

}  // namespace espalier

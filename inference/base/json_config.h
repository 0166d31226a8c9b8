#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "inference/base/error.h"

namespace espalier {

/// A JSON object together with the file it came from, so that every complaint names file and key.
class JsonConfig {
public:
    /// Throws Error(ModelNotFound) when the file is missing, Error(CheckpointCorrupt) when it is not a JSON object.
    static JsonConfig read(const std::filesystem::path& file);

    JsonConfig(std::filesystem::path file, nlohmann::json value, std::string prefix = {});

    const std::filesystem::path& file() const { return m_file; }
    const nlohmann::json& json() const { return m_value; }
    bool has(const std::string& key) const;

    /// The object under `key`. Throws Error(CheckpointCorrupt) naming file and key when absent or not an object.
    JsonConfig object(const std::string& key) const;

    /// The value under `key`, required. Throws Error(CheckpointCorrupt) naming file and key.
    template <typename T>
    T get(const std::string& key) const {
        if (!has(key)) complain(key, "is missing");
        try {
            return m_value.at(key).get<T>();
        } catch (const nlohmann::json::exception&) {
            complain(key, "has the wrong type");
        }
    }

    /// The value under `key`, or `fallback` when it is absent or null. A wrong type still throws.
    template <typename T>
    T get(const std::string& key, T fallback) const {
        return has(key) ? get<T>(key) : fallback;
    }

    /// Throws Error(CheckpointCorrupt): "<file>: <key> <problem>".
    [[noreturn]] void complain(const std::string& key, const std::string& problem) const;

private:
    std::filesystem::path m_file;
    nlohmann::json m_value;
    std::string m_prefix;
};

}  // namespace espalier

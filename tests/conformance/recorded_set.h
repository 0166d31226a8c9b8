#pragma once

#include <c10/core/Device.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "inference/base/json_config.h"
#include "inference/pipeline/model_store.h"
#include "inference/tensor/safetensors.h"

namespace espalier::conformance {

/// How close a recorded tensor must be met.
struct Tolerance {
    double relative = 0.0;  ///< max |difference| / max(1, max |recorded|); 0 = exact
    int levels = 0;         ///< of 8-bit pictures that were resampled
    /// Set: each element's |difference| may be absolute * min(1, max |recorded|) + relative * |recorded|.
    std::optional<double> absolute = {};
};

/// One recorded case: cases/<name>.safetensors with its entry in cases/index.json.
struct RecordedCase {
    std::string name;
    std::string kind;  ///< the name without its number: "dino_512"
    std::string description;
    Tolerance tolerance;
    JsonConfig meta;
    std::shared_ptr<const SafetensorsFile> file;
    std::filesystem::path folder;                      ///< of the case files
    std::map<std::string, Tolerance> tolerances = {};  ///< of tensors that have one of their own
    std::map<std::string, std::string> pictures = {};  ///< tensors that are stored as PNG: name -> file below folder

    bool has(const std::string& key) const { return file->entries().count(key) > 0; }
    at::Tensor tensor(const std::string& key) const { return file->tensor(key); }
    std::vector<std::string> keysWithPrefix(const std::string& prefix) const;
    /// First group of `pattern` in the description; how the index tells seeds and pictures.
    std::optional<std::string> fromDescription(const std::string& pattern) const;
    /// A picture named in the description, wherever its folder part points to.
    std::filesystem::path picture(const std::string& pattern, const std::string& fallback) const;
};

/// A directory of the recorded layout: pipeline.json, checkpoints, cases.
class RecordedSet {
public:
    /// Throws Error when pipeline.json or the index cannot be read.
    RecordedSet(const std::filesystem::path& directory, c10::Device device);

    const PipelineConfig& config() const { return m_models.config(); }
    ModelStore& models() { return m_models; }
    const std::vector<std::string>& caseNames() const { return m_names; }
    /// Throws Error when the case's file is missing or damaged.
    RecordedCase open(const std::string& name) const;

private:
    std::filesystem::path m_cases;
    ModelStore m_models;
    JsonConfig m_index;
    std::vector<std::string> m_names;
};

}  // namespace espalier::conformance

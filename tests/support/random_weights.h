#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "inference/base/json_config.h"
#include "inference/tensor/tensor_source.h"

namespace espalier::test {

/// One network of full_size_keys.json: its configuration, and weights that are drawn on the card as they are asked for,
/// so that a billion of them costs no time. Matrices are scaled to keep the size of what goes through them.
class RandomNetwork : public TensorSource {
public:
    /// `model` as in the file: "shape_slat_flow_model_512".
    RandomNetwork(const std::filesystem::path& keysFile, const std::string& model, c10::Device device)
        : m_name(model), m_device(device), m_file(keysFile) {
        m_model = JsonConfig::read(keysFile).json().at("models").at(model);
        for (const auto& [key, value] : m_model.at("state_dict").items())
            m_entries[key] = {at::kFloat, value.at(0).get<std::vector<std::int64_t>>()};
    }

    JsonConfig args() const { return JsonConfig(m_file, m_model.at("args"), "args."); }
    std::string className() const { return m_model.at("class"); }

    const std::string& name() const override { return m_name; }
    const std::map<std::string, TensorInfo>& entries() const override { return m_entries; }
    at::Tensor tensor(const std::string& key) const override {
        const std::vector<std::int64_t>& shape = m_entries.at(key).shape;
        const auto options = at::TensorOptions().device(m_device).dtype(at::kFloat);
        if (shape.size() < 2)
            return key.ends_with("weight") ? at::ones(shape, options) : 0.1 * at::randn(shape, options);
        double inputs = 1.0;
        for (std::size_t i = 1; i < shape.size(); ++i)
            inputs *= static_cast<double>(shape[i]);
        return at::randn(shape, options) / std::sqrt(inputs);
    }

private:
    std::string m_name;
    c10::Device m_device;
    std::filesystem::path m_file;
    nlohmann::json m_model;
    std::map<std::string, TensorInfo> m_entries;
};

}  // namespace espalier::test

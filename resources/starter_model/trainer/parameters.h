#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "inference/tensor/tensor_source.h"
#include "inference/tensor/weight_scope.h"

namespace espalier::starter {

struct OptimizerStep {
    double rate = 1e-3;
    double weightDecay = 0.01;
    double clip = 1.0;       ///< of the gradient's norm over all parameters
    double average = 0.999;  ///< how much of the running average of the weights is kept
};

/// The weights of one network under training, in float32, with a running average and the optimizer's moments. A network
/// is built from scope() anew in every step: it asks for its weights by key and shape, the first time each is made from
/// the seed, and the conversion to the compute type is part of what autograd follows. So any class of inference/ trains
/// as it is. Matrices of transformer blocks are updated by Muon (momentum made orthogonal by Newton-Schulz iterations;
/// K. Jordan 2024, scaled to AdamW's step as by Liu et al. 2025), all else by AdamW. One thread at a time.
class Parameters : public TensorSource, public std::enable_shared_from_this<Parameters> {
public:
    Parameters(std::string name, c10::Device device, std::uint64_t seed);

    const std::string& name() const override { return m_name; }
    const std::map<std::string, TensorInfo>& entries() const override { return m_entries; }
    at::Tensor tensor(const std::string& key) const override { return m_weights.at(key).value; }
    void expect(const std::string& key, at::IntArrayRef shape) const override;

    /// For building a network whose weights get gradients.
    WeightScope scope(at::ScalarType computeType) const;
    /// The running average, for building a network that is used.
    std::shared_ptr<const TensorSource> averaged() const;

    /// One step from the gradients that backward() left, which it clears. Does not wait for the card.
    void update(const OptimizerStep& settings);
    std::int64_t steps() const { return m_steps; }
    void restart();  ///< forgets moments and the count of steps, keeps the weights

    /// Multiplies a weight, its average included. `factor` broadcasts.
    void scale(const std::string& key, const at::Tensor& factor);

    /// Everything, so that training goes on as if it had not stopped. Throws Error(FileWrite).
    void save(const std::filesystem::path& file) const;
    /// Throws as SafetensorsFile::open.
    void load(const std::filesystem::path& file);

private:
    struct Weight {
        at::Tensor value;  ///< requires grad
        at::Tensor average;
        at::Tensor first, second;  ///< moments; Muon has no second
        bool isMatrix = false;
    };

    at::Tensor initial(const std::string& key, at::IntArrayRef shape) const;
    void updateByAdam(const OptimizerStep& settings, const std::vector<Weight*>& weights, const at::Tensor& factor);
    void updateByMuon(const OptimizerStep& settings, const std::vector<Weight*>& weights, const at::Tensor& factor);

    std::string m_name;
    c10::Device m_device;
    std::uint64_t m_seed;
    std::int64_t m_steps = 0;
    mutable std::map<std::string, Weight> m_weights;
    mutable std::map<std::string, TensorInfo> m_entries;
};

/// Momentum -> the nearest orthogonal matrix, about. x [N, R, C].
at::Tensor orthogonalised(const at::Tensor& x);

}  // namespace espalier::starter

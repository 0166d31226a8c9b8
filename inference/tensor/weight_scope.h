#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inference/tensor/tensor_source.h"

namespace espalier {

/// Where a network computes, and the dtype of its matrix products: float32, or a half-precision type.
struct Placement {
    c10::Device device{c10::kCPU};
    at::ScalarType computeType = at::kFloat;

    Placement() = default;
    Placement(c10::Device where, at::ScalarType type = at::kFloat) : device(where), computeType(type) {}  // NOLINT
};

/// A place in a checkpoint, such as "blocks.3.self_attn.", from which a module takes its weights. Copies and sub-scopes
/// share one record of what was taken, so the whole checkpoint can be judged once every module is built.
///
///     const WeightScope attn = scope.sub("blocks").sub(3).sub("self_attn");
///     to_out = attn.get("to_out.weight", {channels, channels});
class WeightScope {
public:
    explicit WeightScope(std::shared_ptr<const TensorSource> source, const Placement& placement = {});

    WeightScope sub(std::string_view name) const;
    WeightScope sub(std::int64_t index) const;

    /// The weight as float32 on the scope's device (on the meta device when the source has no data). Integer rows
    /// stored as int8 with one scale per first dimension under "<key>.scale" are restored to floats. Throws
    /// Error(CheckpointCorrupt), naming file and key, when the key is missing, its shape is not `shape`, or its dtype
    /// is not one that weights are stored in.
    at::Tensor get(std::string_view key, at::IntArrayRef shape) const;

    /// The same in the compute type: for weights and biases of matrix products and convolutions.
    at::Tensor getForCompute(std::string_view key, at::IntArrayRef shape) const;

    /// This place with another compute type: float32 for the parts of a half-precision network that need it.
    WeightScope withComputeType(at::ScalarType type) const;

    bool has(std::string_view key) const;
    /// The stored shape; for layouts whose configuration does not tell every size. Throws when missing.
    std::vector<std::int64_t> shapeOf(std::string_view key) const;

    /// Marks a key as known though no module needs it: buffers that follow from the configuration, training-only
    /// tensors.
    void skip(std::string_view key) const;

    /// Keys of the checkpoint under this scope that nothing took or skipped, in order.
    std::vector<std::string> unexpected() const;

    /// Logs a warning that names the unexpected keys, if any: the reference loads such files too.
    void warnAboutUnexpected() const;

    const std::string& sourceName() const;
    c10::Device device() const;
    at::ScalarType computeType() const { return m_computeType; }

private:
    struct Record;
    WeightScope(std::shared_ptr<Record> record, std::string prefix, at::ScalarType computeType);
    at::Tensor load(const std::string& key, at::IntArrayRef shape, at::ScalarType dtype) const;
    [[noreturn]] void complain(const std::string& key, const std::string& problem) const;

    std::shared_ptr<Record> m_record;
    std::string m_prefix;
    at::ScalarType m_computeType;
};

}  // namespace espalier

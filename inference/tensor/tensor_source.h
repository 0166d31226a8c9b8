#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace espalier {

/// What a checkpoint says about one of its tensors.
struct TensorInfo {
    at::ScalarType dtype = at::kFloat;
    std::vector<std::int64_t> shape;
};

/// Named tensors from somewhere: a file, or only a table of names and shapes. Read from several threads at once.
class TensorSource {
public:
    virtual ~TensorSource() = default;

    /// Where the tensors come from, for messages; a path when there is one.
    virtual const std::string& name() const = 0;

    virtual const std::map<std::string, TensorInfo>& entries() const = 0;

    /// The tensor under `key` in its stored dtype, on the CPU or on the meta device. May alias memory that the source
    /// keeps alive; do not write into it. `key` must be in entries().
    virtual at::Tensor tensor(const std::string& key) const = 0;

    /// A network is about to ask for `key` in this shape. A source of weights that are trained makes it here.
    virtual void expect(const std::string& key, at::IntArrayRef shape) const { (void)key, (void)shape; }
};

/// Names, dtypes and shapes without data: tensor() answers with meta tensors. Lets a configuration be matched against a
/// list of keys without allocating a weight.
class KeyTable : public TensorSource {
public:
    KeyTable(std::string name, std::map<std::string, TensorInfo> entries);

    const std::string& name() const override { return m_name; }
    const std::map<std::string, TensorInfo>& entries() const override { return m_entries; }
    at::Tensor tensor(const std::string& key) const override;

private:
    std::string m_name;
    std::map<std::string, TensorInfo> m_entries;
};

/// Tensors that are already in memory.
class TensorTable : public TensorSource {
public:
    TensorTable(std::string name, std::map<std::string, at::Tensor> tensors);

    const std::string& name() const override { return m_name; }
    const std::map<std::string, TensorInfo>& entries() const override { return m_entries; }
    at::Tensor tensor(const std::string& key) const override { return m_tensors.at(key); }

private:
    std::string m_name;
    std::map<std::string, at::Tensor> m_tensors;
    std::map<std::string, TensorInfo> m_entries;
};

}  // namespace espalier

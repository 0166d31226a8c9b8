#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace espalier::test {

/// Collects comparisons of the card's kernels with the processor; each prints one line.
class Checks {
public:
    Checks(bool isSmall, std::string only) : m_small(isSmall), m_only(std::move(only)) {}

    /// Sizes that compute-sanitizer gets through in seconds.
    bool isSmall() const { return m_small; }
    /// Whether the operation was asked for.
    bool wants(const std::string& operation) const { return operation.find(m_only) != std::string::npos; }

    /// ||actual - expected|| / ||expected|| in float64, at most `limit`.
    void close(const std::string& operation, const std::string& what, const at::Tensor& actual,
               const at::Tensor& expected, double limit);
    /// Equal in shape and every number.
    void equal(const std::string& operation, const std::string& what, const at::Tensor& actual,
               const at::Tensor& expected);

    int failures() const { return m_failures; }
    int count() const { return m_count; }

private:
    void report(const std::string& operation, const std::string& what, double error, double limit);

    bool m_small;
    std::string m_only;
    int m_failures = 0;
    int m_count = 0;
};

void checkSparseKernels(Checks& checks);
void checkMeshingKernels(Checks& checks);

}  // namespace espalier::test

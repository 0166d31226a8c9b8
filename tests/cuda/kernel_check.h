#pragma once

#include "tests/cuda/checks.h"

namespace espalier::test {

/// Comparisons of the card's kernels with the processor, each under the name of its operation.
class KernelChecks : public Checks {
public:
    KernelChecks(bool isSmall, std::string only) : m_small(isSmall), m_only(std::move(only)) {}

    /// Sizes that compute-sanitizer gets through in seconds.
    bool isSmall() const { return m_small; }
    /// Whether the operation was asked for.
    bool wants(const std::string& operation) const { return operation.find(m_only) != std::string::npos; }

    void near(const std::string& operation, const std::string& what, const at::Tensor& result,
              const at::Tensor& expected, double limit) {
        Checks::near(operation + ": " + what, result, expected, limit);
    }
    void equal(const std::string& operation, const std::string& what, const at::Tensor& result,
               const at::Tensor& expected) {
        Checks::equal(operation + ": " + what, result, expected);
    }

private:
    bool m_small;
    std::string m_only;
};

void checkSparseKernels(KernelChecks& checks);
void checkMeshingKernels(KernelChecks& checks);

}  // namespace espalier::test

// kernel_check [--only OPERATION] [--small] ("convolution", "convolution float16", "up-block", ...): compares each of
// Espalier's CUDA kernels with the processor. Qt-free, so that it also builds on a GPU box; runs under
// compute-sanitizer with --small. Without a card it ends with 77.

#include <c10/core/InferenceMode.h>

#include <cstdio>
#include <limits>

#include "inference/device/cuda_loader.h"
#include "inference/tensor/cuda_ops.h"
#include "tests/cuda/kernel_check.h"

namespace espalier::test {

void Checks::report(const std::string& operation, const std::string& what, double error, double limit) {
    const bool passed = error <= limit;
    ++m_count;
    m_failures += passed ? 0 : 1;
    std::printf("%-4s %-22s %-58s worst %9.2e  limit %.0e\n", passed ? "pass" : "FAIL", operation.c_str(), what.c_str(),
                error, limit);
    std::fflush(stdout);
}

void Checks::close(const std::string& operation, const std::string& what, const at::Tensor& actual,
                   const at::Tensor& expected, double limit) {
    double error = std::numeric_limits<double>::infinity();
    if (actual.sizes() == expected.sizes()) {
        const at::Tensor x = expected.to(at::kCPU, at::kDouble);
        const double difference = (actual.to(at::kCPU, at::kDouble) - x).norm().item<double>();
        error = x.numel() == 0 ? 0.0 : difference / std::max(x.norm().item<double>(), 1e-30);
    }
    report(operation, what, error, limit);  // NaN is not at most the limit
}

void Checks::equal(const std::string& operation, const std::string& what, const at::Tensor& actual,
                   const at::Tensor& expected) {
    double different = std::numeric_limits<double>::infinity();
    if (actual.sizes() == expected.sizes() && actual.scalar_type() == expected.scalar_type())
        different = actual.cpu().ne(expected.cpu()).sum().item<double>();
    report(operation, what, different, 0.0);
}

namespace {

constexpr int kNoCard = 77;

int run(bool isSmall, const std::string& only) {
    if (const std::string& problem = loadCuda(); !problem.empty() || !at::hasCUDA() || !cudaOps()) {
        const std::string& reason = !problem.empty() ? problem : cudaOpsProblem();
        std::printf("Nothing was compared: %s\n", reason.empty() ? "there is no card." : reason.c_str());
        return kNoCard;
    }
    const c10::InferenceMode inference;
    Checks checks(isSmall, only);
    checkSparseKernels(checks);
    checkMeshingKernels(checks);
    std::printf("%d comparisons, %d failed\n", checks.count(), checks.failures());
    return checks.failures() == 0 && checks.count() > 0 ? 0 : 1;
}

}  // namespace

}  // namespace espalier::test

int main(int argc, char** argv) {
    bool isSmall = false;
    std::string only;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--small")
            isSmall = true;
        else if (argument == "--only" && i + 1 < argc)
            only = argv[++i];
        else {
            std::fprintf(stderr, "usage: kernel_check [--only OPERATION] [--small]\n");
            return 2;
        }
    }
    try {
        return espalier::test::run(isSmall, only);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kernel_check: %s\n", error.what());
        return 1;
    }
}

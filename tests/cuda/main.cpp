// kernel_check [--only OPERATION] [--small] ("convolution", "convolution float16", "up-block", ...): compares each of
// Espalier's CUDA kernels with the processor. Qt-free, so that it also builds on a GPU box; runs under
// compute-sanitizer with --small. Without a card it ends with 77.

#include <c10/core/InferenceMode.h>

#include <cstdio>

#include "inference/device/cuda_loader.h"
#include "inference/tensor/cuda_ops.h"
#include "tests/cuda/kernel_check.h"

namespace espalier::test {

namespace {

constexpr int kNoCard = 77;

int run(bool isSmall, const std::string& only) {
    if (const std::string& problem = loadCuda(); !problem.empty() || !at::hasCUDA() || !cudaOps()) {
        const std::string& reason = !problem.empty() ? problem : cudaOpsProblem();
        std::printf("Nothing was compared: %s\n", reason.empty() ? "there is no card." : reason.c_str());
        return kNoCard;
    }
    const c10::InferenceMode inference;
    KernelChecks checks(isSmall, only);
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

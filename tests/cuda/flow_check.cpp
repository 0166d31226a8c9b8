// flow_check [kernels]: the card's side of the flow transformers and the image encoder against plain expressions in
// double precision and against recorded results. "kernels": only Espalier's own, as for compute-sanitizer. Exit status
// 77 without a card.

#include "tests/cuda/flow_check.h"

#include <c10/core/InferenceMode.h>

#include <string_view>

#include "inference/device/cuda_loader.h"
#include "inference/tensor/cuda_ops.h"

int main(int argc, char** argv) {
    using namespace espalier;
    constexpr int kSkipped = 77;
    if (!loadCuda().empty() || !at::hasCUDA()) {
        std::printf("skipped: %s\n", loadCuda().empty() ? "there is no card." : loadCuda().c_str());
        return kSkipped;
    }
    const c10::InferenceMode inference;
    at::globalContext().setAllowTF32CuDNN(false);
    at::manual_seed(7);
    Checks checks;
    checks.that("the module of own kernels is there", cudaOps() != nullptr, cudaOpsProblem());
    const bool kernelsOnly = argc > 1 && std::string_view(argv[1]) == "kernels";
    if (cudaOps()) checks.guarded("kernels", [&] { checkTransformerKernels(checks, kernelsOnly); });
    if (!kernelsOnly) checks.guarded("attention", [&] { checkCardAttention(checks); });
    if (!kernelsOnly) checks.guarded("models", [&] { checkFlowModels(checks); });
    std::printf("%d failed\n", checks.failures());
    return checks.failures() == 0 ? 0 : 1;
}

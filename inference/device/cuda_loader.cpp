#include "inference/device/cuda_loader.h"

#include "inference/device/shared_library.h"

namespace espalier {

const std::string& loadCuda() {
    static const std::string problem = [] {
        const SharedLibrary driver("libcuda.so.1");
        if (!driver.isOpen()) return std::string("No NVIDIA driver is installed.");
        SharedLibrary torch("libtorch_cuda.so", /*global=*/true);
        if (!torch.isOpen()) return "LibTorch's CUDA libraries cannot be opened: " + torch.error();
        torch.keepOpen();  // its kernels are registered with LibTorch from here on
        return std::string();
    }();
    return problem;
}

}  // namespace espalier

#include "inference/tensor/cuda_ops.h"

#include <dlfcn.h>

#include "inference/base/module_path.h"

namespace espalier {

namespace {

struct Module {
    const CudaOps* ops = nullptr;
    std::string problem;

    Module() {
        if (!at::hasCUDA()) {
            problem = "LibTorch's CUDA libraries are not loaded.";
            return;
        }
        const std::filesystem::path file = findModule("libespalier_cuda.so");
        if (file.empty())
            problem = "This build of Espalier has no CUDA kernels of its own.";
        else
            open(file);
    }

    void open(const std::filesystem::path& file) {
        void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: tensors refer to it
        using Table = const CudaOps*();
        auto* const table = handle ? reinterpret_cast<Table*>(dlsym(handle, "espalierCudaOps")) : nullptr;
        if (table)
            ops = table();
        else
            problem = "Espalier's CUDA kernels cannot be opened: " + std::string(dlerror());
    }
};

const Module& module() {
    static const Module opened;
    return opened;
}

}  // namespace

const CudaOps* cudaOps() {
    return module().ops;
}

const std::string& cudaOpsProblem() {
    return module().problem;
}

}  // namespace espalier

#include "inference/tensor/cuda_ops.h"

#include <dlfcn.h>

namespace espalier {

namespace {

/// Where this code lies: the folder of the program or library that contains it.
std::filesystem::path ownFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&ownFolder), &info) == 0 || !info.dli_fname) return {};
    std::error_code failed;
    return std::filesystem::canonical(info.dli_fname, failed).parent_path();
}

struct Module {
    const CudaOps* ops = nullptr;
    std::string problem;

    Module() {
        if (!at::hasCUDA()) {
            problem = "LibTorch's CUDA libraries are not loaded.";
            return;
        }
        const std::filesystem::path folder = ownFolder();
        // Beside libespalier_app.so; seen from a program in bin/; seen from a test in the build tree.
        for (const std::filesystem::path& place :
             {folder, folder / "../lib/espalier", std::filesystem::path(ESPALIER_CUDA_MODULE_DIR)}) {
            const std::filesystem::path file = place / "libespalier_cuda.so";
            std::error_code failed;
            if (!std::filesystem::exists(file, failed)) continue;
            open(file);
            return;
        }
        problem = "This build of Espalier has no CUDA kernels of its own.";
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

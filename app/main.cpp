// The program `espalier` itself: no Qt, no LibTorch, so that it always starts. It opens the real program as a library,
// and a library that is missing on this machine becomes a sentence instead of a loader's trace.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "app/exit_status.h"

namespace {

using EspalierMain = int (*)(int, char**);

/// ESPALIER_APP_LIBRARY comes from CMake: the library's place relative to the program's folder, the same in the build
/// tree and in an installation.
std::filesystem::path appLibrary() {
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    return (program.parent_path() / ESPALIER_APP_LIBRARY).lexically_normal();
}

int complain(const std::string& loaderMessage) {
    // "libX.so.1: cannot open shared object file: No such file or directory" names the culprit first.
    const auto colon = loaderMessage.find(": cannot open shared object file");
    const std::string cause =
        colon == std::string::npos ? loaderMessage : loaderMessage.substr(0, colon) + " is missing or cannot be read";
    std::fprintf(stderr, "Espalier cannot start: %s. Run ./run again, it installs what is missing.\n", cause.c_str());
    return espalier::kCannotStart;
}

}  // namespace

int main(int argc, char** argv) {
    // Read once, when the OpenMP runtime is opened: threads that wait shall sleep, not spin. Spinning takes the cores
    // away from the window, and from the very thread they wait for.
    setenv("OMP_WAIT_POLICY", "passive", 0);
    // Global: LibTorch's CUDA libraries, opened later, look for LibTorch's symbols among the global ones.
    void* library = dlopen(appLibrary().c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) return complain(dlerror());
    const auto espalierMain = reinterpret_cast<EspalierMain>(dlsym(library, "espalierMain"));
    if (espalierMain == nullptr) return complain(dlerror());
    return espalierMain(argc, argv);
}

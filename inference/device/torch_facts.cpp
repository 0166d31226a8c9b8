#include "inference/device/torch_facts.h"

#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

namespace espalier {
namespace {

constexpr std::string_view kFlags = "-gencode;arch=compute_";
constexpr const char* kTorchLibrary = "libtorch_cpu.so";

/// Called for each open library; stops at LibTorch's.
int rememberFolder(dl_phdr_info* info, std::size_t, void* folder) {
    const std::filesystem::path file(info->dlpi_name ? info->dlpi_name : "");
    if (file.filename() != kTorchLibrary) return 0;
    *static_cast<std::filesystem::path*>(folder) = file.parent_path();
    return 1;
}

}  // namespace

std::string TorchFacts::label() const {
    if (cudaMajor == 0) return version;
    return version + "+cu" + std::to_string(cudaMajor) + std::to_string(cudaMinor);
}

std::string TorchFacts::missingLibrary() const {
    // The loader says "libcublas.so.13: cannot open shared object file: No such file or directory".
    const auto colon = loadProblem.find(": cannot open shared object file");
    if (colon == std::string::npos) return {};
    const auto space = loadProblem.rfind(' ', colon);
    const auto begin = space == std::string::npos ? 0 : space + 1;
    return loadProblem.substr(begin, colon - begin);
}

std::filesystem::path torchCudaLibrary() {
    std::filesystem::path folder;
    dl_iterate_phdr(rememberFolder, &folder);
    return folder.empty() ? folder : folder / "libtorch_cuda.so";
}

Architectures scanArchitectures(const std::filesystem::path& library) {
    const int file = open(library.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    struct stat status {};
    const std::size_t size = fstat(file, &status) == 0 ? std::size_t(status.st_size) : 0;
    void* const data = size > 0 ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    close(file);
    if (data == MAP_FAILED) return {};
    // The flags are a C string near the start of the file; string_view::find is memchr and memcmp.
    const std::string_view content(static_cast<const char*>(data), size);
    Architectures code;
    if (const auto at = content.find(kFlags); at != std::string_view::npos) {
        const std::string_view rest = content.substr(at, 4096);
        code = Architectures::fromCompilerFlags(rest.substr(0, rest.find('\0')));
    }
    munmap(data, size);
    return code;
}

}  // namespace espalier

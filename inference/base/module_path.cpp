#include "inference/base/module_path.h"

#include <dlfcn.h>

namespace espalier {
namespace {

/// The folder of the program or library that contains this code.
std::filesystem::path ownFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&ownFolder), &info) == 0 || !info.dli_fname) return {};
    std::error_code failed;
    return std::filesystem::canonical(info.dli_fname, failed).parent_path();
}

}  // namespace

std::filesystem::path findModule(const std::string& fileName) {
    const std::filesystem::path folder = ownFolder();
    for (const std::filesystem::path& place :
         {folder, folder / "../lib/espalier", std::filesystem::path(ESPALIER_MODULE_DIR)}) {
        std::error_code failed;
        if (std::filesystem::exists(place / fileName, failed)) return place / fileName;
    }
    return {};
}

}  // namespace espalier

#include "app/folders.h"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "inference/base/error.h"

namespace espalier {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& folder, const std::string& cause) {
    throw Error(ErrorCode::FileWrite, "The folder " + folder.string() + " cannot be written to: " + cause + ".",
                "Choose another folder with -o.");
}

}  // namespace

void makeFolder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) refuse(folder, error.message());
    requireWritable(folder);
}

void requireWritable(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) refuse(folder, "there is no such folder");
    if (::access(folder.c_str(), W_OK | X_OK) != 0) refuse(folder, std::generic_category().message(errno));
}

}  // namespace espalier

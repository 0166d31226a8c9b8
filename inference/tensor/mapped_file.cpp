#include "inference/tensor/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "inference/base/error.h"

namespace espalier {

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& file, std::size_t leastBytes) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw Error(ErrorCode::ModelNotFound, "Cannot open " + file.string() + ": " + std::strerror(errno) + ".",
                    "Check that the model folder is complete, or download the model again.");
    struct stat status {};
    const bool isFile = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    const std::size_t bytes = isFile ? static_cast<std::size_t>(status.st_size) : 0;
    void* data = MAP_FAILED;
    if (bytes > 0 && bytes >= leastBytes)
        data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, descriptor, 0);
    const int problem = errno;
    ::close(descriptor);
    if (!isFile) complainAboutFile(file.string(), "it is not a file");
    if (bytes == 0 || bytes < leastBytes) complainAboutFile(file.string(), "the file ends before its header does");
    if (data == MAP_FAILED)
        throw Error(ErrorCode::OutOfMemory, "Cannot map " + file.string() + ": " + std::strerror(problem) + ".",
                    "Close other programs or choose a smaller model.");
    return std::shared_ptr<const MappedFile>(new MappedFile(data, bytes));
}

MappedFile::~MappedFile() {
    ::munmap(m_data, m_bytes);
}

void complainAboutFile(const std::string& file, const std::string& problem) {
    throw Error(ErrorCode::CheckpointCorrupt, file + ": " + problem + ".",
                "The file is damaged or incomplete: download it again.");
}

}  // namespace espalier

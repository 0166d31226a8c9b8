#pragma once

#include <filesystem>

#include "inference/asset/image_buffer.h"

namespace espalier {

/// Writes a PNG, whole or not at all. Throws Error(FileWrite) naming the file and the cause. From any thread.
void writePicture(const ImageBuffer& image, const std::filesystem::path& file);

}  // namespace espalier

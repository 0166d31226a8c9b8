#pragma once

#include <filesystem>

#include "inference/asset/image_buffer.h"

namespace espalier {

/// Reads a PNG as RGB or RGBA (grey is widened). For programs that have no Qt. Throws Error(ImageUnreadable).
ImageBuffer readPng(const std::filesystem::path& file);

}  // namespace espalier

#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "inference/asset/image_buffer.h"

namespace espalier {

/// Reads a PNG as RGB or RGBA (grey is widened). For programs that have no Qt. Throws Error(ImageUnreadable).
ImageBuffer readPng(const std::filesystem::path& file);

/// The same from the bytes of a PNG or JPEG file; `name` is for messages.
ImageBuffer readPicture(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace espalier

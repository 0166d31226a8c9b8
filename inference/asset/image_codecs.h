#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/base/run_context.h"

namespace espalier {

// One per format, for encodeImage() only; each lives in a file of its own, replaced where its library is missing.
std::vector<std::uint8_t> encodePng(const ImageBuffer& image, const RunContext& context);
std::vector<std::uint8_t> encodeJpeg(const ImageBuffer& image);
std::vector<std::uint8_t> encodeWebP(const ImageBuffer& image, bool lossless, const RunContext& context);

/// Throws Error(FileWrite).
[[noreturn]] void failEncoding(const std::string& format, const std::string& cause, const std::string& remedy);

}  // namespace espalier

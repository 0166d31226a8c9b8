#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/base/run_context.h"

namespace espalier {

enum class ImageFormat { Png, Jpeg, WebP };
/// Colours may lose a little where nobody sees it; data (normals, roughness) less so.
enum class ImageContent { Color, Data };

/// "png", without a dot.
std::string imageExtension(ImageFormat format);
/// "image/png".
std::string mimeType(ImageFormat format);

/// The picture as the bytes of a file; 1 (grey), 3 or 4 channels. JPEG (full colour resolution, quality 95) drops
/// alpha; WebP is lossy for colours (quality 95), lossless for data, and has no grey. The same picture always gives the
/// same bytes. Stops within a fraction of a second: throws Cancelled. Throws Error(FileWrite) when the picture is too
/// large for the format, or when this build lacks the format's library.
std::vector<std::uint8_t> encodeImage(const ImageBuffer& image, ImageFormat format, ImageContent content,
                                      const RunContext& context = {});

}  // namespace espalier

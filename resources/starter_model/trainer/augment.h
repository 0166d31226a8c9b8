#pragma once

#include <ATen/core/Tensor.h>

namespace espalier::starter {

/// What happens to pictures before the encoder sees them: cut out of a background with an imperfect mask, lit in other
/// colours, blurred, noisy, saved as JPEG. rgba [B, 4, S, S] uint8, premultiplied, S a multiple of 8. Returns pixel
/// values [B, 3, S, S] float32, composited on black, ImageNet-normalised. Draws from LibTorch's default generators.
at::Tensor spoiledPixelValues(const at::Tensor& rgba);

/// The same picture untouched.
at::Tensor cleanPixelValues(const at::Tensor& rgba);

}  // namespace espalier::starter

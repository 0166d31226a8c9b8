#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/GradMode.h>

namespace espalier {

/// True when autograd follows what is computed from x, which is so in training only. Operations in place and fused
/// kernels then give way to LibTorch's, which know their derivatives.
inline bool isDifferentiated(const at::Tensor& x) {
    return x.defined() && x.requires_grad() && c10::GradMode::is_enabled();
}

}  // namespace espalier

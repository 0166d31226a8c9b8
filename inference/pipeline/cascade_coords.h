#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace espalier {

/// Voxels of a finer token grid from the decoded voxels of a coarse one, as the cascades do: `voxels` [M, 4] on a grid
/// of `voxelResolution`, quantised to tokens of 1 / (resolution / tokenSize), distinct and lexicographic. While there
/// are `maxTokens` or more, `resolution` is lowered by 128, down to 1024.
at::Tensor cascadeCoords(const at::Tensor& voxels, std::int64_t voxelResolution, std::int64_t tokenSize,
                         std::int64_t maxTokens, std::int64_t& resolution);

}  // namespace espalier

#pragma once

#include <cstddef>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// False in a build without Embree.
bool canFindInnerShells();

/// Removes whole components of four faces or more that no ray from outside reaches, such as the inner wall of a hollow
/// shell. Both sides of every face count as seen, so winding does not matter. Rays are drawn from a fixed sequence: the
/// same mesh gives the same result. Returns how many components went; without Embree it warns in the log and removes
/// none. Throws Cancelled, Error(OutOfMemory) when the ray tracer gets no memory. `threads`: 0 = one per core.
std::size_t removeInnerShells(MeshAsset& mesh, unsigned threads = 0, const RunContext& context = {});

}  // namespace espalier

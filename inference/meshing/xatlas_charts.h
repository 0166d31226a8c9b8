#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "inference/base/run_context.h"
#include "inference/meshing/uv_chart.h"

namespace espalier {

/// False in a build without xatlas.
bool hasXatlas();

/// Flattens a group of faces with xatlas into few charts, none of which covers itself. Safe on several threads at once.
/// Nothing when xatlas did not end by `deadline`, left faces out, or is not there. Throws Cancelled.
std::optional<std::vector<UvChart>> flattenWithXatlas(const MeshAsset& mesh, std::span<const std::uint32_t> faces,
                                                      std::chrono::steady_clock::time_point deadline,
                                                      const RunContext& context = {});

}  // namespace espalier

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "inference/meshing/uv_chart.h"

namespace espalier {

/// False in a build without xatlas.
bool hasXatlas();

/// Flattens a group of faces with xatlas into few charts, none of which covers itself. Safe on several threads at once.
/// Nothing when xatlas left faces out or is not there. Throws OutOfTime, Cancelled.
std::optional<std::vector<UvChart>> flattenWithXatlas(const MeshAsset& mesh, std::span<const std::uint32_t> faces,
                                                      const TimeLimit& limit);

}  // namespace espalier

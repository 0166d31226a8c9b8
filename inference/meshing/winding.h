#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"

namespace espalier {

/// Turns triangles so that neighbours across an edge of two triangles agree, and each connected piece faces outward
/// (positive signed volume about its own centre). A piece that cannot be oriented (a Moebius strip) keeps a seam.
/// Only the order of vertices within triangles changes. Throws Cancelled.
void unifyWinding(std::span<const Vec3f> positions, std::vector<std::array<std::uint32_t, 3>>& triangles,
                  const RunContext& context = {});

}  // namespace espalier

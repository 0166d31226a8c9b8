// Stands in for xatlas_charts.cpp in a build without xatlas: the box projection serves.
#include "inference/meshing/xatlas_charts.h"

namespace espalier {

bool hasXatlas() {
    return false;
}

std::optional<std::vector<UvChart>> flattenWithXatlas(const MeshAsset&, std::span<const std::uint32_t>,
                                                      const TimeLimit&) {
    return std::nullopt;
}

}  // namespace espalier

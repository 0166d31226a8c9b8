#pragma once

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Model space (z up, the picture's camera looks along +y) to the axes of glTF and OBJ (y up, front towards +z).
inline Vec3f toYUp(const Vec3f& v) {
    return {v[0], v[2], -v[1]};
}

/// The inverse of toYUp().
inline Vec3f fromYUp(const Vec3f& v) {
    return {v[0], -v[2], v[1]};
}

}  // namespace espalier

#pragma once

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Removes positions (and what belongs to them) that no triangle uses; the others keep their order.
void dropUnreferencedVertices(MeshAsset& mesh);

}  // namespace espalier

#pragma once

#include <QString>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// Reads a GLB that Espalier wrote, its textures too. From any thread. Throws Error(FileRead) naming the file.
MeshAssetPtr readStoredAsset(const QString& glb);

}  // namespace espalier

#pragma once

#include <QString>

#include "inference/pipeline/asset_maker.h"

namespace espalier {

/// About how many bytes the asset takes as a GLB with PNG textures.
qint64 estimatedGlbBytes(const MeshAsset& mesh);

/// Facts for the Asset panel, one a line: faces, vertices, parts, holes, textures, charts, file size, seconds by step.
QString assetFacts(const MeshAsset& mesh, const MeshStatistics& statistics, const AssetReport& report);

}  // namespace espalier

#pragma once

#include <QString>

#include "inference/pipeline/asset_maker.h"

namespace espalier {

/// What takes a moment to find out about an asset.
struct AssetSummary {
    MeshStatistics statistics;  ///< of the surface, across the seams of its textures
    qint64 glbBytes = 0;        ///< about so many as a GLB with PNG textures
};

/// Blocks for some tenths of a second; from any thread. Throws Error(FileWrite) in a build that cannot write PNG.
AssetSummary summaryOf(const MeshAsset& mesh);

/// Facts for the Asset panel, one a line: faces, vertices, parts, holes, textures, charts, file size, seconds by step.
QString assetFacts(const MeshAsset& mesh, const AssetSummary& summary, const AssetReport& report);

}  // namespace espalier

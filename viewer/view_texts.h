#pragma once

#include <QString>
#include <optional>

#include "inference/asset/mesh_asset.h"
#include "viewer/navigation.h"

namespace espalier {

struct DisplayShape;
struct SplatShape;

/// What the buttons do, in one sentence.
QString mouseHelp(NavigationStyle style);

/// Every key of the view and what the mouse does; rich text.
QString cheatSheetText(NavigationStyle style);

/// Triangles, vertices, and what else is known: parts, whether it is watertight, size; one a line.
QString statisticsText(const MeshAsset& mesh, const std::optional<MeshStatistics>& statistics);

/// How many Gaussians there are, and how many of them `drawn` has, unless it is null.
QString gaussianText(std::size_t count, const SplatShape* drawn);

/// What is drawn coarser than it is; null: not drawn. Empty when all is shown as it is.
QString simplificationText(const DisplayShape* shape, const SplatShape* splats, bool onSoftwareOpenGl);

}  // namespace espalier

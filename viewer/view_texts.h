#pragma once

#include <QString>
#include <optional>

#include "inference/asset/mesh_asset.h"
#include "viewer/navigation.h"

namespace espalier {

struct DisplayShape;

/// What the buttons do, in one sentence.
QString mouseHelp(NavigationStyle style);

/// Every key of the view and what the mouse does; rich text.
QString cheatSheetText(NavigationStyle style);

/// Triangles, vertices, and what else is known: parts, whether it is watertight, size; one a line.
QString statisticsText(const MeshAsset& mesh, const std::optional<MeshStatistics>& statistics);

/// Empty for a shape that is shown as it is.
QString simplificationText(const DisplayShape& shape, bool onSoftwareOpenGl);

}  // namespace espalier

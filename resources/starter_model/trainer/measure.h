#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "resources/starter_model/trainer/workshop.h"

namespace espalier::starter {

/// What one held-out object became. Distances are in the unit cube; the object's longest side is 0.94.
struct ObjectMeasures {
    std::string family;
    double structureIou = 0.0;    ///< of the occupied cells of the token grid
    double meanShapeIou = 0.0;    ///< of the best constant shape with the same truth
    double fScore = 0.0;          ///< at 2 % of the bounding box's longest side
    double colour = 0.0;          ///< mean absolute error of the base colour where the true surface is
    double constantColour = 0.0;  ///< of the held-out set's mean colour
    double metallicRoughness = 0.0;
    double closedEdges = 0.0;  ///< share of the mesh's edges that have two faces or more
};

struct MeasureOptions {
    int objects = 528;
    int batch = 24;
    std::filesystem::path pictures;  ///< writes held-out pictures and meshes of the first ones here; "" = none
    int pictured = 48;
};

/// Makes the first held-out objects from their pictures with the averaged weights in `workshop`, as the pipeline does,
/// but many at a time and without cleaning the meshes.
std::vector<ObjectMeasures> measure(Workshop& workshop, const MeasureOptions& options);

/// Means over all and by family, as Markdown.
std::string tableOf(const std::vector<ObjectMeasures>& measures);

}  // namespace espalier::starter

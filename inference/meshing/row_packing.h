#pragma once

#include <array>
#include <span>
#include <vector>

namespace espalier {

/// Boxes in the unit square.
struct RowPacking {
    struct Place {
        double x = 0.0, y = 0.0;  ///< lower left corner
        bool isTurned = false;    ///< by 90 degrees: the box was higher than wide
    };
    double scale = 0.0;  ///< of all boxes
    std::vector<Place> places;
};

/// Puts boxes of the given widths and heights side by side in rows, the highest ones first (next fit, decreasing
/// height), at nearly the largest scale at which all fit with `padding` around each. Wasteful, but for any number of
/// boxes of any shape in n log n steps. The paddings alone must fit.
RowPacking packRows(std::span<const std::array<float, 2>> sizes, double padding);

}  // namespace espalier

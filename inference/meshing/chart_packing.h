#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "inference/base/run_context.h"
#include "inference/meshing/uv_chart.h"

namespace espalier {

struct PackOptions {
    int resolution = 2048;  ///< texels along the square
    int padding = 4;        ///< texels between two charts, at least; half of it at the border
    /// No better arrangement is looked for after this.
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
    /// When nothing that fits was found by then, bounding boxes are put into rows, which takes no time.
    std::chrono::steady_clock::time_point lastCall = std::chrono::steady_clock::time_point::max();
    unsigned threads = 0;                    ///< 0 = one per core; the result does not depend on it
    std::function<void(double)> progress{};  ///< hears the share that is probably done, on the calling thread
};

struct PackResult {
    double usedShare = 0.0;      ///< of the square, covered by triangles
    double texelsPerUnit = 0.0;  ///< one scale for all charts
    int padding = 0;             ///< less than asked for when there are too many charts for it
    bool inRows = false;         ///< time ran out
};

/// Turns, scales and moves the charts' points so that all lie in [0, 1]^2 and none on another. Throws Cancelled.
PackResult packCharts(std::vector<UvChart>& charts, const PackOptions& options, const RunContext& context = {});

}  // namespace espalier

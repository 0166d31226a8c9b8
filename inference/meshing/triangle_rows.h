#pragma once

#include <algorithm>
#include <array>
#include <utility>

namespace espalier {

/// Calls visit(row, left, right) for every row of unit height in [0, rows) that a triangle of the plane touches, with
/// the part of the row that lies under it.
template <typename Visit>
void forEachRow(const std::array<std::array<float, 2>, 3>& corners, int rows, Visit visit) {
    const auto [low, high] = std::minmax({corners[0][1], corners[1][1], corners[2][1]});
    for (int row = std::max(int(low), 0); row <= std::min(int(high), rows - 1); ++row) {
        const float bottom = float(row), top = bottom + 1.0f;
        float left = 1e30f, right = -1e30f;
        for (std::size_t k = 0; k < 3; ++k) {
            const auto &a = corners[k], &b = corners[(k + 1) % 3];
            const auto& [lower, upper] = a[1] <= b[1] ? std::pair(a, b) : std::pair(b, a);
            if (upper[1] < bottom || lower[1] > top) continue;
            const float rise = upper[1] - lower[1];
            const float slope = rise > 0.0f ? (upper[0] - lower[0]) / rise : 0.0f;
            const float first = rise > 0.0f ? lower[0] + slope * (std::max(bottom, lower[1]) - lower[1]) : lower[0];
            const float second = rise > 0.0f ? lower[0] + slope * (std::min(top, upper[1]) - lower[1]) : upper[0];
            left = std::min({left, first, second});
            right = std::max({right, first, second});
        }
        visit(row, left, right);
    }
}

}  // namespace espalier

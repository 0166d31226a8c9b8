#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// What the triangles of an unwrapped mesh cover of its texture.
struct Coverage {
    int size;
    std::vector<std::uint32_t> chart;  ///< per sample, 0 = none, else 1 + connected part
    long overlaps = 0;                 ///< samples inside two triangles
    double share = 0.0;
};

/// Connected parts of the unwrapped mesh, which are its charts.
inline std::vector<std::uint32_t> partOfVertices(const MeshAsset& mesh) {
    std::vector<std::uint32_t> parents(mesh.positions.size());
    for (std::uint32_t i = 0; i < parents.size(); ++i)
        parents[i] = i;
    const auto root = [&](std::uint32_t i) {
        while (parents[i] != i)
            i = parents[i] = parents[parents[i]];
        return i;
    };
    for (const auto& t : mesh.triangles)
        for (int k = 1; k < 3; ++k)
            parents[root(t[k])] = root(t[0]);
    for (std::uint32_t i = 0; i < parents.size(); ++i)
        parents[i] = root(i);
    return parents;
}

/// Draws every triangle into size x size samples, which count as inside when they are so by a margin of a thousandth.
inline Coverage cover(const MeshAsset& mesh, int size) {
    Coverage result{size, std::vector<std::uint32_t>(std::size_t(size) * size), 0, 0.0};
    const auto parts = partOfVertices(mesh);
    long covered = 0;
    for (const auto& t : mesh.triangles) {
        double x[3], y[3];
        for (int k = 0; k < 3; ++k) {
            x[k] = double(mesh.uvs[t[k]][0]) * size;
            y[k] = double(mesh.uvs[t[k]][1]) * size;
        }
        if ((x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]) < 0)
            std::swap(x[1], x[2]), std::swap(y[1], y[2]);
        const int low = std::max(0, int(std::min({y[0], y[1], y[2]}))), high = int(std::max({y[0], y[1], y[2]}));
        for (int j = low; j <= std::min(high, size - 1); ++j) {
            double left = size, right = -1.0;  // of the row: what can be inside
            for (int k = 0; k < 3; ++k) {
                const int n = (k + 1) % 3;
                const double from = j + 0.5 - y[k], rise = y[n] - y[k];
                if (rise == 0.0 || from / rise < 0.0 || from / rise > 1.0) continue;
                left = std::min(left, x[k] + (x[n] - x[k]) * from / rise - 1.0);
                right = std::max(right, x[k] + (x[n] - x[k]) * from / rise + 1.0);
            }
            for (int i = std::max(0, int(left)); i <= std::min(int(right), size - 1); ++i) {
                bool inside = true;
                for (int k = 0; k < 3 && inside; ++k) {
                    const int n = (k + 1) % 3;
                    const double dx = x[n] - x[k], dy = y[n] - y[k], l = std::hypot(dx, dy);
                    inside = l > 0 && dx * (j + 0.5 - y[k]) - dy * (i + 0.5 - x[k]) > 1e-3 * l;
                }
                if (!inside) continue;
                std::uint32_t& sample = result.chart[std::size_t(j) * size + i];
                if (sample != 0)
                    ++result.overlaps;
                else
                    ++covered;
                sample = 1 + parts[t[0]];
            }
        }
    }
    result.share = double(covered) / (double(size) * size);
    return result;
}

}  // namespace espalier

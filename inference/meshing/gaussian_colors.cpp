#include "inference/meshing/gaussian_colors.h"

#include <algorithm>
#include <cmath>

#include "inference/asset/gaussian_math.h"
#include "inference/base/error.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

constexpr float kCells = 128.0f;         // per unit: a cell is about as wide as a usual Gaussian reaches
constexpr float kReach = 3.0f;           // standard deviations
constexpr std::int32_t kMostCells = 16;  // along an axis, before a Gaussian counts as large
constexpr float kRoughness = 1.0f;       // Gaussians know no materials: something dull

/// Counted from far outside, as an index knows no cells below 0.
VoxelCoord cellOf(const Vec3f& p) {
    constexpr float kFarthest = 1 << 18;
    VoxelCoord cell;
    for (std::size_t a = 0; a < 3; ++a)
        cell[a] = std::int32_t(std::floor(std::clamp(p[a] * kCells, -kFarthest, kFarthest) + kFarthest));
    return cell;
}

/// Half the sides of the box that a Gaussian reaches in.
Vec3f reachOf(const std::array<Vec3f, 3>& axes, const Vec3f& scales) {
    Vec3f reach{};
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t k = 0; k < 3; ++k)
            reach[a] += axes[k][a] * scales[k] * axes[k][a] * scales[k];
        reach[a] = kReach * std::sqrt(reach[a]);
    }
    return reach;
}

}  // namespace

GaussianColors::GaussianColors(const GaussianCloud& cloud) : m_index({}) {
    if (cloud.size() == 0)
        throw Error(ErrorCode::EmptyResult, "There are no Gaussians to take colours from.",
                    "Try another seed or another picture.");
    std::vector<std::pair<VoxelCoord, std::uint32_t>> placed;
    for (std::uint32_t i = 0; i < cloud.size(); ++i) {
        auto axes = gaussianAxes(cloud.rotations[i]);
        const Vec3f reach = reachOf(axes, cloud.scales[i]);
        for (std::size_t k = 0; k < 3; ++k)
            axes[k] = axes[k] * (1.0f / cloud.scales[i][k]);
        m_gaussians.push_back({cloud.positions[i], gaussianColor(cloud.features[i]), axes, cloud.opacities[i]});
        if (std::max({reach[0], reach[1], reach[2]}) * 2.0f * kCells > float(kMostCells)) {
            m_large.push_back(i);
            continue;
        }
        const VoxelCoord low = cellOf(cloud.positions[i] - reach), high = cellOf(cloud.positions[i] + reach);
        for (std::int32_t x = low[0]; x <= high[0]; ++x)
            for (std::int32_t y = low[1]; y <= high[1]; ++y)
                for (std::int32_t z = low[2]; z <= high[2]; ++z)
                    placed.push_back({{x, y, z}, i});
    }
    std::sort(placed.begin(), placed.end());
    for (const auto& [cell, gaussian] : placed) {
        if (m_cells.empty() || m_cells.back() != cell) {
            m_cells.push_back(cell);
            m_begin.push_back(m_inCells.size());
        }
        m_inCells.push_back(gaussian);
    }
    m_begin.push_back(m_inCells.size());
    m_index = VoxelIndex(m_cells);
}

void GaussianColors::add(const Gaussian& gaussian, const Vec3f& point, PbrAttributes& sum, float& weight) const {
    const Vec3f away = point - gaussian.centre;
    float distance = 0.0f;
    for (const Vec3f& axis : gaussian.axes)
        distance += dot(away, axis) * dot(away, axis);
    if (distance > kReach * kReach) return;
    const float share = gaussian.opacity * std::exp(-0.5f * distance);
    for (std::size_t c = 0; c < 3; ++c)
        sum[c] += share * gaussian.color[c];
    weight += share;
}

std::vector<PbrAttributes> GaussianColors::sample(std::span<const Vec3f> points) const {
    std::vector<PbrAttributes> samples(points.size());
    for (std::size_t n = 0; n < points.size(); ++n) {
        PbrAttributes& sum = samples[n];
        float weight = 0.0f;
        const VoxelCoord cell = cellOf(points[n]);
        const std::int32_t row = m_index.find(cell[0], cell[1], cell[2]);
        if (row != VoxelIndex::kMissing)
            for (std::size_t k = m_begin[std::size_t(row)]; k < m_begin[std::size_t(row) + 1]; ++k)
                add(m_gaussians[m_inCells[k]], points[n], sum, weight);
        for (const std::uint32_t i : m_large)
            add(m_gaussians[i], points[n], sum, weight);
        if (!(weight > 0.0f)) continue;
        for (std::size_t c = 0; c < 3; ++c)
            sum[c] /= weight;
        sum[4] = kRoughness;
        sum[5] = 1.0f;
    }
    return samples;
}

}  // namespace espalier

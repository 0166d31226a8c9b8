#include "viewer/splat_shape.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>

#include "inference/asset/gaussian_math.h"

namespace espalier {

namespace {

constexpr std::uint32_t kFinestGrid = 1023;  // cells per axis: ten bits of a key
constexpr float kMostOpaque = 0.99f;
constexpr float kFaintest = 1 / 255.0f;  // a fainter one is not drawn

Bounds boundsOf(const std::vector<Splat>& splats) {
    Bounds box;
    if (!splats.empty()) box = {splats[0].position, splats[0].position};
    for (const Splat& splat : splats) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            box.min[axis] = std::min(box.min[axis], splat.position[axis]);
            box.max[axis] = std::max(box.max[axis], splat.position[axis]);
        }
    }
    return box;
}

std::vector<Splat> splatsOf(const GaussianCloud& cloud) {
    std::vector<Splat> splats;
    splats.reserve(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3f& position = cloud.positions[i];
        const bool isSeen = cloud.opacities[i] >= kFaintest;  // the others would be merged with no weight at all
        if (!isSeen || !std::isfinite(position[0] + position[1] + position[2])) continue;
        Splat splat{position, {}, gaussianColor(cloud.features[i]), cloud.opacities[i]};
        const std::array<Vec3f, 3> axes = gaussianAxes(cloud.rotations[i]);
        for (std::size_t k = 0; k < 3; ++k) {
            const float variance = cloud.scales[i][k] * cloud.scales[i][k];
            std::size_t entry = 0;
            for (std::size_t row = 0; row < 3; ++row)
                for (std::size_t column = row; column < 3; ++column)
                    splat.covariance[entry++] += variance * axes[k][row] * axes[k][column];
        }
        splats.push_back(splat);
    }
    return splats;
}

/// In proportion to what it covers, seen from its broad side: the root of the sum of the covariance's principal minors.
float areaOf(const std::array<float, 6>& c) {
    const float minors = c[0] * c[3] - c[1] * c[1] + c[0] * c[5] - c[2] * c[2] + c[3] * c[5] - c[4] * c[4];
    return std::sqrt(std::max(minors, 1e-24f));
}

class CellKeys {
public:
    explicit CellKeys(const std::vector<Splat>& splats) : m_splats(splats), m_box(boundsOf(splats)) {
        for (std::size_t axis = 0; axis < 3; ++axis)
            m_size = std::max(m_size, m_box.max[axis] - m_box.min[axis]);
    }

    std::vector<std::uint32_t> keys(std::uint32_t cellsPerAxis) const {
        std::vector<std::uint32_t> keys;
        keys.reserve(m_splats.size());
        for (const Splat& splat : m_splats) {
            std::uint32_t key = 0;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const float cell = (splat.position[axis] - m_box.min[axis]) / m_size * float(cellsPerAxis);
                key = key << 10 | std::min(std::uint32_t(cell), cellsPerAxis - 1);
            }
            keys.push_back(key);
        }
        return keys;
    }

    std::size_t occupied(std::uint32_t cellsPerAxis) const {
        std::vector<std::uint32_t> sorted = keys(cellsPerAxis);
        std::ranges::sort(sorted);
        return std::size_t(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
    }

private:
    const std::vector<Splat>& m_splats;
    Bounds m_box;
    float m_size = 1e-6f;
};

/// The Gaussian with the same mean and covariance as the mixture, weighted by what each one covers; it lets as much
/// light through as they do side by side.
Splat merged(const std::vector<Splat>& splats, std::span<const std::uint32_t> members) {
    if (members.size() == 1) return splats[members[0]];
    Splat sum;
    float total = 0;
    for (const std::uint32_t i : members) {
        const float weight = splats[i].opacity * areaOf(splats[i].covariance);
        total += weight;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            sum.position[axis] += weight * splats[i].position[axis];
            sum.color[axis] += weight * splats[i].color[axis];
        }
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        sum.position[axis] /= total;
        sum.color[axis] /= total;
    }
    for (const std::uint32_t i : members) {
        const float share = splats[i].opacity * areaOf(splats[i].covariance) / total;
        std::size_t entry = 0;
        for (std::size_t row = 0; row < 3; ++row) {
            for (std::size_t column = row; column < 3; ++column, ++entry) {
                const float spread =
                    (splats[i].position[row] - sum.position[row]) * (splats[i].position[column] - sum.position[column]);
                sum.covariance[entry] += share * (splats[i].covariance[entry] + spread);
            }
        }
    }
    sum.opacity = std::min(kMostOpaque, total / areaOf(sum.covariance));
    return sum;
}

QByteArray tableOf(const std::vector<Splat>& splats, const QSize& size) {
    QByteArray table(qsizetype(size.width()) * size.height() * qsizetype(4 * sizeof(float)), '\0');
    auto* texels = reinterpret_cast<float*>(table.data());
    for (const Splat& splat : splats) {
        const auto& [x, y, z] = splat.position;
        const auto& c = splat.covariance;
        const auto& [red, green, blue] = splat.color;
        texels = std::ranges::copy(std::array{x, y, z, splat.opacity, c[0], c[1], c[2], c[3], c[4], c[5], 0.0f, 0.0f,
                                              red, green, blue, 0.0f},
                                   texels)
                     .out;
    }
    return table;
}

}  // namespace

QSize SplatShape::tableSize() const {
    return {kSplatsPerRow * kTexelsPerSplat, int((count() + kSplatsPerRow - 1) / kSplatsPerRow)};
}

std::vector<Splat> mergeSplats(const std::vector<Splat>& splats, std::size_t limit) {
    const CellKeys cells(splats);
    std::uint32_t fits = 1, tooFine = kFinestGrid + 1;
    while (fits + 1 < tooFine) {
        const std::uint32_t middle = (fits + tooFine) / 2;
        (cells.occupied(middle) <= limit ? fits : tooFine) = middle;
    }
    const std::vector<std::uint32_t> keys = cells.keys(fits);
    std::vector<std::uint32_t> order(splats.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return keys[i]; });
    std::vector<Splat> result;
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && keys[order[end]] == keys[order[begin]])
            ++end;
        result.push_back(merged(splats, std::span(order).subspan(begin, end - begin)));
    }
    return result;
}

SplatShape buildSplatShape(const GaussianCloud& cloud, std::size_t limit) {
    std::vector<Splat> splats = splatsOf(cloud);
    if (splats.size() > limit) splats = mergeSplats(splats, limit);
    SplatShape shape;
    shape.box = boundsOf(splats);
    shape.sourceCount = cloud.size();
    shape.positions.reserve(splats.size());
    for (const Splat& splat : splats)
        shape.positions.push_back(splat.position);
    shape.table = tableOf(splats, shape.tableSize());
    return shape;
}

}  // namespace espalier

#include <algorithm>
#include <cmath>

#include "inference/base/error.h"
#include "inference/meshing/flexicubes.h"
#include "inference/meshing/flexicubes_cases.h"

namespace espalier {
namespace {

constexpr std::size_t kShifts = 8;  ///< where each part of a cube's channels begins
constexpr std::size_t kWeights = kShifts + 3 * 8;
constexpr std::size_t kColors = kWeights + 21;
constexpr std::size_t kColorChannels = 6;
constexpr std::size_t kCheckpointEvery = 1 << 14;

VoxelCoord cornerOf(const VoxelCoord& cube, int corner) {
    return {cube[0] + (corner & 1), cube[1] + (corner >> 1 & 1), cube[2] + (corner >> 2 & 1)};
}

/// The corners of all cubes, each once, in lexicographic order.
std::vector<VoxelCoord> cornersOf(std::span<const VoxelCoord> cubes, int resolution) {
    const auto side = std::uint64_t(resolution) + 1;
    std::vector<std::uint64_t> codes;
    codes.reserve(cubes.size() * kCubeCorners);
    for (const VoxelCoord& cube : cubes)
        for (int c = 0; c < kCubeCorners; ++c) {
            const VoxelCoord p = cornerOf(cube, c);
            codes.push_back((std::uint64_t(p[0]) * side + std::uint64_t(p[1])) * side + std::uint64_t(p[2]));
        }
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    std::vector<VoxelCoord> points(codes.size());
    std::transform(codes.begin(), codes.end(), points.begin(), [&](std::uint64_t code) {
        return VoxelCoord{std::int32_t(code / (side * side)), std::int32_t(code / side % side),
                          std::int32_t(code % side)};
    });
    return points;
}

}  // namespace

CubeLattice latticeOf(const CubeFeatures& of, const RunContext& context) {
    const bool hasColor = of.channels == kColors + kColorChannels * kCubeCorners;
    const auto isOutside = [&](const VoxelCoord& cube) {
        return std::any_of(cube.begin(), cube.end(), [&](std::int32_t c) { return c < 0 || c >= of.resolution; });
    };
    if ((!hasColor && of.channels != kColors) || of.features.size() != of.cubes.size() * of.channels ||
        std::any_of(of.cubes.begin(), of.cubes.end(), isOutside))
        throw Error(ErrorCode::Internal, "The features of a mesh do not fit its cubes.");
    CubeLattice lattice;
    lattice.points = cornersOf(of.cubes, of.resolution);
    context.checkpoint();
    const VoxelIndex index(lattice.points);
    const std::size_t count = lattice.points.size();
    lattice.distances.resize(count);
    lattice.shifts.resize(count);
    lattice.positions.resize(count);
    lattice.colors.resize(hasColor ? count * kColorChannels : 0);
    lattice.weights.resize(of.cubes.size());
    std::vector<float> incident(count);

    // The reference's surface lies a little outside of the network's zero.
    const float bias = float(-1.0 / of.resolution);
    for (std::size_t i = 0; i < of.cubes.size(); ++i) {
        if (i % kCheckpointEvery == 0) context.checkpoint();
        const float* const row = of.features.data() + i * of.channels;
        std::copy_n(row + kWeights, lattice.weights[i].size(), lattice.weights[i].begin());
        for (int c = 0; c < kCubeCorners; ++c) {
            const VoxelCoord p = cornerOf(of.cubes[i], c);
            const auto point = std::size_t(index.find(p[0], p[1], p[2]));
            const auto corner = std::size_t(c);
            incident[point] += 1.0f;
            lattice.distances[point] += row[corner] + bias;
            for (std::size_t a = 0; a < 3; ++a)
                lattice.shifts[point][a] += row[kShifts + 3 * corner + a];
            for (std::size_t k = 0; hasColor && k < kColorChannels; ++k)
                lattice.colors[point * kColorChannels + k] += row[kColors + kColorChannels * corner + k];
        }
    }
    // Shifts move a point by less than half a cube.
    const float reach = float((1.0 - 1e-8) / (2.0 * of.resolution));
    for (std::size_t p = 0; p < count; ++p) {
        if (p % kCheckpointEvery == 0) context.checkpoint();
        lattice.distances[p] /= incident[p];
        for (std::size_t a = 0; a < 3; ++a) {
            float& shift = lattice.shifts[p][a];
            shift /= incident[p];
            lattice.positions[p][a] =
                float(lattice.points[p][a]) / float(of.resolution) - 0.5f + reach * std::tanh(shift);
        }
        for (std::size_t k = 0; hasColor && k < kColorChannels; ++k)
            lattice.colors[p * kColorChannels + k] /= incident[p];
    }
    return lattice;
}

FlexiCubesGrid CubeLattice::grid(const CubeFeatures& of) const {
    return {.resolution = of.resolution,
            .points = points,
            .distances = distances,
            .positions = positions,
            .attributes = colors,
            .channels = colors.empty() ? 0 : kColorChannels,
            .cubes = of.cubes,
            .weights = weights};
}

FlexiCubesMesh meshCubeFeatures(const CubeFeatures& features, const RunContext& context) {
    const CubeLattice lattice = latticeOf(features, context);
    FlexiCubesMesh result = meshFlexiCubes(lattice.grid(features), context);
    if (lattice.colors.empty()) return result;
    result.mesh.colors.resize(result.mesh.positions.size());
    for (std::size_t v = 0; v < result.mesh.colors.size(); ++v) {
        for (std::size_t c = 0; c < 3; ++c)
            result.mesh.colors[v][c] = std::uint8_t(std::lround(result.attributes[v * kColorChannels + c] * 255.0f));
        result.mesh.colors[v][3] = 255;
    }
    return result;
}

}  // namespace espalier

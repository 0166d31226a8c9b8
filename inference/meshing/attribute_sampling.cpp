#include "inference/meshing/attribute_sampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace espalier {
namespace {

constexpr std::size_t kCheckpointMask = 0xffff;

}  // namespace

std::vector<PbrAttributes> sampleVoxels(std::span<const VoxelCoord> coords, std::span<const PbrAttributes> attributes,
                                        std::span<const Vec3f> positions, const RunContext& context) {
    return sampleVoxels(VoxelIndex(coords), attributes, positions, context);
}

std::vector<PbrAttributes> sampleVoxels(const VoxelIndex& index, std::span<const PbrAttributes> attributes,
                                        std::span<const Vec3f> positions, const RunContext& context) {
    std::vector<PbrAttributes> samples(positions.size());
    for (std::size_t n = 0; n < positions.size(); ++n) {
        if ((n & kCheckpointMask) == 0) context.checkpoint();
        const Vec3f& q = positions[n];
        VoxelCoord base;
        for (std::size_t a = 0; a < 3; ++a)
            base[a] = std::int32_t(std::floor(q[a] - 0.5f));
        std::array<std::int32_t, 8> rows;
        std::array<float, 8> weights;
        float sum = 0.0f;
        for (std::int32_t corner = 0; corner < 8; ++corner) {
            const VoxelCoord p{base[0] + (corner & 1), base[1] + (corner >> 1 & 1), base[2] + (corner >> 2 & 1)};
            const auto c = std::size_t(corner);
            rows[c] = index.find(p[0], p[1], p[2]);
            if (rows[c] == VoxelIndex::kMissing) continue;
            weights[c] = 1.0f;
            for (std::size_t a = 0; a < 3; ++a)
                weights[c] *= 1.0f - std::abs(q[a] - float(p[a]) - 0.5f);
            sum += weights[c];
        }
        sum = std::max(sum, 1e-12f);
        for (std::size_t c = 0; c < 8; ++c) {
            if (rows[c] == VoxelIndex::kMissing) continue;
            const float weight = weights[c] / sum;
            for (std::size_t a = 0; a < samples[n].size(); ++a)
                samples[n][a] += attributes[std::size_t(rows[c])][a] * weight;
        }
    }
    return samples;
}

std::vector<PbrAttributes> sampleAttributes(std::span<const VoxelCoord> coords,
                                            std::span<const PbrAttributes> attributes, int resolution,
                                            std::span<const Vec3f> points, const RunContext& context) {
    const float voxelSize = 1.0f / float(resolution);
    std::vector<Vec3f> positions(points.size());
    for (std::size_t n = 0; n < points.size(); ++n)
        for (std::size_t a = 0; a < 3; ++a)
            positions[n][a] = (points[n][a] + 0.5f) / voxelSize;
    return sampleVoxels(coords, attributes, positions, context);
}

}  // namespace espalier

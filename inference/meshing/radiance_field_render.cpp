#include "inference/meshing/radiance_field_render.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "inference/base/error.h"
#include "inference/meshing/parallel.h"
#include "inference/meshing/vector_math.h"
#include "inference/meshing/voxel_index.h"

namespace espalier {
namespace {

constexpr float kDegree0 = 0.28209479177387814f;  // the spherical harmonic of degree 0
constexpr float kMostOpaque = 0.999f;
constexpr float kLeastLight = 1e-3f;  // what still comes through when a pixel counts as full

struct Stretch {
    float from, to;
};

/// Where a ray is within a box; empty when from >= to.
Stretch within(const Vec3f& eye, const Vec3f& direction, const Vec3f& low, const Vec3f& high) {
    Stretch stretch{0.0f, std::numeric_limits<float>::max()};
    for (std::size_t a = 0; a < 3; ++a) {
        if (direction[a] == 0.0f) {
            if (eye[a] < low[a] || eye[a] > high[a]) return {1.0f, 0.0f};
            continue;
        }
        const float one = (low[a] - eye[a]) / direction[a], other = (high[a] - eye[a]) / direction[a];
        stretch.from = std::max(stretch.from, std::min(one, other));
        stretch.to = std::min(stretch.to, std::max(one, other));
    }
    return stretch;
}

/// The voxels of one depth.
struct Level {
    std::vector<VoxelCoord> coords;
    std::vector<std::size_t> rows;  ///< of the field, one per coordinate
    VoxelIndex index{{}};
    float cells = 1.0f;  ///< along an axis of the box
};

struct Sample {
    float density = 0.0f;
    Vec3f color{};
};

class Marcher {
public:
    Marcher(const RadianceField& field, const RenderCamera& camera) : m_field(field), m_camera(camera) {
        if (field.size() > 0 && !field.isSound())
            throw Error(ErrorCode::Internal, "A radiance field's lists do not agree.", "Generate the model again.");
        for (std::size_t row = 0; row < field.size(); ++row) {
            Level& level = m_levels[field.depths[row]];
            level.cells = float(1u << field.depths[row]);
            VoxelCoord cell;
            for (std::size_t a = 0; a < 3; ++a)
                cell[a] = std::max(0, std::int32_t(std::floor(field.positions[row][a] * level.cells)));
            level.coords.push_back(cell);
            level.rows.push_back(row);
        }
        for (auto& [depth, level] : m_levels)
            level.index = VoxelIndex(level.coords);
    }

    std::array<float, 4> along(const Vec3f& direction) const {
        std::array<float, 4> pixel{};
        if (m_levels.empty()) return pixel;
        const auto& box = RadianceField::kBox;
        const Vec3f low{box[0], box[1], box[2]}, size{box[3], box[4], box[5]};
        const Stretch inBox = within(m_camera.eye, direction, low, low + size);
        const float finest = size[0] / m_levels.rbegin()->second.cells;
        float light = 1.0f;
        for (float at = inBox.from; at < inBox.to && light > kLeastLight;) {
            // A little further, so that it is clear in which voxel the ray now is.
            const Vec3f inside = m_camera.eye + direction * (at + 1e-3f * finest) - low;
            const auto [voxel, row] = voxelAt(inside, low);
            const Stretch stretch = within(m_camera.eye, direction, voxel.low, voxel.low + voxel.size);
            if (row != kNone) march(row, voxel, direction, stretch, light, pixel);
            at = std::max(stretch.to, at + 1e-3f * finest);
        }
        pixel[3] = 1.0f - light;
        return pixel;
    }

private:
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
    struct Voxel {
        Vec3f low, size;
    };

    /// The voxel around a point, or the empty cell of the finest depth.
    std::pair<Voxel, std::size_t> voxelAt(const Vec3f& inside, const Vec3f& low) const {
        Voxel cell;
        for (const auto& [depth, level] : m_levels) {
            VoxelCoord coord;
            for (std::size_t a = 0; a < 3; ++a) {
                const float side = RadianceField::kBox[3 + a] / level.cells;
                coord[a] = std::int32_t(std::floor(inside[a] / side));
                cell.low[a] = low[a] + float(coord[a]) * side;
                cell.size[a] = side;
            }
            const std::int32_t found = level.index.find(coord[0], coord[1], coord[2]);
            if (found != VoxelIndex::kMissing) return {cell, level.rows[std::size_t(found)]};
        }
        return {cell, kNone};
    }

    void march(std::size_t row, const Voxel& voxel, const Vec3f& direction, const Stretch& stretch, float& light,
               std::array<float, 4>& pixel) const {
        const float step = 0.5f / float(m_field.dim) * voxel.size[0];
        // The same steps for all voxels that the ray meets.
        for (float k = std::ceil(stretch.from / step - 0.5f); (k + 0.5f) * step <= stretch.to; ++k) {
            const Vec3f point = m_camera.eye + direction * ((k + 0.5f) * step);
            Vec3f place;
            for (std::size_t a = 0; a < 3; ++a)
                place[a] = (point[a] - voxel.low[a]) / voxel.size[a] * float(m_field.dim) - 0.5f;
            const Sample sample = sampleAt(row, place);
            const float alpha = std::min(kMostOpaque, 1.0f - std::exp(-sample.density * step));
            for (std::size_t c = 0; c < 3; ++c)
                pixel[c] += sample.color[c] * alpha * light;
            light *= 1.0f - alpha;
            if (light <= kLeastLight) return;
        }
    }

    /// `place`: in samples of the vectors, 0 at the first one.
    Sample sampleAt(std::size_t row, const Vec3f& place) const {
        const std::size_t rank = m_field.rank, dim = m_field.dim;
        std::array<std::size_t, 3> first;
        Vec3f share;
        for (std::size_t a = 0; a < 3; ++a) {
            first[a] = std::size_t(std::clamp(int(place[a]), 0, int(dim) - 2));
            share[a] = place[a] - float(first[a]);  // goes on in a straight line beyond the outer samples
        }
        float density = 0.0f;
        Vec3f color{};
        for (std::size_t r = 0; r < rank; ++r) {
            const float* vectors = m_field.vectors.data() + (row * rank + r) * 3 * dim;
            float product = 1.0f;
            for (std::size_t a = 0; a < 3; ++a) {
                const float* vector = vectors + a * dim + first[a];
                product *= vector[0] + (vector[1] - vector[0]) * share[a];
            }
            density += m_field.densities[row * rank + r] * product;
            for (std::size_t c = 0; c < 3; ++c)
                color[c] += m_field.features[(row * rank + r) * 3 + c] * product;
        }
        Sample sample;
        sample.density = density > 20.0f ? density : std::log1p(std::exp(density));
        for (std::size_t c = 0; c < 3; ++c)
            sample.color[c] = 1.0f / (1.0f + std::exp(-kDegree0 * color[c]));
        return sample;
    }

    const RadianceField& m_field;
    const RenderCamera& m_camera;
    std::map<std::uint8_t, Level> m_levels;
};

}  // namespace

VolumePicture renderRadianceField(const RadianceField& field, const RenderCamera& camera, unsigned threads,
                                  const RunContext& context) {
    const Marcher marcher(field, camera);
    VolumePicture picture{camera.width, camera.height, {}};
    picture.pixels.resize(std::size_t(camera.width) * std::size_t(camera.height));
    parallelFor(std::size_t(camera.height), threads, context, [&](std::size_t y) {
        for (std::size_t x = 0; x < std::size_t(camera.width); ++x)
            picture.pixels[y * std::size_t(camera.width) + x] =
                marcher.along(camera.direction(float(x) + 0.5f, float(y) + 0.5f));
    });
    return picture;
}

}  // namespace espalier

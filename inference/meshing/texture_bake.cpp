#include "inference/meshing/texture_bake.h"

#include <algorithm>
#include <cmath>

#include "inference/base/error.h"
#include "inference/meshing/nearest_surface.h"
#include "inference/meshing/parallel.h"
#include "inference/meshing/texture_gutter.h"
#include "inference/meshing/uv_raster.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

constexpr std::size_t kCheckpointMask = 0xfff;
constexpr std::size_t kAlpha = 5;
constexpr std::uint8_t kOpaque = 250;  // 0.98
constexpr double kTranslucentShare = 0.01;

template <typename Value>
Value mix(const std::vector<Value>& values, const std::array<std::uint32_t, 3>& corners,
          const std::array<float, 3>& weights) {
    Value sum{};
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t a = 0; a < sum.size(); ++a)
            sum[a] += values[corners[k]][a] * weights[k];
    return sum;
}

std::uint8_t toByte(float value) {
    return std::uint8_t(std::lround(std::clamp(value, 0.0f, 1.0f) * 255.0f));
}

/// What a texel has gathered.
struct Sum {
    PbrAttributes attributes{};
    Vec3f normal{};
    int count = 0;
};

class Baker {
public:
    Baker(const MeshAsset& surface, const MeshAsset& raw, const PointAttributes& attributes, const BakeOptions& options,
          const RunContext& context)
        : m_surface(surface),
          m_raw(raw),
          m_attributes(attributes),
          m_options(options),
          m_context(context),
          m_nearest(raw, options.threads, context),
          m_raster(surface, options.size),
          m_known(std::size_t(options.size) * std::size_t(options.size)) {
        m_textures.baseColor = ImageBuffer(options.size, options.size, 4);
        m_textures.metallicRoughness = ImageBuffer(options.size, options.size, 3);
        if (options.normalMap) m_textures.normal = ImageBuffer(options.size, options.size, 3);
    }

    PbrTextures run() {
        const std::size_t bands = m_raster.bandCount();
        parallelFor(
            bands, m_options.threads, m_context, [&](std::size_t band) { bakeBand(band); },
            [&](std::size_t done) { m_context.report(Stage::Bake, int(done), int(bands)); });
        std::size_t known = 0, translucent = 0;
        for (std::size_t i = 0; i < m_known.size(); ++i) {
            known += m_known[i];
            translucent += m_known[i] != 0 && m_textures.baseColor.pixels[4 * i + 3] < kOpaque;
        }
        m_textures.translucent = double(translucent) > kTranslucentShare * double(known);
        std::vector<ImageBuffer*> images{&m_textures.baseColor, &m_textures.metallicRoughness};
        if (m_options.normalMap) images.push_back(&m_textures.normal);
        fillGutter(images, std::move(m_known), m_options.gutter > 0 ? m_options.gutter : m_options.size / 128,
                   m_options.threads, m_context);
        return std::move(m_textures);
    }

private:
    void bakeBand(std::size_t band) {
        const std::vector<TexelSample> samples = m_raster.samples(band);
        std::vector<NearestSurface::Hit> hits(samples.size());
        std::vector<Vec3f> points(samples.size());
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if ((i & kCheckpointMask) == 0) m_context.checkpoint();
            const auto& corners = m_surface.triangles[samples[i].face];
            hits[i] =
                m_nearest.nearest(mix(m_surface.positions, corners, samples[i].weights), i > 0 ? hits[i - 1].face : 0);
            points[i] = hits[i].point;
        }
        const std::vector<PbrAttributes> values = m_attributes(points);

        const auto size = std::size_t(m_options.size);
        const std::size_t first = band * UvRaster::kBandRows * size;
        std::vector<Sum> sums(std::min(m_known.size() - first, UvRaster::kBandRows * size));
        for (std::size_t i = 0; i < samples.size(); ++i) {
            // All zero, alpha too, is where nothing is known: the gutter closes such a gap from its surroundings.
            if (values[i] == PbrAttributes{}) continue;
            Sum& sum = sums[samples[i].texel - first];
            for (std::size_t a = 0; a < sum.attributes.size(); ++a)
                sum.attributes[a] += values[i][a];
            if (m_options.normalMap) sum.normal = sum.normal + tangentSpaceNormal(samples[i], hits[i]);
            ++sum.count;
        }
        for (std::size_t i = 0; i < sums.size(); ++i)
            if (sums[i].count > 0) write(first + i, sums[i]);
    }

    Vec3f tangentSpaceNormal(const TexelSample& sample, const NearestSurface::Hit& hit) const {
        const auto& corners = m_surface.triangles[sample.face];
        const Vec3f normal = normalized(mix(m_surface.normals, corners, sample.weights));
        const auto tangent4 = mix(m_surface.tangents, corners, sample.weights);
        Vec3f tangent{tangent4[0], tangent4[1], tangent4[2]};
        tangent = normalized(tangent - normal * dot(normal, tangent));
        const Vec3f bitangent = cross(normal, tangent) * (tangent4[3] < 0.0f ? -1.0f : 1.0f);
        Vec3f fine = m_raw.normals.empty() ? areaNormal(m_raw, hit.face)
                                           : mix(m_raw.normals, m_raw.triangles[hit.face], hit.weights);
        fine = normalized(fine);
        // A raw mesh may be wound either way.
        const float side = dot(fine, normal) < 0.0f ? -1.0f : 1.0f;
        return Vec3f{dot(fine, tangent), dot(fine, bitangent), dot(fine, normal)} * side;
    }

    void write(std::size_t texel, const Sum& sum) {
        const float share = 1.0f / float(sum.count);
        std::uint8_t* color = m_textures.baseColor.pixels.data() + 4 * texel;
        for (std::size_t c = 0; c < 3; ++c)
            color[c] = toByte(sum.attributes[c] * share);
        color[3] = toByte(sum.attributes[kAlpha] * share);
        std::uint8_t* surface = m_textures.metallicRoughness.pixels.data() + 3 * texel;
        surface[0] = 255;  // no occlusion, for readers that look for it here
        surface[1] = toByte(sum.attributes[4] * share);
        surface[2] = toByte(sum.attributes[3] * share);
        if (m_options.normalMap) {
            const Vec3f normal = normalized(sum.normal);
            for (std::size_t c = 0; c < 3; ++c)
                m_textures.normal.pixels[3 * texel + c] = toByte(normal[c] * 0.5f + 0.5f);
        }
        m_known[texel] = 1;
    }

    const MeshAsset& m_surface;
    const MeshAsset& m_raw;
    const PointAttributes& m_attributes;
    const BakeOptions& m_options;
    const RunContext& m_context;
    NearestSurface m_nearest;
    UvRaster m_raster;
    std::vector<std::uint8_t> m_known;
    PbrTextures m_textures;
};

void check(const MeshAsset& surface, const BakeOptions& options) {
    if (options.size < 512 || options.size > 4096)
        throw Error(ErrorCode::InvalidRequest, "The texture size is " + std::to_string(options.size) + ".",
                    "Choose a size from 512 to 4096.");
    if (surface.triangles.empty())
        throw Error(ErrorCode::EmptyResult, "The mesh has no triangles to bake a texture for.",
                    "Generate again with another seed, or keep more of the mesh when it is cleaned.");
    const std::size_t vertices = surface.positions.size();
    if (surface.uvs.size() != vertices)
        throw Error(ErrorCode::Internal, "A texture was to be baked for a mesh that is not unwrapped.");
    if (options.normalMap && (surface.normals.size() != vertices || surface.tangents.size() != vertices))
        throw Error(ErrorCode::Internal, "A normal map was to be baked for a mesh without normals and tangents.");
}

}  // namespace

bool canBakeTextures() {
    return NearestSurface::isAvailable();
}

PbrTextures bakeTextures(const MeshAsset& surface, const MeshAsset& raw, std::span<const VoxelCoord> coords,
                         std::span<const PbrAttributes> attributes, int resolution, const BakeOptions& options,
                         const RunContext& context) {
    if (coords.empty() || coords.size() != attributes.size())
        throw Error(ErrorCode::InvalidRequest, "There are no voxels to take the texture's colours from.",
                    "Generate with textures, or export the shape alone.");
    const VoxelIndex index(coords);
    const auto inVoxels = [&](std::span<const Vec3f> points) {
        std::vector<Vec3f> positions(points.begin(), points.end());
        for (Vec3f& position : positions)
            for (float& along : position)
                along = (along + 0.5f) * float(resolution);
        return sampleVoxels(index, attributes, positions);
    };
    return bakeTextures(surface, raw, inVoxels, options, context);
}

PbrTextures bakeTextures(const MeshAsset& surface, const MeshAsset& raw, const PointAttributes& attributes,
                         const BakeOptions& options, const RunContext& context) {
    check(surface, options);
    return Baker(surface, raw, attributes, options, context).run();
}

}  // namespace espalier

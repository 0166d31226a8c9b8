#include "inference/asset/software_render.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "inference/asset/srgb.h"
#include "inference/asset/texture_sampler.h"

namespace espalier {
namespace {

constexpr int kSamples = 2;  // per pixel and axis
constexpr double kFieldOfViewDegrees = 30.0;
constexpr double kMargin = 0.9;  // share of the picture that the mesh may fill
constexpr std::uint8_t kBackground = 236;
constexpr std::uint8_t kClay = 186;
constexpr std::uint32_t kNothing = std::numeric_limits<std::uint32_t>::max();

Vec3f operator+(const Vec3f& a, const Vec3f& b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
Vec3f operator-(const Vec3f& a, const Vec3f& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
Vec3f operator*(const Vec3f& a, float s) {
    return {a[0] * s, a[1] * s, a[2] * s};
}
float dot(const Vec3f& a, const Vec3f& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
Vec3f cross(const Vec3f& a, const Vec3f& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Vec3f normalized(const Vec3f& v) {
    const float length = std::sqrt(dot(v, v));
    return length > 0.0f ? v * (1.0f / length) : Vec3f{0.0f, 0.0f, 1.0f};
}

/// How far from `centre` the camera must stand for every vertex to fall within the margins.
float fittingDistance(const MeshAsset& mesh, const Vec3f& centre, const RenderCamera& camera) {
    const float slopeX = float(kMargin) * camera.centreX() / camera.focal;
    const float slopeY = float(kMargin) * camera.centreY() / camera.focal;
    float distance = 0.0f;
    for (const auto& position : mesh.positions) {
        const Vec3f p = position - centre;
        const float needed = std::max(std::abs(dot(p, camera.right)) / slopeX, std::abs(dot(p, camera.up)) / slopeY);
        distance = std::max(distance, needed - dot(p, camera.forward));
    }
    return distance;
}

/// A camera in the wanted direction, as near as the mesh allows. Nothing when the mesh is a point.
std::optional<RenderCamera> frameMesh(const MeshAsset& mesh, const RenderView& view) {
    const Bounds box = bounds(mesh);
    const Vec3f centre = (box.min + box.max) * 0.5f;
    const Vec3f half = (box.max - box.min) * 0.5f;
    const float radius = std::sqrt(dot(half, half));
    if (!(radius > 0.0f)) return std::nullopt;
    RenderCamera camera = turntableCamera(centre, 0.0, view.azimuthDegrees, view.elevationDegrees, kFieldOfViewDegrees,
                                          view.width, view.height);
    // A little more, so that a surface seen edge-on does not touch the eye.
    camera.eye = centre - camera.forward * (fittingDistance(mesh, centre, camera) + 0.01f * radius);
    return camera;
}

/// What is seen through one sample: a triangle, and where on it (weights of its second and third corner).
struct Fragment {
    float depth = std::numeric_limits<float>::max();
    std::uint32_t triangle = kNothing;
    float second = 0.0f, third = 0.0f;
};

struct Frame {
    int width, height;
    std::vector<Fragment> fragments;
};

/// Draws one triangle whose corners are projected; either winding.
void rasterize(const Vec3f& a, const Vec3f& b, const Vec3f& c, std::uint32_t index, Frame& frame) {
    const double area = double(b[0] - a[0]) * (c[1] - a[1]) - double(b[1] - a[1]) * (c[0] - a[0]);
    if (area == 0.0) return;
    const int left = std::max(0, int(std::ceil(std::min({a[0], b[0], c[0]}) - 0.5f)));
    const int right = std::min(frame.width - 1, int(std::floor(std::max({a[0], b[0], c[0]}) - 0.5f)));
    const int top = std::max(0, int(std::ceil(std::min({a[1], b[1], c[1]}) - 0.5f)));
    const int bottom = std::min(frame.height - 1, int(std::floor(std::max({a[1], b[1], c[1]}) - 0.5f)));
    for (int y = top; y <= bottom; ++y) {
        Fragment* row = frame.fragments.data() + std::size_t(y) * frame.width;
        const double dy = y + 0.5 - a[1];
        for (int x = left; x <= right; ++x) {
            const double dx = x + 0.5 - a[0];
            const double wb = (dx * (c[1] - a[1]) - dy * (c[0] - a[0])) / area;
            const double wc = (dy * (b[0] - a[0]) - dx * (b[1] - a[1])) / area;
            const double wa = 1.0 - wb - wc;
            if (wa < 0.0 || wb < 0.0 || wc < 0.0) continue;
            // 1 / depth is what is linear on the screen.
            const double pa = wa / a[2], pb = wb / b[2], pc = wc / c[2];
            const float depth = float(1.0 / (pa + pb + pc));
            if (depth < row[x].depth) row[x] = {depth, index, float(pb * depth), float(pc * depth)};
        }
    }
}

/// `camera` is that of the samples.
Frame drawTriangles(const MeshAsset& mesh, const RenderCamera& camera) {
    Frame frame{camera.width, camera.height, {}};
    frame.fragments.resize(std::size_t(frame.width) * frame.height);
    std::vector<Vec3f> projected(mesh.vertexCount());
    std::transform(mesh.positions.begin(), mesh.positions.end(), projected.begin(),
                   [&camera](const Vec3f& p) { return camera.project(p); });
    for (std::uint32_t i = 0; i < mesh.triangleCount(); ++i) {
        const auto& [a, b, c] = mesh.triangles[i];
        // What is behind the eye has no place in the picture; the object is in front of it as a whole.
        if (std::min({projected[a][2], projected[b][2], projected[c][2]}) > 0.0f)
            rasterize(projected[a], projected[b], projected[c], i, frame);
    }
    return frame;
}

/// Sky from above, a warm floor from below, and one soft key light over the camera's left shoulder; linear light.
class Shader {
public:
    Shader(const MeshAsset& mesh, const RenderCamera& camera)
        : m_mesh(mesh),
          m_eye(camera.eye),
          m_key(normalized(camera.up * 0.8f - camera.right * 0.7f - camera.forward)),
          m_samplesPerUnit(camera.focal) {
        if (!mesh.textures || mesh.uvs.empty()) return;
        m_baseColor.emplace(mesh.textures->baseColor, TextureSampler::Values::Srgb);
        if (!mesh.textures->normal.empty() && !mesh.normals.empty() && !mesh.tangents.empty())
            m_normalMap.emplace(mesh.textures->normal, TextureSampler::Values::Linear);
    }

    Vec3f shade(const Fragment& f) const {
        const auto& p = m_mesh.positions;
        const auto& [a, b, c] = m_mesh.triangles[f.triangle];
        const Vec3f face = cross(p[b] - p[a], p[c] - p[a]);
        const Vec3f view = blend(f, p) - m_eye;
        // Without normals the faces speak for themselves: their winding may disagree from one to the next.
        const Vec3f smooth = normalized(m_mesh.normals.empty() ? face : blend(f, m_mesh.normals));
        Vec3f normal = smooth;
        if (m_normalMap)
            normal = bent(smooth, f, m_normalMap->sample(placeInTextures(f), texelsPerSample(f, face, view)));
        const Vec3f albedo = baseColor(f);
        if (dot(smooth, view) > 0.0f) normal = normal * -1.0f;
        const Vec3f light = lightOn(normal);
        return {albedo[0] * light[0], albedo[1] * light[1], albedo[2] * light[2]};
    }

    /// Without light.
    Vec3f baseColor(const Fragment& f) const {
        if (m_mesh.colors.empty() && !m_baseColor) return linear({kClay, kClay, kClay, 255});
        if (!m_baseColor) return blendedColor(f);
        const auto& p = m_mesh.positions;
        const auto& [a, b, c] = m_mesh.triangles[f.triangle];
        const Vec3f face = cross(p[b] - p[a], p[c] - p[a]);
        return m_baseColor->sample(placeInTextures(f), texelsPerSample(f, face, blend(f, p) - m_eye));
    }

private:
    static Vec3f linear(const std::array<std::uint8_t, 4>& c) {
        return {linearFromSrgb(c[0]), linearFromSrgb(c[1]), linearFromSrgb(c[2])};
    }

    Vec3f blend(const Fragment& f, const std::vector<Vec3f>& perVertex) const {
        const auto& [a, b, c] = m_mesh.triangles[f.triangle];
        return perVertex[a] * (1.0f - f.second - f.third) + perVertex[b] * f.second + perVertex[c] * f.third;
    }

    Vec3f blendedColor(const Fragment& f) const {
        const auto& [a, b, c] = m_mesh.triangles[f.triangle];
        const auto& colors = m_mesh.colors;
        return linear(colors[a]) * (1.0f - f.second - f.third) + linear(colors[b]) * f.second +
               linear(colors[c]) * f.third;
    }

    std::array<float, 2> placeInTextures(const Fragment& f) const {
        const auto& [a, b, c] = m_mesh.triangles[f.triangle];
        const auto& uvs = m_mesh.uvs;
        std::array<float, 2> place;
        for (int i = 0; i < 2; ++i)
            place[i] = uvs[a][i] + (uvs[b][i] - uvs[a][i]) * f.second + (uvs[c][i] - uvs[a][i]) * f.third;
        return place;
    }

    /// Along the side of a square with the area that one sample covers. `face` is twice the triangle's area long.
    float texelsPerSample(const Fragment& f, const Vec3f& face, const Vec3f& view) const {
        constexpr float kLeastFacing = 0.05f;
        const auto& [a, b, c] = m_mesh.triangles[f.triangle];
        const auto& uvs = m_mesh.uvs;
        const float uvArea = std::abs((uvs[b][0] - uvs[a][0]) * (uvs[c][1] - uvs[a][1]) -
                                      (uvs[b][1] - uvs[a][1]) * (uvs[c][0] - uvs[a][0]));
        const ImageBuffer& image = m_mesh.textures->baseColor;
        const float area = std::sqrt(dot(face, face));
        if (!(area > 0.0f)) return 1.0f;
        const float facing = std::abs(dot(face, view)) / (area * std::sqrt(dot(view, view)));
        const float texelsPerUnit = std::sqrt(uvArea * float(image.width) * float(image.height) / area);
        return texelsPerUnit * f.depth / m_samplesPerUnit / std::sqrt(std::max(facing, kLeastFacing));
    }

    /// The normal that a normal map's value 0..1 makes of the smooth one.
    Vec3f bent(const Vec3f& normal, const Fragment& f, const Vec3f& stored) const {
        const auto& corners = m_mesh.triangles[f.triangle];
        const std::array<float, 3> shares{1.0f - f.second - f.third, f.second, f.third};
        Vec3f along{};
        for (int i = 0; i < 3; ++i) {
            const auto& t = m_mesh.tangents[corners[i]];
            along = along + Vec3f{t[0], t[1], t[2]} * shares[i];
        }
        const Vec3f tangent = normalized(along - normal * dot(along, normal));
        const Vec3f bitangent = cross(normal, tangent) * m_mesh.tangents[corners[0]][3];
        return normalized(tangent * (2.0f * stored[0] - 1.0f) + bitangent * (2.0f * stored[1] - 1.0f) +
                          normal * (2.0f * stored[2] - 1.0f));
    }

    Vec3f lightOn(const Vec3f& normal) const {
        constexpr Vec3f kSky{0.38f, 0.40f, 0.43f}, kGround{0.12f, 0.11f, 0.10f};
        constexpr float kKey = 0.64f, kWrap = 0.15f;  // wrapping lets the key light fade out softly past the terminator
        const float sky = 0.5f + 0.5f * normal[2];
        const float key = kKey * std::max(0.0f, (dot(normal, m_key) + kWrap) / (1.0f + kWrap));
        return kSky * sky + kGround * (1.0f - sky) + Vec3f{key, key, key};
    }

    const MeshAsset& m_mesh;
    const Vec3f m_eye;
    const Vec3f m_key;
    const float m_samplesPerUnit;  ///< at distance 1
    std::optional<TextureSampler> m_baseColor, m_normalMap;
};

/// Calls visit(fragment) for each sample of a pixel and finish(x, y) after its last.
template <typename Visit, typename Finish>
void forPixels(const Frame& frame, Visit visit, Finish finish) {
    for (int y = 0; y < frame.height / kSamples; ++y)
        for (int x = 0; x < frame.width / kSamples; ++x) {
            for (int s = 0; s < kSamples * kSamples; ++s)
                visit(frame.fragments[std::size_t(y * kSamples + s / kSamples) * frame.width + x * kSamples +
                                      s % kSamples]);
            finish(x, y);
        }
}

/// Averages the samples of each pixel in linear light.
void resolve(const Frame& frame, const Shader& shader, ImageBuffer& image) {
    const float background = linearFromSrgb(kBackground);
    Vec3f sum{};
    forPixels(
        frame,
        [&](const Fragment& f) {
            sum = sum + (f.triangle == kNothing ? Vec3f{background, background, background} : shader.shade(f));
        },
        [&](int x, int y) {
            for (int i = 0; i < 3; ++i)
                image.at(x, y)[i] = srgbFromLinear(sum[i] / (kSamples * kSamples));
            sum = {};
        });
}

}  // namespace

ImageBuffer renderMesh(const MeshAsset& mesh, const RenderView& view) {
    ImageBuffer image(view.width, view.height, 3);
    std::fill(image.pixels.begin(), image.pixels.end(), kBackground);
    if (auto camera = frameMesh(mesh, view)) {
        camera = camera->magnified(kSamples);
        resolve(drawTriangles(mesh, *camera), Shader(mesh, *camera), image);
    }
    return image;
}

ImageBuffer renderBaseColor(const MeshAsset& mesh, const RenderCamera& camera) {
    const RenderCamera sampling = camera.magnified(kSamples);
    const Frame frame = drawTriangles(mesh, sampling);
    const Shader shader(mesh, sampling);
    ImageBuffer image(camera.width, camera.height, 4);
    Vec3f sum{};
    int covered = 0;
    forPixels(
        frame,
        [&](const Fragment& f) {
            if (f.triangle == kNothing) return;
            sum = sum + shader.baseColor(f);
            ++covered;
        },
        [&](int x, int y) {
            for (int i = 0; i < 3 && covered > 0; ++i)
                image.at(x, y)[i] = srgbFromLinear(sum[i] / float(covered));
            image.at(x, y)[3] = std::uint8_t(255 * covered / (kSamples * kSamples));
            sum = {};
            covered = 0;
        });
    return image;
}

}  // namespace espalier

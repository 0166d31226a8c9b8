#include "inference/meshing/gaussian_render.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "inference/asset/gaussian_math.h"
#include "inference/meshing/parallel.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

constexpr int kTile = 16;                // pixels along its side
constexpr std::size_t kChunk = 4096;     // Gaussians projected at a time
constexpr float kNear = 0.01f;           // nearer ones would fill the picture
constexpr float kFaintest = 1 / 255.0f;  // a fainter share of a pixel is left out
constexpr float kMostOpaque = 0.99f;
constexpr float kLeastLight = 1e-4f;  // what still comes through when a pixel counts as full

/// A Gaussian on the screen.
struct Splat {
    float x = 0, y = 0, depth = 0;
    float a = 0, b = 0, c = 0;  ///< inverse covariance [a b; b c]
    float opacity = 0;
    Vec3f color{};
    float reachX = 0, reachY = 0;                  ///< pixels, beyond which it is too faint
    float faintest = 0;                            ///< exponent at which it becomes too faint
    int left = 0, top = 0, right = 0, bottom = 0;  ///< tiles, right and bottom not included

    bool isVisible() const { return left < right && top < bottom; }
};

class SplatRenderer {
public:
    SplatRenderer(const GaussianCloud& cloud, const RenderCamera& camera, const SplatOptions& options,
                  const RunContext& context)
        : m_cloud(cloud),
          m_camera(camera),
          m_options(options),
          m_context(context),
          m_columns((camera.width + kTile - 1) / kTile),
          m_rows((camera.height + kTile - 1) / kTile),
          m_splats(cloud.size()) {}

    VolumePicture run() {
        const std::size_t chunks = (m_splats.size() + kChunk - 1) / kChunk;
        parallelFor(chunks, m_options.threads, m_context, [this](std::size_t chunk) {
            for (std::size_t i = chunk * kChunk; i < std::min(m_splats.size(), (chunk + 1) * kChunk); ++i)
                project(i);
        });
        m_context.checkpoint();
        sortIntoTiles();
        m_picture = {m_camera.width, m_camera.height, {}};
        m_picture.pixels.resize(std::size_t(m_camera.width) * std::size_t(m_camera.height));
        parallelFor(m_begin.size() - 1, m_options.threads, m_context, [this](std::size_t tile) { draw(tile); });
        return std::move(m_picture);
    }

private:
    void project(std::size_t i);
    void sortIntoTiles();
    void draw(std::size_t tile);

    const GaussianCloud& m_cloud;
    const RenderCamera& m_camera;
    const SplatOptions& m_options;
    const RunContext& m_context;
    const int m_columns, m_rows;
    std::vector<Splat> m_splats;
    std::vector<std::size_t> m_begin;      // of each tile's part of m_inTiles, and one past the last
    std::vector<std::uint32_t> m_inTiles;  // splats, from front to back within a tile
    VolumePicture m_picture;
};

/// The covariance on the screen is that of the Gaussian seen through the projection's linear part at its centre.
void SplatRenderer::project(std::size_t i) {
    const Vec3f seen = m_cloud.positions[i] - m_camera.eye;
    const float depth = dot(seen, m_camera.forward);
    if (depth < kNear) return;
    const float scale = m_camera.focal / depth;
    // At the border the linear part would smear what lies outside over the whole picture.
    const float limitX = 1.3f * m_camera.centreX() / m_camera.focal,
                limitY = 1.3f * m_camera.centreY() / m_camera.focal;
    const float slopeX = std::clamp(dot(seen, m_camera.right) / depth, -limitX, limitX);
    const float slopeY = std::clamp(-dot(seen, m_camera.up) / depth, -limitY, limitY);
    const Vec3f alongX = (m_camera.right - m_camera.forward * slopeX) * scale;
    const Vec3f alongY = (m_camera.up * -1.0f - m_camera.forward * slopeY) * scale;
    const std::array<Vec3f, 3> axes = gaussianAxes(m_cloud.rotations[i]);
    float xx = 0, xy = 0, yy = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        const float u = dot(alongX, axes[k]) * m_cloud.scales[i][k], v = dot(alongY, axes[k]) * m_cloud.scales[i][k];
        xx += u * u;
        xy += u * v;
        yy += v * v;
    }
    const float bare = std::max(0.0f, xx * yy - xy * xy);
    xx += m_options.filter;
    yy += m_options.filter;
    const float determinant = xx * yy - xy * xy;
    if (!(determinant > 0.0f)) return;
    Splat splat;
    splat.opacity = m_cloud.opacities[i] * (m_options.filter > 0.0f ? std::sqrt(bare / determinant) : 1.0f);
    if (splat.opacity < kFaintest) return;
    const Vec3f place = m_camera.project(m_cloud.positions[i]);
    splat.x = place[0];
    splat.y = place[1];
    splat.depth = depth;
    splat.a = yy / determinant;
    splat.b = -xy / determinant;
    splat.c = xx / determinant;
    splat.color = gaussianColor(m_cloud.features[i]);
    splat.faintest = std::log(splat.opacity / kFaintest);
    splat.reachX = std::sqrt(2.0f * splat.faintest * xx);
    splat.reachY = std::sqrt(2.0f * splat.faintest * yy);
    const auto tile = [](float pixel, int count) { return std::clamp(int(std::floor(pixel / kTile)), -1, count); };
    splat.left = std::max(0, tile(splat.x - splat.reachX, m_columns));
    splat.right = std::min(m_columns, tile(splat.x + splat.reachX, m_columns) + 1);
    splat.top = std::max(0, tile(splat.y - splat.reachY, m_rows));
    splat.bottom = std::min(m_rows, tile(splat.y + splat.reachY, m_rows) + 1);
    m_splats[i] = splat;
}

void SplatRenderer::sortIntoTiles() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < m_splats.size(); ++i)
        if (m_splats[i].isVisible()) order.push_back(i);
    // Stable, so that the picture does not depend on the library.
    std::stable_sort(order.begin(), order.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return m_splats[a].depth < m_splats[b].depth; });
    m_begin.assign(std::size_t(m_columns) * std::size_t(m_rows) + 1, 0);
    const auto forTiles = [this](const Splat& splat, const auto& visit) {
        for (int row = splat.top; row < splat.bottom; ++row)
            for (int column = splat.left; column < splat.right; ++column)
                visit(std::size_t(row) * std::size_t(m_columns) + std::size_t(column));
    };
    for (const std::uint32_t i : order)
        forTiles(m_splats[i], [this](std::size_t tile) { ++m_begin[tile + 1]; });
    std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
    m_inTiles.resize(m_begin.back());
    std::vector<std::size_t> next(m_begin.begin(), m_begin.end() - 1);
    for (const std::uint32_t i : order)
        forTiles(m_splats[i], [&](std::size_t tile) { m_inTiles[next[tile]++] = i; });
}

void SplatRenderer::draw(std::size_t tile) {
    const int left = int(tile) % m_columns * kTile, top = int(tile) / m_columns * kTile;
    const int right = std::min(m_camera.width, left + kTile), bottom = std::min(m_camera.height, top + kTile);
    int open = (right - left) * (bottom - top);  // pixels that something behind could still be seen through
    const auto pixelAt = [this](int x, int y) -> std::array<float, 4>& {
        return m_picture.pixels[std::size_t(y) * std::size_t(m_camera.width) + std::size_t(x)];
    };
    for (std::size_t k = m_begin[tile]; k < m_begin[tile + 1] && open > 0; ++k) {
        const Splat& splat = m_splats[m_inTiles[k]];
        const int fromX = std::max(left, int(std::ceil(splat.x - splat.reachX - 0.5f)));
        const int fromY = std::max(top, int(std::ceil(splat.y - splat.reachY - 0.5f)));
        const int toX = std::min(right - 1, int(std::floor(splat.x + splat.reachX - 0.5f)));
        const int toY = std::min(bottom - 1, int(std::floor(splat.y + splat.reachY - 0.5f)));
        for (int y = fromY; y <= toY; ++y)
            for (int x = fromX; x <= toX; ++x) {
                const float dx = float(x) + 0.5f - splat.x, dy = float(y) + 0.5f - splat.y;
                const float exponent = 0.5f * (splat.a * dx * dx + splat.c * dy * dy) + splat.b * dx * dy;
                std::array<float, 4>& pixel = pixelAt(x, y);
                const float light = 1.0f - pixel[3];
                if (exponent > splat.faintest || light < kLeastLight) continue;
                const float alpha = std::min(kMostOpaque, splat.opacity * std::exp(-exponent));
                for (std::size_t c = 0; c < 3; ++c)
                    pixel[c] += splat.color[c] * alpha * light;
                pixel[3] = 1.0f - light * (1.0f - alpha);
                open -= 1.0f - pixel[3] < kLeastLight;
            }
    }
}

}  // namespace

ImageBuffer VolumePicture::over(const Vec3f& background) const {
    ImageBuffer image(width, height, 3);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) {
            const float value = pixels[i][c] + (1.0f - pixels[i][3]) * background[c];
            image.pixels[3 * i + c] = std::uint8_t(std::lround(std::clamp(value, 0.0f, 1.0f) * 255.0f));
        }
    return image;
}

VolumePicture renderGaussians(const GaussianCloud& cloud, const RenderCamera& camera, const SplatOptions& options,
                              const RunContext& context) {
    return SplatRenderer(cloud, camera, options, context).run();
}

}  // namespace espalier

#include "inference/meshing/uv_raster.h"

#include <algorithm>
#include <cmath>

#include "inference/meshing/mesh_edges.h"
#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

constexpr float kCreaseCosine = 0.866f;
constexpr std::uint16_t kMiddle = 1u << (UvRaster::kSubsamples * UvRaster::kSubsamples);

/// Weights of a point by the areas opposite the corners, for triangles of either winding.
class Barycentric {
public:
    explicit Barycentric(const std::array<std::array<float, 2>, 3>& corners) : m_corners(corners) {
        m_area = cross(1, 2, corners[0][0], corners[0][1]);
    }
    bool hasArea() const { return m_area != 0.0; }

    /// False outside.
    bool weightsAt(double x, double y, std::array<float, 3>& weights) const {
        for (std::size_t k = 0; k < 3; ++k) {
            const double weight = cross((k + 1) % 3, (k + 2) % 3, x, y) / m_area;
            if (weight < 0.0) return false;
            weights[k] = float(weight);
        }
        return true;
    }

private:
    double cross(std::size_t i, std::size_t j, double x, double y) const {
        return (double(m_corners[j][0]) - m_corners[i][0]) * (y - m_corners[i][1]) -
               (double(m_corners[j][1]) - m_corners[i][1]) * (x - m_corners[i][0]);
    }

    std::array<std::array<float, 2>, 3> m_corners;
    double m_area;
};

}  // namespace

/// Per texel of a band: whether an edge crosses it, and which of its points have a triangle already.
struct UvRaster::Claims {
    int firstRow, rows, size;
    std::vector<std::uint8_t> isCrossed;
    std::vector<std::uint16_t> taken;

    Claims(int first, int count, int width)
        : firstRow(first),
          rows(count),
          size(width),
          isCrossed(std::size_t(count) * std::size_t(width)),
          taken(std::size_t(count) * std::size_t(width)) {}

    std::size_t at(int x, int y) const { return std::size_t(y - firstRow) * std::size_t(size) + std::size_t(x); }

    void cross(const Segment& s) {
        const int steps = int(std::ceil(4.0f * std::hypot(s.x1 - s.x0, s.y1 - s.y0))) + 1;
        for (int i = 0; i <= steps; ++i) {
            const float share = float(i) / float(steps);
            const int x = int(s.x0 + share * (s.x1 - s.x0)), y = int(s.y0 + share * (s.y1 - s.y0));
            if (x >= 0 && x < size && y >= firstRow && y < firstRow + rows) isCrossed[at(x, y)] = 1;
        }
    }
};

UvRaster::UvRaster(const MeshAsset& mesh, int size)
    : m_mesh(mesh), m_size(size), m_bands(std::size_t((size + kBandRows - 1) / kBandRows)) {
    for (std::uint32_t face = 0; face < mesh.triangles.size(); ++face) {
        const auto& t = mesh.triangles[face];
        const auto [low, high] = std::minmax({texelPosition(t[0])[1], texelPosition(t[1])[1], texelPosition(t[2])[1]});
        forEachBand(low, high, [&](Band& band) { band.faces.push_back(face); });
    }
    addEdges();
}

std::array<float, 2> UvRaster::texelPosition(std::uint32_t vertex) const {
    const auto& uv = m_mesh.uvs[vertex];
    return {uv[0] * float(m_size), (1.0f - uv[1]) * float(m_size)};
}

template <typename Add>
void UvRaster::forEachBand(float low, float high, Add add) {
    const int last = int(m_bands.size()) - 1;
    const int to = std::clamp(int(high) / kBandRows, 0, last);
    for (int band = std::clamp(int(low) / kBandRows, 0, last); band <= to; ++band)
        add(m_bands[std::size_t(band)]);
}

void UvRaster::addEdges() {
    MeshEdges(m_mesh.positions.size(), m_mesh.triangles).forEach([&](const MeshEdges::Edge& edge) {
        if (edge.sides.size() == 2) {
            const Vec3f a = areaNormal(m_mesh, edge.sides[0].triangle), b = areaNormal(m_mesh, edge.sides[1].triangle);
            if (dot(a, b) >= kCreaseCosine * length(a) * length(b)) return;
        }
        const auto from = texelPosition(edge.low), to = texelPosition(edge.high);
        forEachBand(std::min(from[1], to[1]), std::max(from[1], to[1]), [&](Band& band) {
            band.edges.push_back({from[0], from[1], to[0], to[1]});
        });
    });
}

std::vector<TexelSample> UvRaster::samples(std::size_t band) const {
    const int first = int(band) * kBandRows;
    Claims claims(first, std::min(kBandRows, m_size - first), m_size);
    for (const Segment& edge : m_bands[band].edges)
        claims.cross(edge);
    std::vector<TexelSample> result;
    for (const std::uint32_t face : m_bands[band].faces)
        claimBy(face, claims, result);
    return result;
}

void UvRaster::claimBy(std::uint32_t face, Claims& claims, std::vector<TexelSample>& samples) const {
    const auto& t = m_mesh.triangles[face];
    const std::array<std::array<float, 2>, 3> p{texelPosition(t[0]), texelPosition(t[1]), texelPosition(t[2])};
    const Barycentric triangle(p);
    if (!triangle.hasArea()) return;
    const auto [left, right] = std::minmax({p[0][0], p[1][0], p[2][0]});
    const auto [low, high] = std::minmax({p[0][1], p[1][1], p[2][1]});
    TexelSample sample{0, face, {}};
    const auto claim = [&](std::uint16_t& taken, std::uint16_t bit, double x, double y) {
        if ((taken & bit) != 0 || !triangle.weightsAt(x, y, sample.weights)) return;
        taken |= bit;
        samples.push_back(sample);
    };
    for (int y = std::max(int(low), claims.firstRow); y <= std::min(int(high), claims.firstRow + claims.rows - 1);
         ++y) {
        for (int x = std::max(int(left), 0); x <= std::min(int(right), m_size - 1); ++x) {
            std::uint16_t& taken = claims.taken[claims.at(x, y)];
            sample.texel = std::uint32_t(y) * std::uint32_t(m_size) + std::uint32_t(x);
            if (claims.isCrossed[claims.at(x, y)] == 0) {
                claim(taken, kMiddle, x + 0.5, y + 0.5);
                continue;
            }
            for (int k = 0; k < kSubsamples * kSubsamples; ++k)
                claim(taken, std::uint16_t(1u << k), x + (k % kSubsamples + 0.5) / kSubsamples,
                      y + (k / kSubsamples + 0.5) / kSubsamples);
        }
    }
}

}  // namespace espalier

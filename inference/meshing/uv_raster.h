#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "inference/asset/mesh_asset.h"

namespace espalier {

/// A point of the surface that a texel shows.
struct TexelSample {
    std::uint32_t texel = 0;  ///< row * size + column, rows from the top
    std::uint32_t face = 0;
    std::array<float, 3> weights{};  ///< of the face's corners
};

/// Finds which points of a mesh with uvs the texels of a square texture show. A texel inside a chart shows the point
/// under its middle; one that a chart's border or a crease of more than 30 degrees crosses shows those of kSubsamples^2
/// points that lie in a triangle. Works in bands of kBandRows rows, which are independent of each other.
class UvRaster {
public:
    static constexpr int kBandRows = 16;
    static constexpr int kSubsamples = 3;

    /// `mesh` must outlive it.
    UvRaster(const MeshAsset& mesh, int size);

    std::size_t bandCount() const { return m_bands.size(); }
    /// The samples of a band, each point at most once. Safe on several threads at once.
    std::vector<TexelSample> samples(std::size_t band) const;

private:
    struct Segment {
        float x0, y0, x1, y1;
    };
    struct Band {
        std::vector<std::uint32_t> faces;
        std::vector<Segment> edges;
    };
    struct Claims;

    std::array<float, 2> texelPosition(std::uint32_t vertex) const;
    void addEdges();
    template <typename Add>
    void forEachBand(float low, float high, Add add);
    void claimBy(std::uint32_t face, Claims& claims, std::vector<TexelSample>& samples) const;

    const MeshAsset& m_mesh;
    int m_size;
    std::vector<Band> m_bands;
};

}  // namespace espalier

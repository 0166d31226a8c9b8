#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "inference/asset/gaussian_cloud.h"
#include "inference/meshing/attribute_sampling.h"
#include "inference/meshing/voxel_index.h"

namespace espalier {

/// The colours that Gaussians give to a surface: at a point, the mean of those that reach it, each weighted by its
/// opacity and density there.
class GaussianColors {
public:
    /// Throws Error(EmptyResult) for an empty cloud.
    explicit GaussianColors(const GaussianCloud& cloud);

    /// Colours at points of model space, not metallic, rough and opaque; all zero where no Gaussian reaches. From any
    /// thread.
    std::vector<PbrAttributes> sample(std::span<const Vec3f> points) const;

private:
    struct Gaussian {
        Vec3f centre, color;
        std::array<Vec3f, 3> axes;  ///< divided by their standard deviations
        float opacity;
    };

    void add(const Gaussian& gaussian, const Vec3f& point, PbrAttributes& sum, float& weight) const;

    std::vector<Gaussian> m_gaussians;
    std::vector<std::uint32_t> m_large;  // reach so far that they are tried everywhere
    std::vector<VoxelCoord> m_cells;
    VoxelIndex m_index;                // gives places in m_begin
    std::vector<std::size_t> m_begin;  // of each cell's part of m_inCells, and one past the last
    std::vector<std::uint32_t> m_inCells;
};

}  // namespace espalier

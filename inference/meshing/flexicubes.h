#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/voxel_index.h"

namespace espalier {

/// What FlexiCubes knows of a cube, before activation: 12 weights of its edges, 8 of its corners, one that decides
/// where quads are split.
using CubeWeights = std::array<float, 21>;

/// A signed distance on some points of a lattice, negative inside. Nothing is stored for the rest of the grid: points
/// that are not listed lie outside, at a distance of 1, cubes have weights of 0.
struct FlexiCubesGrid {
    int resolution = 0;                       ///< cubes per axis of [-0.5, 0.5]^3; points lie in [0, resolution]
    std::span<const VoxelCoord> points = {};  ///< distinct
    std::span<const float> distances = {};    ///< one per point
    std::span<const Vec3f> positions = {};    ///< one per point, in model space; empty: where the lattice has them
    std::span<const float> attributes = {};   ///< `channels` per point, before the sigmoid; 0 for points not listed
    std::size_t channels = 0;
    std::span<const VoxelCoord> cubes = {};     ///< distinct, each in [0, resolution)
    std::span<const CubeWeights> weights = {};  ///< one per cube
};

struct FlexiCubesMesh {
    /// Winding is outward; where the surface leaves the grid it stays open. No normals, no colours.
    MeshAsset mesh;
    std::vector<float> attributes;  ///< `channels` per vertex, 0..1
    /// The cubes that the surface passes through, in row-major order, and the case of each; for tests.
    std::vector<VoxelCoord> cubes;
    std::vector<std::uint8_t> cases;
};

/// FlexiCubes (Shen et al. 2023) as TRELLIS runs it, without the parts that only training needs. Time and memory are
/// proportional to the points and the surface. Vertices and triangles come in the reference's order.
/// Throws Cancelled; Error(Internal) when spans do not fit each other.
FlexiCubesMesh meshFlexiCubes(const FlexiCubesGrid& grid, const RunContext& context = {});

/// The mesh decoder's output for a set of cubes, each with the values of its own corners: 8 distances, 8 x 3 shifts, 21
/// weights and, in all but 53 channels, 8 x 6 colours (RGB and normal). Corners that cubes share get the mean.
struct CubeFeatures {
    int resolution = 0;
    std::span<const VoxelCoord> cubes;  ///< distinct, each in [0, resolution)
    std::span<const float> features;    ///< `channels` per cube
    std::size_t channels = 0;           ///< 53 or 101
};

/// The lattice that cube features describe.
struct CubeLattice {
    std::vector<VoxelCoord> points;  ///< lexicographic
    std::vector<float> distances;
    std::vector<Vec3f> shifts;     ///< before the tanh
    std::vector<Vec3f> positions;  ///< in model space
    std::vector<float> colors;     ///< 6 per point, before the sigmoid; empty with 53 channels
    std::vector<CubeWeights> weights;

    FlexiCubesGrid grid(const CubeFeatures& of) const;
};

CubeLattice latticeOf(const CubeFeatures& features, const RunContext& context = {});

/// meshFlexiCubes() of latticeOf(), with the colours at the vertices: attributes hold all 6 channels, mesh.colors RGB.
FlexiCubesMesh meshCubeFeatures(const CubeFeatures& features, const RunContext& context = {});

}  // namespace espalier

#pragma once

#include <functional>
#include <span>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/attribute_sampling.h"

namespace espalier {

struct BakeOptions {
    int size = 2048;         ///< texels along the square, 512..4096
    bool normalMap = false;  ///< what the raw mesh has and the surface lost; `surface` then needs normals and tangents
    int gutter = 0;          ///< texels that charts go on outward; 0 = size / 128
    unsigned threads = 0;    ///< 0 = one per core; the pictures do not depend on it
};

/// False in a build without Embree: colours then stay at the vertices.
bool canBakeTextures();

/// Transfers the voxels' attributes into textures for `surface`, which has uvs: texel -> point of the surface ->
/// nearest point of the raw mesh -> trilinear sample. Base colour keeps the voxels' sRGB values. `resolution`: voxels
/// per axis over [-0.5, 0.5]^3. Translucent when alpha is under 0.98 on more than 1 % of the surface's texels.
/// Reports Stage::Bake.
/// Throws Error(InvalidRequest) for a size out of range, no voxels, or in a build without Embree, Error(EmptyResult)
/// for meshes without triangles, Error(Internal) for a surface without what is needed, Error(OutOfMemory), Cancelled.
PbrTextures bakeTextures(const MeshAsset& surface, const MeshAsset& raw, std::span<const VoxelCoord> coords,
                         std::span<const PbrAttributes> attributes, int resolution, const BakeOptions& options = {},
                         const RunContext& context = {});

/// What a surface looks like at points of model space; all zero where nothing is known. Called from several threads.
using PointAttributes = std::function<std::vector<PbrAttributes>(std::span<const Vec3f> points)>;

/// The same with attributes from elsewhere than voxels, asked for at the nearest points of the raw mesh.
PbrTextures bakeTextures(const MeshAsset& surface, const MeshAsset& raw, const PointAttributes& attributes,
                         const BakeOptions& options = {}, const RunContext& context = {});

}  // namespace espalier

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/mesh_asset.h"
#include "inference/asset/radiance_field.h"
#include "inference/meshing/attribute_sampling.h"
#include "inference/meshing/dual_grid_mesher.h"

namespace espalier {

/// The dual grid that a raw mesh was made of, with the fields of DualGridView; smaller than the mesh.
struct RawGrid {
    std::vector<VoxelCoord> coords;
    std::vector<Vec3f> dualVertices;
    std::vector<std::array<std::uint8_t, 3>> intersected;
    std::vector<float> splitWeights;

    DualGridView view(int resolution) const { return {coords, dualVertices, intersected, splitWeights, resolution}; }
};

/// What the decoders gave: all that an asset is made of.
struct RawResult {
    MeshAsset mesh;                         ///< untouched: arbitrary winding, holes, inner shells
    std::vector<VoxelCoord> coords;         ///< of the PBR voxels; empty = no colours
    std::vector<PbrAttributes> attributes;  ///< one per voxel
    int resolution = 0;                     ///< voxels per axis of [-0.5, 0.5]^3
    std::shared_ptr<const RawGrid> grid;    ///< what the mesh was made of; null where it was no dual grid
    GaussianCloudPtr gaussians;             ///< the same object; null where nothing asked for them
    RadianceFieldPtr radianceField;         ///< the same object; null where none was asked for
};

/// What the samplers gave, denormalised: enough to decode again.
struct JobLatents {
    std::vector<VoxelCoord> coords;  ///< of the active cells of the structure's grid
    int grid = 0;                    ///< cells per axis
    std::vector<float> shape;        ///< rows of one length, one per cell
    std::vector<float> texture;      ///< the same; empty = geometry only
};

}  // namespace espalier

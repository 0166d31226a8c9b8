#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "inference/models/v2/sparse_unet_vae.h"

namespace espalier {

/// A decoded flexible dual grid: one vertex per voxel and three flags for the lattice edges that the surface crosses.
struct DualGrid {
    SparseTensor head;       ///< [M, 7], the network's raw output
    at::Tensor vertices;     ///< [M, 3] in voxel units from the voxel's low corner: [-margin, 1 + margin]
    at::Tensor intersected;  ///< [M, 3] bool
    at::Tensor quadLerp;     ///< [M, 1], positive: weights that decide a quad's diagonal
    std::vector<Subdivision> subdivisions;  ///< guide for the PBR decoder
};

/// Activations of the 7 head channels.
DualGrid activateDualGrid(SparseTensor head, double voxelMargin);

/// The shape decoder (FlexiDualGridVaeDecoder).
class FlexiDualGridVaeDecoder {
public:
    FlexiDualGridVaeDecoder(const SparseUnetConfig& config, const WeightScope& scope);

    const SparseUnetConfig& config() const { return m_unet.config(); }

    /// latent [N, latentChannels], denormalised. `slabVoxels`: see SparseUnetVaeDecoder::forward().
    DualGrid decode(const SparseTensor& latent, const SparseUnetVaeDecoder::LevelSink& onLevel = {},
                    const ForwardContext& context = {}, std::int64_t slabVoxels = 0) const;

    /// See SparseUnetVaeDecoder::upsample().
    CoordSetPtr upsample(const SparseTensor& latent, std::int64_t times, const ForwardContext& context = {}) const;

private:
    SparseUnetVaeDecoder m_unet;
};

}  // namespace espalier

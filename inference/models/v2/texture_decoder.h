#pragma once

#include <vector>

#include "inference/models/v2/sparse_unet_vae.h"

namespace espalier {

/// The PBR decoder: a SparseUnetVaeDecoder guided by the shape decoder's subdivisions.
class TextureDecoder {
public:
    TextureDecoder(const SparseUnetConfig& config, const WeightScope& scope);

    const SparseUnetConfig& config() const { return m_unet.config(); }

    /// latent [N, latentChannels], denormalised, on the tokens of `guide`. Returns [M, 6] on the shape's voxels, about
    /// [0, 1] but not clamped: base colour 0-2, metallic 3, roughness 4, alpha 5. `slabVoxels`: see
    /// SparseUnetVaeDecoder::forward().
    SparseTensor decode(const SparseTensor& latent, const std::vector<Subdivision>& guide,
                        const ForwardContext& context = {}, std::int64_t slabVoxels = 0) const;

private:
    SparseUnetVaeDecoder m_unet;
};

}  // namespace espalier

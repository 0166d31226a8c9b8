#include "inference/models/v2/texture_decoder.h"

namespace espalier {

TextureDecoder::TextureDecoder(const SparseUnetConfig& config, const WeightScope& scope) : m_unet(config, scope) {}

SparseTensor TextureDecoder::decode(const SparseTensor& latent, const std::vector<Subdivision>& guide,
                                    const ForwardContext& context, std::int64_t slabVoxels) const {
    const SparseTensor h = m_unet.forward(latent, guide, {}, context, slabVoxels).h;
    return h.withFeats(h.feats.mul(0.5).add_(0.5));
}

}  // namespace espalier

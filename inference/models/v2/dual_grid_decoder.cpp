#include "inference/models/v2/dual_grid_decoder.h"

namespace espalier {

DualGrid activateDualGrid(SparseTensor head, double voxelMargin) {
    DualGrid grid;
    const at::Tensor& h = head.feats;
    grid.vertices = at::sigmoid(h.slice(1, 0, 3)).mul_(1 + 2 * voxelMargin).sub_(voxelMargin);
    grid.intersected = h.slice(1, 3, 6) > 0;
    grid.quadLerp = at::softplus(h.slice(1, 6, 7));
    grid.head = std::move(head);
    return grid;
}

FlexiDualGridVaeDecoder::FlexiDualGridVaeDecoder(const SparseUnetConfig& config, const WeightScope& scope)
    : m_unet(config, scope) {}

DualGrid FlexiDualGridVaeDecoder::decode(const SparseTensor& latent, const SparseUnetVaeDecoder::LevelSink& onLevel,
                                         const ForwardContext& context, std::int64_t slabVoxels) const {
    SparseUnetVaeDecoder::Output output = m_unet.forward(latent, {}, onLevel, context, slabVoxels);
    DualGrid grid = activateDualGrid(std::move(output.h), config().voxelMargin);
    grid.subdivisions = std::move(output.subdivisions);
    return grid;
}

CoordSetPtr FlexiDualGridVaeDecoder::upsample(const SparseTensor& latent, std::int64_t times,
                                              const ForwardContext& context) const {
    return m_unet.upsample(latent, times, context);
}

}  // namespace espalier

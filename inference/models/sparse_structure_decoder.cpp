#include "inference/models/sparse_structure_decoder.h"

#include "inference/base/error.h"
#include "inference/tensor/gradient.h"

namespace espalier {

namespace {

constexpr double kEps = 1e-5;
constexpr std::int64_t kGroups = 32;

}  // namespace

SparseStructureDecoder::ResBlock::ResBlock(const WeightScope& scope, std::int64_t channels)
    : norm1(scope.sub("norm1"), channels, kEps),
      norm2(scope.sub("norm2"), channels, kEps),
      conv1(scope.sub("conv1"), channels, channels),
      conv2(scope.sub("conv2"), channels, channels) {}

at::Tensor SparseStructureDecoder::ResBlock::operator()(const at::Tensor& x, const ForwardContext& context) const {
    context.checkpoint();
    at::Tensor h = conv1(channelLayerNorm(x, norm1, /*thenSilu=*/true));
    context.checkpoint();
    h = conv2(channelLayerNorm(h, norm2, /*thenSilu=*/true));
    h = h.to(x.scalar_type());
    return isDifferentiated(h) ? h + x : h.add_(x);
}

SparseStructureDecoder::SparseStructureDecoder(const StructureDecoderConfig& config, const WeightScope& scope)
    : m_config(config) {
    const WeightScope exact = scope.withComputeType(at::kFloat);
    input_layer = DenseConv3d(exact.sub("input_layer"), config.latentChannels, config.channels.front());
    for (std::int64_t i = 0; i < config.numResBlocksMiddle; ++i)
        middle_block.emplace_back(scope.sub("middle_block").sub(i), config.channels.front());
    std::int64_t index = 0;  // the published blocks are numbered through all stages
    const WeightScope blocks = scope.sub("blocks");
    for (std::size_t i = 0; i < config.channels.size(); ++i) {
        Stage& stage = m_stages.emplace_back();
        for (std::int64_t j = 0; j < config.numResBlocks; ++j)
            stage.resBlocks.emplace_back(blocks.sub(index++), config.channels[i]);
        if (i + 1 < config.channels.size())
            stage.upsample.emplace_back(blocks.sub(index++).sub("conv"), config.channels[i],
                                        8 * config.channels[i + 1]);
    }
    const WeightScope out = exact.sub("out_layer");
    if (config.norm == VolumeNorm::Group)
        out_group_norm = GroupNorm(out.sub(0), config.channels.back(), kGroups, kEps);
    else
        out_layer_norm = LayerNorm(out.sub(0), config.channels.back(), kEps);
    out_conv = DenseConv3d(out.sub(2), config.channels.back(), config.outChannels);
}

at::Tensor SparseStructureDecoder::forward(const at::Tensor& z, const ForwardContext& context) const {
    if (z.dim() != 5 || z.size(1) != m_config.latentChannels)
        throw Error(ErrorCode::Internal, "The structure latent has the wrong shape.");
    // Channels last in memory: the norms then read rows, and the convolutions take it as it is.
    at::Tensor h = input_layer(z.contiguous(at::MemoryFormat::ChannelsLast3d));
    context.tap("input_layer", h);
    for (const ResBlock& block : middle_block)
        h = block(h, context);
    context.tap("middle_block", h);
    std::int64_t index = 0;
    for (const Stage& stage : m_stages) {
        for (const ResBlock& block : stage.resBlocks) {
            h = block(h, context);
            context.sub("blocks", index++).tap(h);
        }
        for (const DenseConv3d& conv : stage.upsample) {
            context.checkpoint();
            h = pixelShuffle3d(conv(h)).to(at::kFloat);
            context.sub("blocks", index++).tap(h);
        }
    }
    h = m_config.norm == VolumeNorm::Group ? out_group_norm(h) : channelLayerNorm(h, out_layer_norm);
    return out_conv(at::silu(h)).contiguous();
}

at::Tensor occupiedCoords(const at::Tensor& logits, std::int64_t resolution) {
    at::Tensor occupied = logits > 0;
    const std::int64_t side = logits.size(2);
    if (resolution < 1 || side % resolution != 0)
        throw Error(ErrorCode::Internal, "The structure grid cannot be reduced to " + std::to_string(resolution) + ".");
    if (side != resolution) {
        const std::int64_t ratio = side / resolution;
        occupied = at::max_pool3d(occupied.to(at::kFloat), ratio, ratio) > 0.5;
    }
    return occupied.select(1, 0).nonzero().to(at::kInt);
}

}  // namespace espalier

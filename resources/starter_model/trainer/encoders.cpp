#include "resources/starter_model/trainer/encoders.h"

#include "inference/base/error.h"

namespace espalier::starter {

namespace {

constexpr double kEps = 1e-6;
constexpr std::int64_t kChildren = 8;

LatentCode split(const at::Tensor& both) {
    const std::vector<at::Tensor> halves = both.to(at::kFloat).chunk(2, 1);
    return {halves[0], halves[1].clamp(-12.0, 8.0)};
}

/// [B, C, D, D, D] -> [B, 8 C, D / 2, D / 2, D / 2]
at::Tensor pixelUnshuffle3d(const at::Tensor& x) {
    const std::int64_t half = x.size(2) / 2;
    const at::Tensor split = x.reshape({x.size(0), x.size(1), half, 2, half, 2, half, 2});
    return split.permute({0, 1, 3, 5, 7, 2, 4, 6}).reshape({x.size(0), 8 * x.size(1), half, half, half});
}

}  // namespace

at::Tensor LatentCode::sample() const {
    return mean + (0.5 * logVariance).exp() * at::randn_like(mean);
}

at::Tensor LatentCode::divergence() const {
    return 0.5 * (mean.square() + logVariance.exp() - 1.0 - logVariance).mean();
}

StructureEncoder::ResBlock::ResBlock(const WeightScope& scope, std::int64_t channels)
    : norm1(scope.sub("norm1"), channels, kEps),
      norm2(scope.sub("norm2"), channels, kEps),
      conv1(scope.sub("conv1"), channels, channels),
      conv2(scope.sub("conv2"), channels, channels) {}

at::Tensor StructureEncoder::ResBlock::operator()(const at::Tensor& x) const {
    const at::Tensor h = conv1(channelLayerNorm(x, norm1, /*thenSilu=*/true));
    return x + conv2(channelLayerNorm(h, norm2, /*thenSilu=*/true));
}

StructureEncoder::StructureEncoder(const StructureDecoderConfig& decoder, const WeightScope& scope)
    : m_input(scope.sub("input_layer"), decoder.outChannels, decoder.channels.back()),
      m_norm(scope.sub("norm"), decoder.channels.front(), kEps),
      m_output(scope.sub("output_layer"), decoder.channels.front(), 2 * decoder.latentChannels) {
    for (std::size_t i = 0; i < decoder.channels.size(); ++i) {
        const std::int64_t channels = decoder.channels[decoder.channels.size() - 1 - i];
        const WeightScope stage = scope.sub("stages").sub(static_cast<std::int64_t>(i));
        m_stages.push_back({ResBlock(stage.sub("block"), channels), {}});
        if (i + 1 < decoder.channels.size())
            m_stages.back().down.emplace_back(stage.sub("down"), kChildren * channels,
                                              decoder.channels[decoder.channels.size() - 2 - i], /*kernel=*/1);
    }
}

LatentCode StructureEncoder::operator()(const at::Tensor& occupancy) const {
    at::Tensor h = m_input(occupancy.contiguous(at::MemoryFormat::ChannelsLast3d));
    for (const Stage& stage : m_stages) {
        h = stage.block(h);
        for (const DenseConv3d& down : stage.down)
            h = down(pixelUnshuffle3d(h));
    }
    return split(m_output(channelLayerNorm(h, m_norm, /*thenSilu=*/true)));
}

SparseEncoder::ConvNeXt::ConvNeXt(const WeightScope& scope, std::int64_t channels)
    : conv(scope.sub("conv"), channels, channels),
      norm(scope.sub("norm"), channels, kEps),
      mlp0(scope.sub("mlp").sub(0), channels, 4 * channels),
      mlp2(scope.sub("mlp").sub(2), 4 * channels, channels) {}

SparseTensor SparseEncoder::ConvNeXt::operator()(const SparseTensor& x) const {
    return x.withFeats(x.feats + feedForward(norm(conv(x).feats), mlp0, Activation::Silu, mlp2, {}));
}

SparseEncoder::SparseEncoder(const SparseUnetConfig& decoder, std::int64_t in, const WeightScope& scope)
    : m_type(scope.computeType()),
      m_input(scope.sub("input_layer"), in, decoder.modelChannels.back()),
      m_output(scope.sub("output_layer").withComputeType(at::kFloat), decoder.modelChannels.front(),
               2 * decoder.latentChannels) {
    const auto levels = decoder.modelChannels.size();
    for (std::size_t i = 0; i < levels; ++i) {
        const std::int64_t channels = decoder.modelChannels[levels - 1 - i];
        const WeightScope level = scope.sub("levels").sub(static_cast<std::int64_t>(i));
        m_levels.push_back({ConvNeXt(level.sub("block"), channels), {}});
        if (i + 1 < levels)
            m_levels.back().merge.emplace_back(level.sub("merge"), kChildren * channels,
                                               decoder.modelChannels[levels - 2 - i]);
    }
}

LatentCode SparseEncoder::operator()(const at::Tensor& voxelFeatures, const std::vector<ChildMapPtr>& children) const {
    if (children.size() + 1 != m_levels.size())
        throw Error(ErrorCode::Internal, "A sparse encoder needs one subdivision per level.");
    SparseTensor h(m_input(voxelFeatures.to(m_type)), children.back()->fine);
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
        h = m_levels[i].block(h);
        for (const Linear& merge : m_levels[i].merge) {
            h = spaceToChannel(h, *children[children.size() - 1 - i]);
            h = h.withFeats(merge(h.feats));
        }
    }
    return split(m_output(LayerNorm(kEps)(h.feats.to(at::kFloat))));
}

}  // namespace espalier::starter

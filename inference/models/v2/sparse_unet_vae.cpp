#include "inference/models/v2/sparse_unet_vae.h"

#include "inference/base/error.h"
#include "inference/tensor/cuda_ops.h"
#include "inference/tensor/gradient.h"

namespace espalier {

namespace {

constexpr double kBlockEps = 1e-6;
constexpr double kFinalEps = 1e-5;
constexpr std::int64_t kChildren = 8;

/// Numbers of an intermediate result that a card computes at a time, so that they stay in its cache, but at least so
/// many rows, to occupy it.
constexpr std::int64_t kNumbersPerPiece = std::int64_t{1} << 24;
constexpr std::int64_t kRowsPerPiece = 8192;

/// norm(x), then SiLU if asked for, in x's dtype. The result may replace x where `mayOverwrite`.
at::Tensor normalise(const LayerNorm& norm, const at::Tensor& x, bool silu, bool mayOverwrite = false) {
    if (isDifferentiated(x)) return norm(x, silu);
    if (x.is_cuda() && cudaOps()) {
        at::Tensor out = mayOverwrite ? x : at::empty_like(x);
        cudaOps()->addNorm(x, {}, {}, RowNorm{norm.weight, norm.bias, 0.0, norm.eps, silu}, out);
        return out;
    }
    const at::Tensor y = norm(x);
    return silu ? at::silu(y) : y;
}

/// Calls work(begin, end) for pieces of `rows` rows.
template <typename Work>
void inPieces(std::int64_t rows, std::int64_t numbersPerRow, const Work& work) {
    const std::int64_t piece = std::max(kRowsPerPiece, kNumbersPerPiece / numbersPerRow);
    for (std::int64_t begin = 0; begin < rows; begin += piece)
        work(begin, std::min(rows, begin + piece));
}

}  // namespace

Subdivision Subdivision::fromLogits(SparseTensor logits) {
    logits.set = CoordSet::on(logits.set, logits.feats.device());
    ChildMapPtr children = subdivide(logits.set, logits.feats > 0);
    if (children->fine->size() == 0)
        throw Error(ErrorCode::EmptyResult, "The shape decoder left no voxel.", "Try another seed or another picture.");
    return {std::move(logits), std::move(children)};
}

SparseUnetVaeDecoder::ConvNeXtBlock::ConvNeXtBlock(const WeightScope& scope, std::int64_t channels, double mlpRatio)
    : conv(scope.sub("conv"), channels, channels), norm(scope.sub("norm"), channels, kBlockEps) {
    const auto hidden = static_cast<std::int64_t>(static_cast<double>(channels) * mlpRatio);
    mlp0 = Linear(scope.sub("mlp").sub(0), channels, hidden);
    mlp2 = Linear(scope.sub("mlp").sub(2), hidden, channels);
}

SparseTensor SparseUnetVaeDecoder::ConvNeXtBlock::operator()(const SparseTensor& x,
                                                             const ForwardContext& context) const {
    const at::Tensor h = normalise(norm, conv(x, context).feats, /*silu=*/false, /*mayOverwrite=*/true);
    if (isDifferentiated(h)) return x.withFeats(x.feats + feedForward(h, mlp0, Activation::Silu, mlp2, context));
    if (!x.feats.is_cuda()) return x.withFeats(feedForward(h, mlp0, Activation::Silu, mlp2, context).add_(x.feats));
    const bool fused = x.feats.scalar_type() != at::kFloat && cudaOps() &&
                       cudaOps()->addFeedForward(x.feats, h, mlp0.weight(), mlp0.bias(), mlp2.weight(), mlp2.bias());
    if (fused) return x;
    inPieces(x.size(), mlp0.outChannels(), [&](std::int64_t begin, std::int64_t end) {
        x.feats.slice(0, begin, end).add_(feedForward(h.slice(0, begin, end), mlp0, Activation::Silu, mlp2, context));
    });
    return x;
}

SparseUnetVaeDecoder::UpBlock::UpBlock(const WeightScope& scope, std::int64_t channels, std::int64_t outChannels,
                                       bool predSubdiv)
    : norm1(scope.sub("norm1"), channels, kBlockEps),
      norm2(kBlockEps),
      conv1(scope.sub("conv1"), channels, kChildren * outChannels),
      conv2(scope.sub("conv2"), outChannels, outChannels) {
    if (predSubdiv) to_subdiv = Linear(scope.sub("to_subdiv"), channels, kChildren);
}

SparseTensor SparseUnetVaeDecoder::UpBlock::operator()(const SparseTensor& x, const ChildMap& children,
                                                       const ForwardContext& context) const {
    SparseTensor h = conv1.toChildren(x.withFeats(normalise(norm1, x.feats, /*silu=*/true)), children, context);
    h.feats = normalise(norm2, h.feats, /*silu=*/true, /*mayOverwrite=*/true);
    return conv2.plusCoarse(h, x, children, context);
}

SparseUnetVaeDecoder::SparseUnetVaeDecoder(const SparseUnetConfig& config, const WeightScope& scope)
    : m_config(config), m_type(scope.computeType()) {
    const WeightScope ends = scope.withComputeType(at::kFloat);
    from_latent = Linear(ends.sub("from_latent"), config.latentChannels, config.modelChannels.front());
    output_layer = Linear(ends.sub("output_layer"), config.modelChannels.back(), config.outChannels);
    for (std::size_t i = 0; i < config.modelChannels.size(); ++i) {
        const WeightScope level = scope.sub("blocks").sub(static_cast<std::int64_t>(i));
        const std::int64_t channels = config.modelChannels[i];
        Level& target = m_levels.emplace_back();
        for (std::int64_t j = 0; j < config.numBlocks[i]; ++j)
            target.blocks.emplace_back(level.sub(j), channels, config.mlpRatio[i]);
        if (i + 1 < config.modelChannels.size())
            target.up.emplace_back(level.sub(config.numBlocks[i]), channels, config.modelChannels[i + 1],
                                   config.predSubdiv);
    }
}

SparseTensor SparseUnetVaeDecoder::enter(const SparseTensor& latent, const ForwardContext& context) const {
    const at::Tensor h = from_latent(latent.feats, context).to(m_type);
    context.tap("from_latent", h);
    return SparseTensor(h, CoordSet::on(latent.set, h.device()));
}

at::Tensor SparseUnetVaeDecoder::leave(const at::Tensor& h, const ForwardContext& context) const {
    const LayerNorm norm(kFinalEps);
    if (!h.is_cuda() || !cudaOps() || isDifferentiated(h)) return output_layer(norm(h.to(at::kFloat)), context);
    at::Tensor out = at::empty({h.size(0), m_config.outChannels}, h.options().dtype(at::kFloat));
    inPieces(h.size(0), h.size(1), [&](std::int64_t begin, std::int64_t end) {
        const at::Tensor piece = h.slice(0, begin, end);
        const at::Tensor normed = at::empty(piece.sizes(), out.options());
        cudaOps()->addNorm(piece, {}, {}, RowNorm{{}, {}, 0.0, norm.eps}, normed);
        out.slice(0, begin, end).copy_(output_layer(normed, context));
    });
    return out;
}

SparseTensor SparseUnetVaeDecoder::runBlocks(std::size_t level, SparseTensor h, const ForwardContext& context) const {
    const auto& blocks = m_levels[level].blocks;
    for (std::size_t j = 0; j < blocks.size(); ++j) {
        h = blocks[j](h, context);
        context.sub("blocks", static_cast<std::int64_t>(level)).tap(std::to_string(j), h.feats);
    }
    return h;
}

Subdivision SparseUnetVaeDecoder::predict(std::size_t level, const SparseTensor& h,
                                          const ForwardContext& context) const {
    const Level& current = m_levels[level];
    SparseTensor logits = h.withFeats(current.up.front().to_subdiv(h.feats, context));
    if (context.isTapping())
        context.sub("blocks", static_cast<std::int64_t>(level))
            .tap(std::to_string(current.blocks.size()) + ".to_subdiv", logits.feats);
    return Subdivision::fromLogits(std::move(logits));
}

SparseTensor SparseUnetVaeDecoder::runUp(std::size_t level, const SparseTensor& h, const Subdivision& subdivision,
                                         const ForwardContext& context) const {
    const Level& current = m_levels[level];
    SparseTensor out = current.up.front()(h, *subdivision.children, context);
    if (context.isTapping()) {
        const std::string name = std::to_string(current.blocks.size());
        context.sub("blocks", static_cast<std::int64_t>(level)).tap(name, out.feats);
        context.sub("blocks", static_cast<std::int64_t>(level)).tap(name + ".coords", out.coords());
    }
    return out;
}

SparseUnetVaeDecoder::Output SparseUnetVaeDecoder::forward(const SparseTensor& latent,
                                                           const std::vector<Subdivision>& guide,
                                                           const LevelSink& onLevel, const ForwardContext& context,
                                                           std::int64_t slabVoxels) const {
    if (guide.size() != (m_config.predSubdiv ? 0 : m_levels.size() - 1))
        throw Error(ErrorCode::Internal, "A sparse decoder got the wrong number of guiding subdivisions.");
    Output output;
    SparseTensor h = enter(latent, context);
    for (std::size_t level = 0; level < m_levels.size(); ++level) {
        h = runBlocks(level, std::move(h), context);
        if (level + 1 == m_levels.size()) break;
        const Subdivision subdivision = m_config.predSubdiv ? predict(level, h, context) : guide[level];
        if (onLevel) onLevel(static_cast<std::int64_t>(level) + 1, *subdivision.children->fine);
        output.subdivisions.push_back(subdivision);
        const bool inSlabs = slabVoxels > 0 && h.size() > slabVoxels && !context.isTapping();
        if (inSlabs && level + 1 + kSlabLevels == m_levels.size()) {
            finishInSlabs(level, h, guide, slabVoxels, onLevel, context, output);
            return output;
        }
        h = runUp(level, h, subdivision, context);
    }
    output.h = h.withFeats(leave(h.feats, context));
    context.tap("output_layer", output.h.feats);
    return output;
}

SparseUnetVaeDecoder::Output SparseUnetVaeDecoder::forwardAlong(const SparseTensor& latent,
                                                                const std::vector<ChildMapPtr>& children,
                                                                const ForwardContext& context) const {
    if (children.size() + 1 != m_levels.size())
        throw Error(ErrorCode::Internal, "A sparse decoder needs one subdivision per up level.");
    Output output;
    SparseTensor h = enter(latent, context);
    for (std::size_t level = 0; level < m_levels.size(); ++level) {
        h = runBlocks(level, std::move(h), context);
        if (level + 1 == m_levels.size()) break;
        Subdivision subdivision{{}, children[level]};
        if (m_config.predSubdiv)
            subdivision.logits = h.withFeats(m_levels[level].up.front().to_subdiv(h.feats, context));
        h = runUp(level, h, subdivision, context);
        output.subdivisions.push_back(std::move(subdivision));
    }
    output.h = h.withFeats(leave(h.feats, context));
    return output;
}

CoordSetPtr SparseUnetVaeDecoder::upsample(const SparseTensor& latent, std::int64_t times,
                                           const ForwardContext& context) const {
    if (!m_config.predSubdiv || times < 0 || times >= static_cast<std::int64_t>(m_levels.size()))
        throw Error(ErrorCode::Internal, "This sparse decoder cannot upsample " + std::to_string(times) + " times.");
    SparseTensor h = enter(latent, context);
    for (std::size_t level = 0;; ++level) {
        if (static_cast<std::int64_t>(level) == times) return h.set;
        h = runBlocks(level, std::move(h), context);
        const Subdivision subdivision = predict(level, h, context);
        if (static_cast<std::int64_t>(level) + 1 == times) return subdivision.children->fine;
        h = runUp(level, h, subdivision, context);
    }
}

}  // namespace espalier

#include "inference/models/v1/slat_flow.h"

#include "inference/nn/embeddings.h"

namespace espalier::v1 {

namespace {

constexpr double kEps = 1e-6;
constexpr double kFinalEps = 1e-5;
/// The reference's pooling counts a zero as one more child; the weights are trained with it.
constexpr std::int64_t kPooledZeros = 1;

}  // namespace

SLatFlowModel::ResBlock::ResBlock(const WeightScope& scope, std::int64_t in, std::int64_t out,
                                  std::int64_t timeChannels, Resampling resample)
    : resampling(resample),
      norm1(scope.sub("norm1"), in, kEps),
      conv1(scope.sub("conv1").sub("conv"), in, out),
      conv2(scope.sub("conv2").sub("conv"), out, out),
      emb_layers(scope.withComputeType(at::kFloat).sub("emb_layers").sub(1), timeChannels, 2 * out) {
    if (in != out) skip_connection.emplace_back(scope.sub("skip_connection"), in, out);
}

SparseTensor SLatFlowModel::ResBlock::operator()(const SparseTensor& input, const at::Tensor& time,
                                                 const ChildMapPtr& map, const ForwardContext& context) const {
    const SparseTensor x = resampling == Resampling::Down ? downsampleAverage(input, *map, kPooledZeros)
                           : resampling == Resampling::Up ? upsampleNearest(input, *map)
                                                          : input;
    const std::vector<at::Tensor> scaleAndShift = emb_layers(at::silu(time), context).chunk(2, 1);
    SparseTensor h = conv1(x.withFeats(norm1(x.feats, /*thenSilu=*/true)), context);
    ResidualStream stream(h.feats, h.set->offsets(), h.feats.scalar_type());
    h = conv2(h.withFeats(at::silu(stream.modulatedNorm(kEps, scaleAndShift[0], scaleAndShift[1]))), context);
    return h.withFeats(h.feats + (skip_connection.empty() ? x.feats : skip_connection.front()(x.feats, context)));
}

SLatFlowModel::SLatFlowModel(const FlowConfig& config, const WeightScope& scope)
    : m_torso(config, scope), m_computeType(scope.computeType()), m_device(scope.device()) {
    const std::vector<std::int64_t>& stages = config.ioBlockChannels;
    const std::int64_t outer = stages.empty() ? config.modelChannels : stages.front();
    const WeightScope exact = scope.withComputeType(at::kFloat);
    input_layer = Linear(exact.sub("input_layer"), config.inChannels, outer);
    out_layer = Linear(exact.sub("out_layer"), outer, config.outChannels);

    const auto add = [&](std::vector<ResBlock>& blocks, const char* name, std::int64_t in, std::int64_t out,
                         Resampling resampling) {
        const auto index = static_cast<std::int64_t>(blocks.size());
        blocks.emplace_back(scope.sub(name).sub(index), in, out, config.modelChannels, resampling);
    };
    const auto innerOf = [&](std::size_t i) { return i + 1 < stages.size() ? stages[i + 1] : config.modelChannels; };
    for (std::size_t i = 0; i < stages.size(); ++i) {
        for (std::int64_t j = 1; j < config.numIoResBlocks; ++j)
            add(input_blocks, "input_blocks", stages[i], stages[i], Resampling::None);
        add(input_blocks, "input_blocks", stages[i], innerOf(i), Resampling::Down);
    }
    const std::int64_t width = config.skipConnections ? 2 : 1;
    for (std::size_t i = stages.size(); i-- > 0;) {
        add(out_blocks, "out_blocks", width * innerOf(i), stages[i], Resampling::Up);
        for (std::int64_t j = 1; j < config.numIoResBlocks; ++j)
            add(out_blocks, "out_blocks", width * stages[i], stages[i], Resampling::None);
    }
}

LatentGrid SLatFlowModel::gridFor(const CoordSetPtr& set) const {
    LatentGrid grid{{}, set, {}};
    for (std::size_t i = 0; i < config().ioBlockChannels.size(); ++i) {
        grid.levels.push_back(coarsen(grid.tokens));
        grid.tokens = grid.levels.back()->coarse;
    }
    grid.positions = absolutePositions(grid.tokens->coords().slice(1, 1).to(m_device), config().modelChannels);
    return grid;
}

SparseTensor SLatFlowModel::enter(SparseTensor h, const at::Tensor& time, const LatentGrid& grid,
                                  std::vector<at::Tensor>& skips, const ForwardContext& context) const {
    std::size_t level = 0;
    for (std::size_t i = 0; i < input_blocks.size(); ++i) {
        const bool goesDown = input_blocks[i].resampling == Resampling::Down;
        h = input_blocks[i](h, time, goesDown ? grid.levels[level++] : nullptr, context);
        context.sub("input_blocks", static_cast<std::int64_t>(i)).tap(h.feats);
        skips.push_back(h.feats);
    }
    return h;
}

/// Skips are joined before a block resamples, so those of a halving block meet on its coarse grid.
at::Tensor SLatFlowModel::leave(SparseTensor h, const at::Tensor& time, const LatentGrid& grid,
                                const std::vector<at::Tensor>& skips, const ForwardContext& context) const {
    std::size_t level = grid.levels.size();
    for (std::size_t i = 0; i < out_blocks.size(); ++i) {
        if (config().skipConnections) h = h.withFeats(at::cat({h.feats, skips[skips.size() - 1 - i]}, 1));
        const bool goesUp = out_blocks[i].resampling == Resampling::Up;
        h = out_blocks[i](h, time, goesUp ? grid.levels[--level] : nullptr, context);
        context.sub("out_blocks", static_cast<std::int64_t>(i)).tap(h.feats);
    }
    return out_layer(LayerNorm(kFinalEps)(h.feats.to(at::kFloat)), context);
}

std::vector<SparseTensor> SLatFlowModel::forwardEach(const SparseTensor& x, const at::Tensor& t,
                                                     const FlowConditions& conditions, const LatentGrid& grid,
                                                     const ForwardContext& context) const {
    const FlowTime time = m_torso.timeOf(t, context);
    const at::Tensor first = input_layer(x.feats, context);
    context.tap("input_layer", first);
    std::vector<at::Tensor> skips;
    const SparseTensor inner = enter(x.withFeats(first.to(m_computeType)), time.embedding, grid, skips, context);

    std::vector<SparseTensor> velocities;
    std::vector<ResidualStream> streams =
        m_torso.run(inner.feats.to(at::kFloat) + grid.positions, time, grid.tokens->offsets(), {}, conditions, context);
    const auto parts = static_cast<std::int64_t>(conditions.size() / streams.size());
    for (ResidualStream& stream : streams)
        for (const at::Tensor& part : stream.sum().chunk(parts)) {
            const SparseTensor h(part.to(m_computeType), grid.tokens);
            velocities.push_back(x.withFeats(leave(h, time.embedding, grid, skips, context)));
        }
    return velocities;
}

FlowRunner SLatFlowModel::runner(const CoordSetPtr& set) const {
    // Several segments of different lengths bring their offsets from the processor in every step.
    const bool canRecord = set->offsets().size() == 2 && set->coords().is_cuda();
    return FlowRunner(
        [this, set, grid = gridFor(set)](const at::Tensor& x, const at::Tensor& t, const FlowConditions& conditions,
                                         const ForwardContext& context) {
            std::vector<at::Tensor> feats;
            for (const SparseTensor& v : forwardEach(SparseTensor(x, set), t, conditions, grid, context))
                feats.push_back(v.feats);
            return feats;
        },
        canRecord);
}

}  // namespace espalier::v1

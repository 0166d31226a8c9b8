#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "inference/models/model_config.h"
#include "inference/nn/forward_context.h"
#include "inference/nn/linear.h"
#include "inference/nn/norm.h"
#include "inference/nn/sparse_conv.h"
#include "inference/tensor/sparse_ops.h"
#include "inference/tensor/sparse_tensor.h"
#include "inference/tensor/weight_scope.h"

namespace espalier {

/// How one level was subdivided: the decision (child kept where logit > 0) and the voxels that follow. Keeping it lets
/// a second decoder run on the same voxels without computing their neighbours again.
struct Subdivision {
    SparseTensor logits;  ///< [N, 8] on the coarse voxels
    ChildMapPtr children;

    static Subdivision fromLogits(SparseTensor logits);
};

/// Decoder of a structured latent (SparseUnetVaeDecoder): levels of ConvNeXt blocks with a channel-to-space block
/// between. Between from_latent and output_layer, which are float32, it computes in the scope's compute type. On a card
/// the voxels of its results lie there too.
class SparseUnetVaeDecoder {
public:
    /// Called with the voxels entering level `level` (1 .. upLevels) as soon as they are known.
    using LevelSink = std::function<void(std::int64_t level, const CoordSet& voxels)>;
    struct Output {
        SparseTensor h;                         ///< [M, outChannels] on the finest voxels
        std::vector<Subdivision> subdivisions;  ///< one per up level
    };

    /// Levels that can run in slabs, and a size of slabs that saves most of their memory for a third more work.
    static constexpr std::size_t kSlabLevels = 2;
    static constexpr std::int64_t kSlabVoxels = 16384;

    SparseUnetVaeDecoder(const SparseUnetConfig& config, const WeightScope& scope);

    const SparseUnetConfig& config() const { return m_config; }

    /// latent [N, latentChannels]. A decoder without predSubdiv needs `guide`, one per up level, of a decoder that ran
    /// on the same tokens; one with it takes none. With `slabVoxels` the two finest levels run in slabs of about so
    /// many voxels of the level before them, for less memory; their borders are computed twice, the results are the
    /// same. Throws Error(EmptyResult) when a level keeps no voxel. Taps (then without slabs): from_latent, blocks.i.j,
    /// blocks.i.j.to_subdiv, blocks.i.j.coords (up blocks), output_layer.
    Output forward(const SparseTensor& latent, const std::vector<Subdivision>& guide = {},
                   const LevelSink& onLevel = {}, const ForwardContext& context = {},
                   std::int64_t slabVoxels = 0) const;

    /// Follows the given subdivisions, one per up level and each on the voxels of the one before, whatever it would
    /// predict; with predSubdiv the result's logits are what it predicts. For training.
    Output forwardAlong(const SparseTensor& latent, const std::vector<ChildMapPtr>& children,
                        const ForwardContext& context = {}) const;

    /// The voxels [M, 4] that enter level `times`; the levels after it are not run. Needs predSubdiv.
    CoordSetPtr upsample(const SparseTensor& latent, std::int64_t times, const ForwardContext& context = {}) const;

private:
    struct ConvNeXtBlock {
        SparseConv3d conv;
        LayerNorm norm;
        Linear mlp0, mlp2;
        ConvNeXtBlock(const WeightScope& scope, std::int64_t channels, double mlpRatio);
        /// May write its result into x.
        SparseTensor operator()(const SparseTensor& x, const ForwardContext& context) const;
    };
    struct UpBlock {
        LayerNorm norm1, norm2;
        SparseConv3d conv1, conv2;
        Linear to_subdiv;
        UpBlock(const WeightScope& scope, std::int64_t channels, std::int64_t outChannels, bool predSubdiv);
        SparseTensor operator()(const SparseTensor& x, const ChildMap& children, const ForwardContext& context) const;
    };
    struct Level {
        std::vector<ConvNeXtBlock> blocks;
        std::vector<UpBlock> up;  ///< none on the last level
    };

    SparseTensor enter(const SparseTensor& latent, const ForwardContext& context) const;
    at::Tensor leave(const at::Tensor& h, const ForwardContext& context) const;
    SparseTensor runBlocks(std::size_t level, SparseTensor h, const ForwardContext& context) const;
    Subdivision predict(std::size_t level, const SparseTensor& h, const ForwardContext& context) const;
    SparseTensor runUp(std::size_t level, const SparseTensor& h, const Subdivision& subdivision,
                       const ForwardContext& context) const;
    std::int64_t reach(std::size_t first) const;
    /// From the up block of level `first` on; h is what enters it, its subdivision the last one in `output`.
    void finishInSlabs(std::size_t first, const SparseTensor& h, const std::vector<Subdivision>& guide,
                       std::int64_t slabVoxels, const LevelSink& onLevel, const ForwardContext& context,
                       Output& output) const;

    SparseUnetConfig m_config;
    at::ScalarType m_type;  ///< of the levels
    Linear from_latent;
    Linear output_layer;
    std::vector<Level> m_levels;
};

}  // namespace espalier

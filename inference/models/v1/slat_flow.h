#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "inference/models/flow_runner.h"
#include "inference/models/flow_torso.h"
#include "inference/nn/sparse_conv.h"
#include "inference/tensor/sparse_ops.h"
#include "inference/tensor/sparse_tensor.h"

namespace espalier::v1 {

/// What a sampling on one set of voxels needs again in every step.
struct LatentGrid {
    std::vector<ChildMapPtr> levels;  ///< from the latent's voxels to the transformer's, each halving the grid
    CoordSetPtr tokens;               ///< the transformer's voxels
    at::Tensor positions;             ///< [T, C] float32: their embedding
};

/// Velocity of a structured latent on sparse voxels (SLatFlowModel of the first TRELLIS): convolutional stages that
/// halve the grid, the transformer, and stages back, which see what the first ones computed.
class SLatFlowModel {
public:
    SLatFlowModel(const FlowConfig& config, const WeightScope& scope);

    const FlowConfig& config() const { return m_torso.config(); }
    FlowCondition prepare(const at::Tensor& condition) const { return m_torso.prepare(condition); }

    LatentGrid gridFor(const CoordSetPtr& set) const;

    /// x.feats [N, inChannels], t [B] (time times 1000) float32, `grid` from gridFor(x.set). Returns [N, outChannels]
    /// on the same voxels. Taps: input_layer, input_blocks.N, those of FlowTorso, out_blocks.N.
    SparseTensor forward(const SparseTensor& x, const at::Tensor& t, const FlowCondition& condition,
                         const LatentGrid& grid, const ForwardContext& context = {}) const {
        return forwardEach(x, t, {&condition}, grid, context).front();
    }

    /// The same for several conditions at once; what does not depend on them is computed once.
    std::vector<SparseTensor> forwardEach(const SparseTensor& x, const at::Tensor& t, const FlowConditions& conditions,
                                          const LatentGrid& grid, const ForwardContext& context = {}) const;

    /// forwardEach() for the steps of one sampling on `set`; it takes and answers features [N, channels].
    FlowRunner runner(const CoordSetPtr& set) const;

private:
    enum class Resampling { None, Down, Up };

    /// SparseResBlock3d: norms and convolutions around a shift and scale by the time.
    struct ResBlock {
        Resampling resampling;
        LayerNorm norm1;
        SparseConv3d conv1, conv2;
        Linear emb_layers;
        std::vector<Linear> skip_connection;  ///< none where the channels stay the same

        ResBlock(const WeightScope& scope, std::int64_t in, std::int64_t out, std::int64_t timeChannels,
                 Resampling resample);
        /// `map`: between this block's two grids, used where it resamples.
        SparseTensor operator()(const SparseTensor& x, const at::Tensor& time, const ChildMapPtr& map,
                                const ForwardContext& context) const;
    };

    SparseTensor enter(SparseTensor h, const at::Tensor& time, const LatentGrid& grid, std::vector<at::Tensor>& skips,
                       const ForwardContext& context) const;
    at::Tensor leave(SparseTensor h, const at::Tensor& time, const LatentGrid& grid,
                     const std::vector<at::Tensor>& skips, const ForwardContext& context) const;

    FlowTorso m_torso;
    at::ScalarType m_computeType;
    c10::Device m_device;
    Linear input_layer, out_layer;
    std::vector<ResBlock> input_blocks, out_blocks;
};

}  // namespace espalier::v1

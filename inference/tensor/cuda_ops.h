#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <functional>
#include <utility>
#include <vector>

namespace espalier {

/// Layer norm over rows, statistics in float32: normal * (weight + weightOffset) + bias, then SiLU if asked for.
struct RowNorm {
    at::Tensor weight;          ///< [C] float32; undefined = 1
    at::Tensor bias;            ///< [C] float32; undefined = 0
    double weightOffset = 0.0;  ///< 1 where `weight` is a modulation's scale
    double eps = 1e-5;
    bool silu = false;
};

/// The rows of a sparse convolution's result in the order in which the card's kernel takes them: those of one group (of
/// output channels) together, and rows that lack the same neighbours beside each other.
struct ConvolutionOrder {
    at::Tensor masks;       ///< [rows of the map] int32: bit k is set where the map has a neighbour in column k
    at::Tensor rows;        ///< [M] int32
    at::Tensor groupBegin;  ///< [G + 1] int32: where each group begins in `rows`
};

/// Which of the card's units multiply; Best chooses for card, dtype and channels, the others are for comparisons.
enum class ConvolutionUnits { Best, TensorCores, VectorUnits };

/// A sparse convolution over 27 neighbours. Result row r is the one of the map's row slot[r] >> 3, for the output
/// channels of group slot[r] & 7; without `slot` (int64), of the map's row r and all channels.
struct SparseConvolution {
    at::Tensor x;       ///< [N, Cin]
    at::Tensor weight;  ///< [G * Cout, 27, Cin], of x's dtype
    at::Tensor bias;    ///< [G * Cout] float32
    at::Tensor map;     ///< [., 27] int32, as CoordSet::neighbourMap()
    at::Tensor slot;    ///< [M] or undefined
    const ConvolutionOrder& order;
    at::Tensor residual;     ///< undefined, or [., Cr] with Cr dividing Cout: added, each channel repeated in place
    at::Tensor residualRow;  ///< [M] int64
    ConvolutionUnits units = ConvolutionUnits::Best;
};

/// Espalier's own CUDA kernels as functions on tensors. They lie in a module (libespalier_cuda.so) that is opened
/// beside LibTorch's CUDA libraries, so the program itself needs neither. Tensors lie on one card, results too; work
/// goes to that card's current stream. A function throws Error(Internal) on shapes or dtypes it does not know.
/// Each function says where its processor counterpart is; a test compares the two.
struct CudaOps {
    /// Machine code and PTX in the module: "75 80 86 89 90 100 120 ptx120".
    const char* architectures = nullptr;

    // Transformers. nn/residual_stream.cpp, nn/head_transform.cpp, models/flow_runner.cpp.
    /// x [T, C] += gate [C] * h ([T, C], or [1, C] for every row), then out [T, C] = norm of x. Each tensor has its own
    /// dtype of float32, float16, bfloat16; gate (undefined = 1) is float32. h undefined: nothing is added; out
    /// undefined: nothing is normalised.
    void (*addNorm)(const at::Tensor& x, const at::Tensor& h, const at::Tensor& gate, const RowNorm& norm,
                    const at::Tensor& out) = nullptr;
    /// In place on x [T, P, H, D], P <= 2, D even and <= 256, [H, D] contiguous: the rms norm per head with gammas[p]
    /// [H, D] (no gammas: none), then the rotation of interleaved or half-split pairs (cos undefined: none). The
    /// table's rows serve the tokens after the first `prefix`, again and again when there are fewer.
    void (*transformHeads)(const at::Tensor& x, at::TensorList gammas, const at::Tensor& cos, const at::Tensor& sin,
                           std::int64_t prefix, bool halfSplit) = nullptr;
    /// Softmax attention of heads of 128 channels in half precision, on cards of 9.0; undefined where the card or the
    /// tensors have no such kernel. Arguments and result as of segmentAttention() in nn/attention.cpp.
    at::Tensor (*segmentAttention)(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                   const std::vector<std::int64_t>& qOffsets,
                                   const std::vector<std::int64_t>& kOffsets) = nullptr;
    /// Records what `work` starts on the card (it must neither wait for the card nor copy from the processor) and
    /// returns what starts it again on the current stream, with the same memory. `work` must have run before, so that
    /// libraries are set up. Keep the tensors it reads; those it made live as long as the returned function. One thread
    /// at a time.
    std::function<void()> (*captureGraph)(c10::Device device, const std::function<void()>& work) = nullptr;
    /// Major number of the card's compute capability.
    int (*computeMajor)(c10::Device device) = nullptr;

    // Sparse tensors. coords [N, 4] int32 (batch, x, y, z); slot [M] int64 as in ChildMap. tensor/sparse_tensor.cpp,
    // tensor/sparse_ops.cpp, nn/sparse_conv.cpp. Nothing here waits for the card.
    /// CoordSet::neighbourMap() [N, 27] int32. Voxels out of CoordHash's range have no neighbours, not even themselves;
    /// of voxels that occur twice the first one counts.
    at::Tensor (*neighbourMap)(const at::Tensor& coords) = nullptr;
    /// The map [M, 27] of children from their parents' map [N, 27].
    at::Tensor (*refinedNeighbourMap)(const at::Tensor& coarseMap, const at::Tensor& slot) = nullptr;
    /// Coordinates [M, 4] of children from their parents' [N, 4].
    at::Tensor (*childCoords)(const at::Tensor& coarse, const at::Tensor& slot) = nullptr;
    /// For a convolution on `map` itself, or with eight groups on the children `slot` of its rows.
    ConvolutionOrder (*convolutionOrder)(const at::Tensor& map, const at::Tensor& slot) = nullptr;
    /// [M, Cout] of x's dtype, float32, float16 or bfloat16; sums are float32, float32 products never TF32.
    at::Tensor (*sparseConvolution)(const SparseConvolution& convolution) = nullptr;
    /// Of a loss whose derivative for the result on `map`'s own rows is outGradient [N, Cout], the derivative for the
    /// weight, [27, Cin, Cout] float32, in no fixed order of sums; undefined where the card, the dtype or the channels
    /// have no such kernel. nn/sparse_conv_gradient.cpp.
    at::Tensor (*sparseConvolutionWeightGradient)(const at::Tensor& x, const at::Tensor& outGradient,
                                                  const at::Tensor& map) = nullptr;
    /// x [N, C] += W2 SiLU(W1 h + b1) + b2 in one kernel, all of one half-precision dtype, W1 [H, C], W2 [C, H]. False,
    /// and nothing done, where the card or the shape has no such kernel. models/v2/sparse_unet_vae.cpp.
    bool (*addFeedForward)(const at::Tensor& x, const at::Tensor& h, const at::Tensor& w1, const at::Tensor& b1,
                           const at::Tensor& w2, const at::Tensor& b2) = nullptr;

    // Meshes. meshing/dual_grid_mesher.cpp, meshing/attribute_sampling.cpp: the same results, bit for bit.
    /// meshDualGrid(): coords [N, 4], their neighbour map, dualVertices [N, 3] float32, intersected [N, 3] bool,
    /// splitWeights [N] float32 or undefined. Positions [N, 3] float32 and triangles [F, 3] int32. Waits for F.
    std::pair<at::Tensor, at::Tensor> (*meshDualGrid)(const at::Tensor& coords, const at::Tensor& map,
                                                      const at::Tensor& dualVertices, const at::Tensor& intersected,
                                                      const at::Tensor& splitWeights,
                                                      std::int64_t resolution) = nullptr;
    /// sampleVoxels(): coords [N, 4] of batch element 0, attributes [N, C] float32, positions [P, 3] float32 in voxels.
    /// Returns [P, C] float32.
    at::Tensor (*sampleVoxels)(const at::Tensor& coords, const at::Tensor& attributes,
                               const at::Tensor& positions) = nullptr;
};

/// The module's table, or null when there is none or loadCuda() (inference/device) failed: then LibTorch's own
/// operations serve. Looked up once, on first use. Thread-safe.
const CudaOps* cudaOps();

/// Why cudaOps() is null, in one sentence; "" when it is not.
const std::string& cudaOpsProblem();

}  // namespace espalier

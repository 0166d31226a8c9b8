#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

#include "inference/models/v1/sparse_transformer.h"
#include "inference/nn/norm.h"
#include "inference/nn/sparse_conv.h"
#include "inference/tensor/sparse_ops.h"

namespace espalier::v1 {

/// Gaussians of one object, as the network stores them or, after SLatGaussianDecoder::activate(), as a renderer needs
/// them. All float32, one row per Gaussian, voxel after voxel.
struct Gaussians {
    at::Tensor xyz;       ///< [G, 3]; in the unit cube, activated in [-0.5, 0.5]^3
    at::Tensor features;  ///< [G, 3]: spherical harmonics of degree 0
    at::Tensor scaling;   ///< [G, 3]
    at::Tensor rotation;  ///< [G, 4]: w, x, y, z
    at::Tensor opacity;   ///< [G, 1]
};

enum class ScalingActivation { Exp, Softplus };

/// representation_config of a Gaussian decoder.
struct GaussianConfig {
    std::int64_t perVoxel = 32;
    double voxelSize = 1.5;  ///< how far a Gaussian can lie from its voxel's centre, in half voxels
    bool perturbOffset = true;
    double kernelSize = 0.0;  ///< the smallest standard deviation (3d_filter_kernel_size)
    double scalingBias = 0.01;
    double opacityBias = 0.1;
    ScalingActivation scaling = ScalingActivation::Exp;
    /// Factors of xyz, features, scaling, rotation, opacity.
    std::array<double, 5> factors{1.0, 1.0, 1.0, 1.0, 1.0};

    static GaussianConfig parse(const JsonConfig& args);
};

/// Structured latent to Gaussians (SLatGaussianDecoder).
class SLatGaussianDecoder {
public:
    SLatGaussianDecoder(const SparseTransformerConfig& config, const GaussianConfig& gaussians,
                        const WeightScope& scope);

    /// latent [N, latentChannels], denormalised -> the output layer's [N, 14 * perVoxel]. Taps: blocks.N.
    SparseTensor forward(const SparseTensor& latent, const ForwardContext& context = {}) const;
    /// One entry per batch element, as stored.
    std::vector<Gaussians> parameters(const SparseTensor& raw) const;
    Gaussians activate(const Gaussians& stored) const;

private:
    GaussianConfig m_gaussians;
    SparseTransformer m_transformer;
    Linear out_layer;
    at::Tensor offset_perturbation;  ///< [perVoxel, 3]
};

/// A radiance field as local tensors in rank decomposition (Strivec), one per voxel; float32 but for depth.
struct TriVectors {
    at::Tensor position;  ///< [N, 3] in the unit cube: the voxels' centres
    at::Tensor depth;     ///< [N, 1] uint8: level of the octree
    at::Tensor trivec;    ///< [N, rank, 3, dim]
    at::Tensor density;   ///< [N, rank]
    at::Tensor features;  ///< [N, rank, 1, 3]
};

/// Structured latent to a radiance field (SLatRadianceFieldDecoder).
class SLatRadianceFieldDecoder {
public:
    /// `representation` holds rank and dim.
    SLatRadianceFieldDecoder(const SparseTransformerConfig& config, const JsonConfig& representation,
                             const WeightScope& scope);

    /// latent [N, latentChannels], denormalised -> the output layer's [N, rank * (3 * dim + 4)]. Taps: blocks.N.
    SparseTensor forward(const SparseTensor& latent, const ForwardContext& context = {}) const;
    /// One entry per batch element.
    std::vector<TriVectors> fields(const SparseTensor& raw) const;

    std::int64_t resolution() const { return m_transformer.config().resolution; }
    std::int64_t rank() const { return m_rank; }
    std::int64_t dim() const { return m_dim; }

private:
    std::int64_t m_rank;
    std::int64_t m_dim;
    SparseTransformer m_transformer;
    Linear out_layer;
};

/// Structured latent to what FlexiCubes makes a mesh of (SLatMeshDecoder): the transformer, then two subdivisions.
class SLatMeshDecoder {
public:
    /// `useColor` decides whether a cube has 101 channels or 53.
    SLatMeshDecoder(const SparseTransformerConfig& config, bool useColor, const WeightScope& scope);

    /// latent [N, latentChannels], denormalised -> [64 N, 53 or 101] on the cubes of a grid four times as fine, of
    /// which resolution() tells the side; see meshing/flexicubes.h for the layout. Taps: blocks.N, upsample.N.
    SparseTensor forward(const SparseTensor& latent, const ForwardContext& context = {}) const;

    std::int64_t resolution() const { return 4 * m_transformer.config().resolution; }
    bool hasColor() const { return m_hasColor; }

private:
    /// SparseSubdivideBlock3d.
    struct SubdivideBlock {
        GroupNorm norm1, norm2;
        SparseConv3d conv1, conv2;
        std::vector<Linear> skip_connection;  ///< none where the channels stay the same

        SubdivideBlock(const WeightScope& scope, std::int64_t in, std::int64_t out);
        SparseTensor operator()(const SparseTensor& x, const ForwardContext& context) const;
    };

    SparseTransformer m_transformer;
    at::ScalarType m_computeType;
    bool m_hasColor;
    std::vector<SubdivideBlock> upsample;
    Linear out_layer;
};

}  // namespace espalier::v1

#pragma once

#include <span>
#include <vector>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/radiance_field.h"
#include "inference/base/run_context.h"
#include "inference/meshing/flexicubes.h"
#include "inference/models/v1/slat_decoders.h"
#include "inference/pipeline/raw_result.h"

namespace espalier {

// From the tensors of the first TRELLIS' decoders to plain buffers.

/// `activated` as by SLatGaussianDecoder::activate().
GaussianCloud gaussianCloud(const v1::Gaussians& activated);

RadianceField radianceField(const v1::TriVectors& field);

/// The mesh of one batch element: raw [N, 53 or 101] on the cubes of a grid of `resolution`.
FlexiCubesMesh cubeMesh(const SparseTensor& raw, std::int64_t resolution, const RunContext& context = {});

/// The mesh as all that an asset is made of. `attributes`, 6 per vertex (RGB and normal) or none, become voxels of the
/// cubes that the vertices lie in: the decoder's own colours, for baking as those of TRELLIS.2 are.
RawResult rawResult(const MeshAsset& mesh, std::span<const float> attributes, int resolution);

}  // namespace espalier

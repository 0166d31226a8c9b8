#pragma once

#include "inference/device/memory_plan.h"
#include "inference/pipeline/pipeline_config.h"
#include "inference/pipeline/pipeline_config_v1.h"

namespace espalier {

/// What a job of `type` takes, from the headers of the weight files and the networks' JSON; no weight is read. Tokens
/// and voxels are those of an object of usual size. Throws Error(ModelNotFound or CheckpointCorrupt) naming the file.
ModelFootprint readFootprint(const PipelineConfig& config, PipelineType type, bool withTexture);

/// The same of a job for the first TRELLIS, with a mesh.
ModelFootprint readFootprint(const PipelineConfigV1& config, bool withGaussians, bool withRadianceField = false);

/// Structure voxels that an object of usual size has in a job of `type`: a surface crosses about 2,500 of the cells of
/// a 32^3 grid, and four times as many at each doubling; k256 has its latent on 64^3.
double usualTokens(PipelineType type);

}  // namespace espalier

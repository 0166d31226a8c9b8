#pragma once

#include "inference/device/memory_plan.h"
#include "inference/pipeline/pipeline_config.h"

namespace espalier {

/// What a job of `type` takes, from the headers of the weight files and the networks' JSON; no weight is read. Tokens
/// and voxels are those of an object of usual size. Throws Error(ModelNotFound or CheckpointCorrupt) naming the file.
ModelFootprint readFootprint(const PipelineConfig& config, PipelineType type, bool withTexture);

/// Structure voxels that an object of usual size has in a job of `type`: a surface crosses about 2,500 of the cells of
/// a 32^3 grid, and four times as many at each doubling.
double usualTokens(PipelineType type);

}  // namespace espalier

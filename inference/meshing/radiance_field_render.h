#pragma once

#include "inference/asset/radiance_field.h"
#include "inference/asset/render_camera.h"
#include "inference/base/run_context.h"
#include "inference/meshing/gaussian_render.h"

namespace espalier {

/// Draws a radiance field by marching along the ray through each pixel's middle, two steps to a sample of its vectors:
/// density softplus(sum of the products times their densities), colour sigmoid(sum of the products times their
/// colours). `threads`: 0 = one per core; the picture does not depend on it. Throws Error(Internal) for a field whose
/// lists disagree, Cancelled.
VolumePicture renderRadianceField(const RadianceField& field, const RenderCamera& camera, unsigned threads = 0,
                                  const RunContext& context = {});

}  // namespace espalier

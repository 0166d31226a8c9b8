#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "inference/asset/gaussian_cloud.h"
#include "inference/base/run_context.h"

namespace espalier {

enum class GaussianFormat { Ply, Splat };

/// "ply" / ".SPLAT" -> Splat; nothing for an unknown name.
std::optional<GaussianFormat> gaussianFormatFromName(const std::string& nameOrExtension);

/// Writes the Gaussians for splat viewers, in the y-down axes that these expect of a capture.
/// Ply: the layout of "3D Gaussian Splatting" and of TRELLIS' save_ply: 17 floats a Gaussian, opacity as logit, scales
/// as logarithms, the largest part of a rotation positive. Splat: 32 bytes a Gaussian with 8-bit colours and rotations,
/// the largest and most opaque first, so that a viewer can show what has arrived.
/// Written as ".part" and renamed. Throws Error(FileWrite) naming file and cause, Error(EmptyResult) for an empty
/// cloud, Error(Internal) for one that breaks its own contract, Cancelled.
void exportGaussians(const GaussianCloud& cloud, const std::filesystem::path& file, GaussianFormat format,
                     const RunContext& context = {});

}  // namespace espalier

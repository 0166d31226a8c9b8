#pragma once

#include <string>
#include <utility>
#include <vector>

#include "inference/asset/mesh_asset.h"
#include "inference/base/run_context.h"
#include "inference/meshing/mesh_repair.h"
#include "inference/meshing/mesh_simplify.h"
#include "inference/meshing/uv_unwrap.h"
#include "inference/pipeline/asset_settings.h"
#include "inference/pipeline/raw_result.h"

namespace espalier {

/// What making the asset changed and took.
struct AssetReport {
    CleanReport clean;
    SimplifyReport simplify;
    UnwrapReport unwrap;                                 ///< no charts: not unwrapped
    MeshStatistics statistics;                           ///< of the surface before textures cut it along their seams
    std::vector<std::pair<Stage, double>> stageSeconds;  ///< in the order they ran
    std::vector<std::string> notes;                      ///< what the user should know, one sentence each
};

struct MadeAsset {
    MeshAssetPtr mesh;
    AssetReport report;
};

/// Cleans, simplifies, unwraps and bakes. Where there are Gaussians, textures take their colours, and those of the
/// voxels where no Gaussian reaches. Without PBR voxels there are no textures and the raw mesh's own colours, if any,
/// stay at the vertices. What this build cannot do without a library (simplify, bake, find inner shells) is left out
/// and noted. From any thread; stages Clean, Simplify, Unwrap, Bake and Finish are reported. Throws
/// Error(InvalidRequest) for settings out of range, Error(EmptyResult) for a raw mesh without a face of any area,
/// Error(Internal) for one that breaks its own contract, Error(OutOfMemory), Cancelled.
MadeAsset makeAsset(const RawResult& raw, const AssetSettings& settings, const RunContext& context = {});

/// The raw mesh with the voxels' colours at its vertices and nothing else done to it: what "raw" asks for, and the
/// "before" of a comparison.
MeshAsset rawAsset(const RawResult& raw, const RunContext& context = {});

/// Expected cost of each of makeAsset()'s stages for RunContext::plan(), in seconds of an ordinary processor.
std::vector<std::pair<Stage, double>> assetCosts(std::size_t rawFaces, const AssetSettings& settings, bool hasVoxels);

}  // namespace espalier

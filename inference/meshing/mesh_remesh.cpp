#include "inference/meshing/mesh_remesh.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "inference/base/error.h"
#include "inference/meshing/cavities.h"
#include "inference/meshing/dual_contouring.h"
#include "inference/meshing/mesh_repair.h"
#include "inference/meshing/narrow_band.h"
#include "inference/meshing/nearest_surface.h"
#include "inference/meshing/parallel.h"
#include "inference/meshing/solid_region.h"

namespace espalier {
namespace {

/// Half the width of the widest opening that is closed, of the longest side.
constexpr float kWidestOpening = 0.04f;
// Per cent of the work that is done by then.
constexpr double kCavitiesPercent = 20.0, kBandPercent = 65.0, kContouredPercent = 90.0;

[[noreturn]] void refuseEmpty() {
    throw Error(ErrorCode::EmptyResult, "The mesh has no face of any area.", "Try another picture or another seed.");
}

/// The grid's points, at even places also those of a grid half as fine.
NarrowBand::Frame frameAround(const MeshAsset& mesh, int resolution) {
    constexpr std::int32_t kMargin = 8;  // cells, more than a band of either grid reaches
    constexpr std::int32_t kUnit = 2 * NarrowBand::kBlock;
    Vec3f low = mesh.positions[mesh.triangles[0][0]], high = low;
    for (const auto& t : mesh.triangles)
        for (const auto v : t)
            for (std::size_t a = 0; a < 3; ++a) {
                low[a] = std::min(low[a], mesh.positions[v][a]);
                high[a] = std::max(high[a], mesh.positions[v][a]);
            }
    const float longest = std::max({high[0] - low[0], high[1] - low[1], high[2] - low[2]});
    if (!(longest > 0.0f)) refuseEmpty();
    NarrowBand::Frame frame{.origin = {}, .cell = longest / float(resolution), .count = {}};
    for (std::size_t a = 0; a < 3; ++a) {
        const auto cells = std::int32_t(std::ceil((high[a] - low[a]) / frame.cell));
        frame.count[a] = (cells + 2 * kMargin + kUnit) / kUnit * kUnit;
        frame.origin[a] = 0.5f * (low[a] + high[a]) - 0.5f * frame.cell * float(frame.count[a] - 1);
    }
    return frame;
}

NarrowBand::Frame halfAsFine(const NarrowBand::Frame& frame) {
    return {frame.origin, 2.0f * frame.cell, {frame.count[0] / 2, frame.count[1] / 2, frame.count[2] / 2}};
}

/// Values per vertex from the nearest points of the original.
void takeAttributes(MeshAsset& mesh, const MeshAsset& original, const NearestSurface& surface, unsigned threads,
                    const RunContext& context) {
    if (original.colors.empty() && original.metallicRoughness.empty()) return;
    constexpr std::size_t kChunk = 4096;
    if (!original.colors.empty()) mesh.colors.resize(mesh.positions.size());
    if (!original.metallicRoughness.empty()) mesh.metallicRoughness.resize(mesh.positions.size());
    const auto take = [&](std::size_t v, std::uint32_t guess) {
        const auto hit = surface.nearest(mesh.positions[v], guess);
        const auto& t = original.triangles[hit.face];
        const auto mix = [&](const auto& values, std::size_t i) {
            return hit.weights[0] * float(values[t[0]][i]) + hit.weights[1] * float(values[t[1]][i]) +
                   hit.weights[2] * float(values[t[2]][i]);
        };
        for (std::size_t i = 0; i < 4 && !mesh.colors.empty(); ++i)
            mesh.colors[v][i] = std::uint8_t(std::lround(mix(original.colors, i)));
        for (std::size_t i = 0; i < 2 && !mesh.metallicRoughness.empty(); ++i)
            mesh.metallicRoughness[v][i] = mix(original.metallicRoughness, i);
        return hit.face;
    };
    parallelFor((mesh.positions.size() + kChunk - 1) / kChunk, threads, context, [&](std::size_t chunk) {
        std::uint32_t face = 0;
        for (std::size_t v = chunk * kChunk; v < std::min(mesh.positions.size(), (chunk + 1) * kChunk); ++v)
            face = take(v, face);
    });
}

}  // namespace

bool canRemesh() {
    return true;
}

MeshAsset remeshWatertight(const MeshAsset& mesh, const RemeshOptions& options, const RunContext& context) {
    constexpr int kLeast = 16, kMost = 512;
    if (options.resolution < kLeast || options.resolution > kMost)
        throw Error(ErrorCode::InvalidRequest,
                    "The remeshing resolution is " + std::to_string(options.resolution) + ".",
                    "Use " + std::to_string(kLeast) + " to " + std::to_string(kMost) + ".");
    if (mesh.triangles.empty()) refuseEmpty();
    requireSoundBuffers(mesh);
    const auto tell = [&](double percent) { context.report(Stage::Clean, int(percent), 100); };
    const NearestSurface surface(mesh, options.threads, context);
    const NarrowBand::Frame frame = frameAround(mesh, options.resolution);
    const Cavities cavities(NarrowBand(surface, halfAsFine(frame), {}, options.threads, context,
                                       [&](double share) { tell(kCavitiesPercent * share); }),
                            kWidestOpening * float(options.resolution) / 2.0f, context);
    MeshAsset result;
    {
        const NarrowBand band(
            surface, frame, [&](const GridPoint& block) { return SolidRegion::isDivided(cavities, block); },
            options.threads, context,
            [&](double share) { tell(kCavitiesPercent + (kBandPercent - kCavitiesPercent) * share); });
        result = contourSolid(surface, band, SolidRegion(band, cavities, context), options.threads, context);
    }
    tell(kContouredPercent);
    repairTopology(result, context);
    takeAttributes(result, mesh, surface, options.threads, context);
    tell(100.0);
    return result;
}

}  // namespace espalier

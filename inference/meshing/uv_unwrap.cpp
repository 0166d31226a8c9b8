#include "inference/meshing/uv_unwrap.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <optional>

#include "inference/base/error.h"
#include "inference/meshing/box_projection.h"
#include "inference/meshing/chart_packing.h"
#include "inference/meshing/normal_clusters.h"
#include "inference/meshing/parallel.h"
#include "inference/meshing/uv_relaxation.h"
#include "inference/meshing/vector_math.h"
#include "inference/meshing/xatlas_charts.h"

namespace espalier {
namespace {

using Clock = std::chrono::steady_clock;

/// Rounds that open the folds of noisy surfaces.
constexpr int kRelaxations = 40;
/// A group lies flat when one chart holds all but this share of its area.
constexpr double kLooseArea = 0.25;
/// Of the budget: what packing may use up.
constexpr double kPackingShare = 0.3;
/// Per cent of the work that is done by then.
constexpr double kClustered = 10.0, kFlattened = 40.0;

/// The group seen along its mean normal and relaxed, when that leaves it nearly whole.
std::optional<std::vector<UvChart>> flattenByRelaxing(const MeshAsset& mesh, const std::vector<std::uint32_t>& faces) {
    Vec3f mean{};
    for (const std::uint32_t face : faces)
        mean = mean + areaNormal(mesh, face);
    UvChart chart = projectAlong(mesh, faces, mean);
    relaxChart(chart, mesh, kRelaxations);
    equalizeArea(chart, mesh);
    std::vector<UvChart> parts = splitOverlaps(std::move(chart));
    double largest = 0.0, all = 0.0;
    for (const UvChart& part : parts) {
        const double area = part.area();
        all += area;
        largest = std::max(largest, area);
    }
    if (all - largest > kLooseArea * all) return std::nullopt;
    return parts;
}

std::vector<UvChart> flatten(const MeshAsset& mesh, const std::vector<std::uint32_t>& faces, Clock::time_point deadline,
                             const RunContext& context, bool& boxed) {
    if (Clock::now() < deadline) {
        if (auto charts = flattenByRelaxing(mesh, faces)) return *std::move(charts);
        if (auto charts = flattenWithXatlas(mesh, faces, deadline, context)) return *std::move(charts);
    }
    boxed = true;
    return projectOntoBox(mesh, faces);
}

template <typename Value>
void pick(const std::vector<Value>& from, const std::vector<std::uint32_t>& sources, std::vector<Value>& to) {
    if (from.empty()) return;
    to.reserve(sources.size());
    for (const std::uint32_t source : sources)
        to.push_back(from[source]);
}

/// One vertex for every point of every chart; the triangles keep their order.
void assemble(const MeshAsset& mesh, const std::vector<UvChart>& charts, UnwrappedMesh& result) {
    MeshAsset& out = result.mesh;
    out.triangles.resize(mesh.triangles.size());
    for (const UvChart& chart : charts) {
        const auto first = std::uint32_t(out.uvs.size());
        out.uvs.insert(out.uvs.end(), chart.points.begin(), chart.points.end());
        result.sources.insert(result.sources.end(), chart.sources.begin(), chart.sources.end());
        for (std::size_t t = 0; t < chart.triangles.size(); ++t)
            for (std::size_t k = 0; k < 3; ++k)
                out.triangles[chart.faces[t]][k] = first + chart.triangles[t][k];
    }
    pick(mesh.positions, result.sources, out.positions);
    pick(mesh.normals, result.sources, out.normals);
    pick(mesh.colors, result.sources, out.colors);
    pick(mesh.metallicRoughness, result.sources, out.metallicRoughness);
}

}  // namespace

UnwrappedMesh unwrap(const MeshAsset& mesh, const UnwrapOptions& options, const RunContext& context) {
    if (mesh.triangles.empty())
        throw Error(ErrorCode::EmptyResult, "The mesh has no triangles to lay a texture on.",
                    "Generate again with another seed, or keep more of the mesh when it is cleaned.");
    for (const Vec3f& p : mesh.positions)
        if (!std::isfinite(p[0]) || !std::isfinite(p[1]) || !std::isfinite(p[2]))
            throw Error(ErrorCode::Internal, "A mesh with a position that is not finite was to be unwrapped.");
    const auto start = Clock::now();
    const auto after = [&](double share) {
        return start + std::chrono::duration_cast<Clock::duration>(
                           std::chrono::duration<double>(options.budgetSeconds * share));
    };
    const auto tell = [&](double percent) { context.report(Stage::Unwrap, int(percent), 100); };
    const auto groups = normalClusters(mesh, faceNeighbours(mesh, context), {}, context);
    tell(kClustered);

    std::vector<std::vector<UvChart>> flattened(groups.size());
    std::atomic<std::size_t> boxedFaces = 0;
    const auto deadline = after(1.0 - kPackingShare);
    const auto flattenOne = [&](std::size_t i) {
        bool boxed = false;
        flattened[i] = flatten(mesh, groups[i], deadline, context, boxed);
        if (boxed) boxedFaces += groups[i].size();
    };
    const auto tellFlattened = [&](std::size_t done) {
        if (done % (groups.size() / 100 + 1) == 0)
            tell(kClustered + (kFlattened - kClustered) * double(done) / double(groups.size()));
    };
    parallelFor(groups.size(), options.threads, context, flattenOne, tellFlattened);
    std::vector<UvChart> charts;
    for (auto& list : flattened)
        std::move(list.begin(), list.end(), std::back_inserter(charts));

    PackOptions packing;
    packing.resolution = options.resolution;
    packing.padding = options.padding > 0 ? options.padding : std::max(2, options.resolution / 512);
    packing.deadline = after(1.0);
    packing.threads = options.threads;
    packing.progress = [&](double share) { tell(kFlattened + (100.0 - kFlattened) * share); };
    const PackResult packed = packCharts(charts, packing, context);

    tell(100.0);

    UnwrappedMesh result;
    assemble(mesh, charts, result);
    result.report.charts = charts.size();
    result.report.usedShare = packed.usedShare;
    result.report.padding = packed.padding;
    result.report.boxedShare = double(boxedFaces) / double(mesh.triangles.size());
    result.report.fellBack = boxedFaces > 0;
    result.report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return result;
}

}  // namespace espalier

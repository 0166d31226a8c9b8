#include "inference/meshing/uv_unwrap.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>

#include "inference/base/error.h"
#include "inference/meshing/box_projection.h"
#include "inference/meshing/chart_packing.h"
#include "inference/meshing/normal_clusters.h"
#include "inference/meshing/parallel.h"
#include "inference/meshing/time_limit.h"
#include "inference/meshing/uv_relaxation.h"
#include "inference/meshing/vector_math.h"
#include "inference/meshing/xatlas_charts.h"

namespace espalier {
namespace {

using Clock = TimeLimit::Clock;

/// Rounds that open the folds of noisy surfaces.
constexpr int kRelaxations = 40;
/// A group lies flat when one chart holds all but this share of its area.
constexpr double kLooseArea = 0.25;
/// xatlas takes a time that grows with the square and cannot be interrupted: larger groups are divided for it.
constexpr std::size_t kXatlasFaces = 1000;
/// Of the budget: what packing may use up.
constexpr double kPackingShare = 0.3;
/// What even the quick ways may take beyond the budget before the ones that take no time follow.
constexpr double kGraceSeconds = 3.0, kGracePerFace = 5e-6;
/// Per cent of the work that is done by then.
constexpr double kClustered = 10.0, kFlattened = 40.0;

/// The group seen along its mean normal and relaxed, when that leaves it nearly whole.
std::optional<std::vector<UvChart>> flattenByRelaxing(const MeshAsset& mesh, const std::vector<std::uint32_t>& faces,
                                                      const TimeLimit& limit) {
    limit.check();
    Vec3f mean{};
    for (const std::uint32_t face : faces)
        mean = mean + areaNormal(mesh, face);
    UvChart chart = projectAlong(mesh, faces, mean);
    relaxChart(chart, mesh, kRelaxations);
    equalizeArea(chart, mesh);
    std::vector<UvChart> parts = splitOverlaps(std::move(chart), limit);
    double largest = 0.0, all = 0.0;
    for (const UvChart& part : parts) {
        const double area = part.area();
        all += area;
        largest = std::max(largest, area);
    }
    if (all - largest > kLooseArea * all) return std::nullopt;
    return parts;
}

/// The two halves of a group, divided across its longest side.
std::array<std::vector<std::uint32_t>, 2> halves(const MeshAsset& mesh, std::vector<std::uint32_t> faces) {
    const auto middle = [&](std::uint32_t face, std::size_t axis) {
        const auto& [a, b, c] = mesh.triangles[face];
        return mesh.positions[a][axis] + mesh.positions[b][axis] + mesh.positions[c][axis];
    };
    std::size_t longest = 0;
    float length = -1.0f;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto [low, high] = std::minmax_element(faces.begin(), faces.end(),
                                                     [&](auto a, auto b) { return middle(a, axis) < middle(b, axis); });
        if (middle(*high, axis) - middle(*low, axis) <= length) continue;
        length = middle(*high, axis) - middle(*low, axis);
        longest = axis;
    }
    const auto half = faces.begin() + std::ptrdiff_t(faces.size() / 2);
    std::nth_element(faces.begin(), half, faces.end(), [&](auto a, auto b) {
        return std::pair(middle(a, longest), a) < std::pair(middle(b, longest), b);
    });
    std::sort(faces.begin(), half);
    std::sort(half, faces.end());
    return {std::vector(faces.begin(), half), std::vector(half, faces.end())};
}

/// True when the faces could be laid flat in their shapes; `charts` has them then.
bool flattenInShape(const MeshAsset& mesh, const std::vector<std::uint32_t>& faces, const TimeLimit& limit,
                    std::vector<UvChart>& charts) {
    const auto take = [&](std::optional<std::vector<UvChart>> found) {
        if (found) std::move(found->begin(), found->end(), std::back_inserter(charts));
        return found.has_value();
    };
    if (take(flattenByRelaxing(mesh, faces, limit))) return true;
    if (faces.size() <= kXatlasFaces) return take(flattenWithXatlas(mesh, faces, limit));
    const auto [first, second] = halves(mesh, faces);
    return flattenInShape(mesh, first, limit, charts) && flattenInShape(mesh, second, limit, charts);
}

/// Until when each way of laying faces flat is worth trying; the one that is left then takes no time.
struct Limits {
    TimeLimit shapes;
    TimeLimit projection;
};

std::vector<UvChart> flatten(const MeshAsset& mesh, const std::vector<std::uint32_t>& faces, const Limits& limits,
                             bool& boxed) {
    try {
        std::vector<UvChart> charts;
        if (flattenInShape(mesh, faces, limits.shapes, charts)) return charts;
    } catch (const OutOfTime&) {
    }
    boxed = true;
    try {
        return projectOntoBox(mesh, faces, limits.projection);
    } catch (const OutOfTime&) {
        return chartPerFace(mesh, faces);
    }
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
    const double grace = kGraceSeconds + kGracePerFace * double(mesh.triangles.size());
    const auto after = [&](double budgetShare, double graceShare) {
        const std::chrono::duration<double> seconds(options.budgetSeconds * budgetShare + grace * graceShare);
        return start + std::chrono::duration_cast<Clock::duration>(seconds);
    };
    const auto tell = [&](double percent) { context.report(Stage::Unwrap, int(percent), 100); };
    const auto groups = normalClusters(mesh, faceNeighbours(mesh, context), {}, context);
    tell(kClustered);

    std::vector<std::vector<UvChart>> flattened(groups.size());
    std::atomic<std::size_t> boxedFaces = 0;
    const Limits limits{{after(1.0 - kPackingShare, 0.0), context}, {after(1.0 - kPackingShare, 0.5), context}};
    const auto flattenOne = [&](std::size_t i) {
        bool boxed = false;
        flattened[i] = flatten(mesh, groups[i], limits, boxed);
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
    packing.deadline = after(1.0, 0.0);
    packing.lastCall = after(1.0, 1.0);
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
    result.report.fellBack = boxedFaces > 0 || packed.inRows;
    result.report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return result;
}

}  // namespace espalier

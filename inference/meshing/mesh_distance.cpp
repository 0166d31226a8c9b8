#include "inference/meshing/mesh_distance.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "inference/base/error.h"
#include "inference/meshing/mesh_geometry.h"
#include "inference/meshing/nearest_surface.h"
#include "inference/meshing/parallel.h"

namespace espalier {
namespace {

/// Points of the surface, drawn evenly by area: one in each of `count` equal shares of it.
std::vector<Vec3f> sampleSurface(const MeshAsset& mesh, std::size_t count) {
    std::vector<double> areaUpTo;
    double area = 0.0;
    for (const auto& t : mesh.triangles)
        areaUpTo.push_back(area += length(areaNormal(mesh, t)));
    if (!(area > 0.0))
        throw Error(ErrorCode::EmptyResult, "A mesh without a face of any area has no distance to another.",
                    "Compare meshes that have faces.");
    std::mt19937 random(1);
    const auto unit = [&] { return (random() + 0.5) / 4294967296.0; };
    std::vector<Vec3f> points;
    points.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double place = area * (double(i) + unit()) / double(count);
        const auto after = std::upper_bound(areaUpTo.begin(), areaUpTo.end(), place);
        const auto& t = mesh.triangles[std::min(std::size_t(after - areaUpTo.begin()), areaUpTo.size() - 1)];
        const double root = std::sqrt(unit()), split = unit();
        const double weights[3]{1.0 - root, root * (1.0 - split), root * split};
        Vec3f& p = points.emplace_back();
        for (std::size_t axis = 0; axis < 3; ++axis) {
            double sum = 0.0;
            for (std::size_t corner = 0; corner < 3; ++corner)
                sum += weights[corner] * mesh.positions[t[corner]][axis];
            p[axis] = float(sum);
        }
    }
    return points;
}

void appendDistances(std::vector<double>& distances, const std::vector<Vec3f>& points, const MeshAsset& surface,
                     unsigned threads, const RunContext& context) {
    constexpr std::size_t kChunk = 4096;
    const NearestSurface nearest(surface);
    const std::size_t before = distances.size();
    distances.resize(before + points.size());
    parallelFor((points.size() + kChunk - 1) / kChunk, threads, context, [&](std::size_t chunk) {
        for (std::size_t i = chunk * kChunk; i < std::min(points.size(), (chunk + 1) * kChunk); ++i)
            distances[before + i] = length(toDouble(nearest.nearest(points[i]).point) - toDouble(points[i]));
    });
}

}  // namespace

MeshDistance meshDistance(const MeshAsset& a, const MeshAsset& b, std::size_t samples, unsigned threads,
                          const RunContext& context) {
    std::vector<double> distances;
    appendDistances(distances, sampleSurface(a, samples), b, threads, context);
    appendDistances(distances, sampleSurface(b, samples), a, threads, context);
    if (distances.empty()) return {};
    const Bounds box = bounds(a);
    const double diagonal = length(toDouble(box.max) - toDouble(box.min));
    double sum = 0.0;
    for (double& d : distances) {
        d /= diagonal;
        sum += d * d;
    }
    const auto rank = distances.begin() + std::ptrdiff_t(distances.size() - 1 - distances.size() / 100);
    std::nth_element(distances.begin(), rank, distances.end());
    return {std::sqrt(sum / double(distances.size())), *rank, *std::max_element(rank, distances.end())};
}

}  // namespace espalier

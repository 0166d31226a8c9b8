#include "inference/meshing/xatlas_charts.h"

#include <xatlas.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>

#include "inference/meshing/vector_math.h"

namespace espalier {
namespace {

using AtlasPtr = std::unique_ptr<xatlas::Atlas, decltype(&xatlas::Destroy)>;

/// xatlas packs whatever it flattens; this many texels along a group keep that cheap and its rounding small.
constexpr float kTexelsAcross = 256.0f;

/// The faces as a mesh of their own, moved to the origin and scaled to about one, where xatlas's tolerances are meant.
struct LocalMesh {
    std::vector<Vec3f> positions;
    std::vector<std::uint32_t> sources;
    std::vector<std::uint32_t> indices;

    LocalMesh(const MeshAsset& mesh, std::span<const std::uint32_t> faces) {
        std::unordered_map<std::uint32_t, std::uint32_t> places;
        Vec3f low{1e30f, 1e30f, 1e30f}, high{-1e30f, -1e30f, -1e30f};
        for (const std::uint32_t face : faces) {
            for (const std::uint32_t vertex : mesh.triangles[face]) {
                const auto [place, isNew] = places.try_emplace(vertex, std::uint32_t(sources.size()));
                indices.push_back(place->second);
                if (!isNew) continue;
                sources.push_back(vertex);
                positions.push_back(mesh.positions[vertex]);
                for (std::size_t a = 0; a < 3; ++a) {
                    low[a] = std::min(low[a], positions.back()[a]);
                    high[a] = std::max(high[a], positions.back()[a]);
                }
            }
        }
        const Vec3f size = high - low;
        const float scale = 1.0f / std::max({size[0], size[1], size[2], 1e-20f});
        for (Vec3f& p : positions)
            p = (p - low) * scale;
    }
};

/// Called by xatlas now and then with the limit of the run.
bool goesOn(xatlas::ProgressCategory, int, void* data) {
    const auto& limit = *static_cast<const TimeLimit*>(data);
    return !limit.stopRequested() && !limit.isReached();
}

UvChart readChart(const xatlas::Mesh& output, const xatlas::Chart& source, const LocalMesh& local,
                  std::span<const std::uint32_t> faces) {
    UvChart chart;
    std::unordered_map<std::uint32_t, std::uint32_t> places;
    for (std::uint32_t f = 0; f < source.faceCount; ++f) {
        const std::uint32_t face = source.faceArray[f];
        std::array<std::uint32_t, 3> corners;
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t index = output.indexArray[3 * std::size_t(face) + k];
            const auto [place, isNew] = places.try_emplace(index, std::uint32_t(chart.points.size()));
            if (isNew) {
                const xatlas::Vertex& vertex = output.vertexArray[index];
                chart.points.push_back({vertex.uv[0], vertex.uv[1]});
                chart.sources.push_back(local.sources[vertex.xref]);
            }
            corners[k] = place->second;
        }
        chart.faces.push_back(faces[face]);
        chart.triangles.push_back(corners);
    }
    return chart;
}

}  // namespace

bool hasXatlas() {
    return true;
}

std::optional<std::vector<UvChart>> flattenWithXatlas(const MeshAsset& mesh, std::span<const std::uint32_t> faces,
                                                      const TimeLimit& limit) {
    // Its warnings on standard output are about faces that the box projection takes over.
    [[maybe_unused]] static const bool kSilent = (xatlas::SetPrint(nullptr, false), true);
    const LocalMesh local(mesh, faces);
    const AtlasPtr atlas(xatlas::Create(), &xatlas::Destroy);
    xatlas::SetProgressCallback(atlas.get(), goesOn, const_cast<TimeLimit*>(&limit));
    xatlas::MeshDecl declaration;
    declaration.vertexCount = std::uint32_t(local.positions.size());
    declaration.vertexPositionData = local.positions.data();
    declaration.vertexPositionStride = sizeof(Vec3f);
    declaration.indexCount = std::uint32_t(local.indices.size());
    declaration.indexData = local.indices.data();
    declaration.indexFormat = xatlas::IndexFormat::UInt32;
    if (xatlas::AddMesh(atlas.get(), declaration) != xatlas::AddMeshError::Success) return std::nullopt;

    // The groups face one way already: xatlas divides them only where they do not flatten otherwise.
    xatlas::ChartOptions charts;
    charts.maxCost = 16.0f;
    charts.normalDeviationWeight = 0.5f;
    xatlas::ComputeCharts(atlas.get(), charts);
    limit.check();
    xatlas::PackOptions packing;
    packing.texelsPerUnit = kTexelsAcross;
    packing.bilinear = packing.rotateCharts = packing.rotateChartsToAxis = false;
    packing.blockAlign = true;
    xatlas::PackCharts(atlas.get(), packing);
    limit.check();
    if (atlas->meshCount != 1) return std::nullopt;

    const xatlas::Mesh& output = atlas->meshes[0];
    std::vector<UvChart> result;
    std::size_t flattened = 0;
    for (std::uint32_t c = 0; c < output.chartCount; ++c) {
        UvChart chart = readChart(output, output.chartArray[c], local, faces);
        flattened += chart.faces.size();
        equalizeArea(chart, mesh);
        for (UvChart& part : splitOverlaps(std::move(chart), limit))
            result.push_back(std::move(part));
    }
    if (flattened != faces.size()) return std::nullopt;
    return result;
}

}  // namespace espalier

#include "app/preview_writer.h"

#include <array>
#include <cstdio>
#include <string>
#include <unordered_set>
#include <utility>

#include "app/folders.h"
#include "app/picture_writer.h"
#include "inference/asset/software_render.h"
#include "inference/base/error.h"
#include "inference/base/log.h"

namespace espalier {
namespace {

struct CubeFace {
    std::array<int, 3> outward;
    std::array<std::array<int, 3>, 4> corners;  ///< counter-clockwise from outside
};

constexpr std::array<CubeFace, 6> kCubeFaces{{
    {{-1, 0, 0}, {{{0, 0, 0}, {0, 0, 1}, {0, 1, 1}, {0, 1, 0}}}},
    {{1, 0, 0}, {{{1, 0, 0}, {1, 1, 0}, {1, 1, 1}, {1, 0, 1}}}},
    {{0, -1, 0}, {{{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {0, 0, 1}}}},
    {{0, 1, 0}, {{{0, 1, 0}, {0, 1, 1}, {1, 1, 1}, {1, 1, 0}}}},
    {{0, 0, -1}, {{{0, 0, 0}, {0, 1, 0}, {1, 1, 0}, {1, 0, 0}}}},
    {{0, 0, 1}, {{{0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}}}},
}};

std::uint64_t cellKey(int x, int y, int z) {
    return (std::uint64_t(x) << 32) | (std::uint64_t(y) << 16) | std::uint64_t(z);
}

void addFace(MeshAsset& mesh, const CubeFace& face, const std::array<std::uint16_t, 3>& cell, float cellSize) {
    const auto first = std::uint32_t(mesh.positions.size());
    for (const auto& corner : face.corners) {
        Vec3f position;
        for (int axis = 0; axis < 3; ++axis)
            position[axis] = float(cell[axis] + corner[axis]) * cellSize - 0.5f;
        mesh.positions.push_back(position);
        mesh.normals.push_back({float(face.outward[0]), float(face.outward[1]), float(face.outward[2])});
    }
    mesh.triangles.push_back({first, first + 1, first + 2});
    mesh.triangles.push_back({first, first + 2, first + 3});
}

}  // namespace

MeshAsset voxelMesh(const VoxelCloud& cloud) {
    std::unordered_set<std::uint64_t> occupied;
    for (const auto& cell : cloud.cells)
        occupied.insert(cellKey(cell[0], cell[1], cell[2]));
    MeshAsset mesh;
    const float cellSize = 1.0f / float(cloud.resolution);
    for (std::size_t i = 0; i < cloud.cells.size(); ++i) {
        const auto& cell = cloud.cells[i];
        for (const CubeFace& face : kCubeFaces) {
            const int x = cell[0] + face.outward[0];
            const int y = cell[1] + face.outward[1];
            const int z = cell[2] + face.outward[2];
            if (x >= 0 && y >= 0 && z >= 0 && occupied.contains(cellKey(x, y, z))) continue;
            addFace(mesh, face, cell, cellSize);
            if (cloud.colors.empty()) continue;
            const auto& [red, green, blue] = cloud.colors[i];
            mesh.colors.insert(mesh.colors.end(), face.corners.size(), {red, green, blue, 255});
        }
    }
    return mesh;
}

PreviewWriter::PreviewWriter(std::filesystem::path folder, std::stop_token cancelled)
    : m_folder(std::move(folder)), m_cancelled(std::move(cancelled)) {
    makeFolder(m_folder);
    m_thread = std::jthread([this](const std::stop_token& stop) { drawAll(stop); });
}

PreviewWriter::~PreviewWriter() = default;

void PreviewWriter::take(std::shared_ptr<const Preview> preview) {
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = std::move(preview);
    }
    m_arrived.notify_one();
}

void PreviewWriter::drawAll(const std::stop_token& stop) {
    for (int number = 1;; ++number) {
        std::unique_lock lock(m_mutex);
        m_arrived.wait(lock, stop, [this] { return m_waiting != nullptr; });
        const auto preview = std::exchange(m_waiting, nullptr);
        lock.unlock();
        if (!preview || m_cancelled.stop_requested()) return;
        try {
            draw(*preview, number);
        } catch (const Error& error) {
            // The job itself is worth more than its previews.
            log(LogLevel::Warning, error.what());
            return;
        }
    }
}

void PreviewWriter::draw(const Preview& preview, int number) const {
    const auto* mesh = std::get_if<MeshAssetPtr>(&preview.shape);
    const ImageBuffer picture =
        mesh != nullptr ? renderMesh(**mesh) : renderMesh(voxelMesh(std::get<VoxelCloud>(preview.shape)));
    char prefix[16];
    std::snprintf(prefix, sizeof prefix, "%03d-", number);
    writePicture(picture, m_folder / (prefix + std::string(name(preview.stage)) + ".png"));
}

}  // namespace espalier

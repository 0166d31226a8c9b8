#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "inference/asset/mesh_asset.h"
#include "inference/asset/preview.h"

namespace espalier {

/// The visible faces of the occupied cells, flat shaded, in model space.
MeshAsset voxelMesh(const VoxelCloud& cloud);

/// Draws the previews of one job into numbered PNG files ("003-structure.png") on a thread of its own, so that the job
/// does not wait; while one is drawn, only the newest of the others is kept.
class PreviewWriter {
public:
    /// Creates the folder; draws nothing more once the job was `cancelled`. Throws Error(FileWrite).
    explicit PreviewWriter(std::filesystem::path folder, std::stop_token cancelled = {});
    /// Draws what is still waiting, then returns.
    ~PreviewWriter();

    /// Returns at once; from any thread.
    void take(std::shared_ptr<const Preview> preview);

    const std::filesystem::path& folder() const { return m_folder; }

private:
    void drawAll(const std::stop_token& stop);
    void draw(const Preview& preview, int number) const;

    std::filesystem::path m_folder;
    std::stop_token m_cancelled;
    std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::shared_ptr<const Preview> m_waiting;
    std::jthread m_thread;
};

}  // namespace espalier

#include "ui/asset_remaker.h"

#include <utility>

#include "ui/background_task.h"

namespace espalier {

AssetRemaker::AssetRemaker(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
}

AssetRemaker::~AssetRemaker() {
    m_stop.request_stop();
    m_pool.waitForDone();
}

void AssetRemaker::start(std::shared_ptr<const RawResult> raw, const AssetSettings& settings) {
    m_busy = true;
    m_stop = {};
    runInPool(
        &m_pool, this,
        // `this` outlives the work: the destructor waits for it.
        [this, raw = std::move(raw), settings, stop = m_stop.get_token()]() -> std::shared_ptr<const MadeAsset> {
            try {
                const RunContext context(stop, [this](const Progress& progress) { post(progress); });
                context.plan(assetCosts(raw->mesh.triangleCount(), settings, !raw->coords.empty()));
                return std::make_shared<const MadeAsset>(makeAsset(*raw, settings, context));
            } catch (const Cancelled&) {
                return nullptr;
            }
        },
        [this, settings](const std::shared_ptr<const MadeAsset>& asset) {
            m_busy = false;
            if (asset)
                Q_EMIT made(asset, settings);
            else
                Q_EMIT cancelled();
        },
        [this](const JobFailure& failure) {
            m_busy = false;
            Q_EMIT failed(failure);
        });
}

void AssetRemaker::cancel() {
    m_stop.request_stop();
}

void AssetRemaker::makeBefore(std::shared_ptr<const RawResult> raw) {
    m_before = raw;
    runInPool(
        &m_pool, this, [raw] { return std::make_shared<const MeshAsset>(rawAsset(*raw)); },
        [this, raw](const MeshAssetPtr& mesh) {
            if (m_before == raw) Q_EMIT beforeReady(mesh);
        },
        [this](const JobFailure& failure) { Q_EMIT failed(failure); });
}

void AssetRemaker::post(const Progress& progress) {
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_mail, progress)) return;  // the window has yet to read the one before
    }
    QMetaObject::invokeMethod(
        this,
        [this] {
            std::optional<Progress> newest;
            {
                const std::lock_guard lock(m_mutex);
                newest = std::exchange(m_mail, std::nullopt);
            }
            if (newest && m_busy) Q_EMIT progressed(*newest);
        },
        Qt::QueuedConnection);
}

}  // namespace espalier

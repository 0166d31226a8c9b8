#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "inference/pipeline/asset_maker.h"
#include "inference/pipeline/job_runner.h"

namespace espalier {

/// Makes assets again from what the decoders gave, one at a time in a thread of its own. GUI thread.
class AssetRemaker : public QObject {
    Q_OBJECT

public:
    explicit AssetRemaker(QObject* parent = nullptr);
    /// Stops what is under way and waits for it.
    ~AssetRemaker() override;

    /// Answered by made(), failed() or cancelled(). Not while isBusy().
    void start(std::shared_ptr<const RawResult> raw, const AssetSettings& settings);
    /// Takes effect within a moment, simplifying a large mesh apart.
    void cancel();
    bool isBusy() const { return m_busy; }

    /// The mesh as the decoders gave it, for comparison: answered by beforeReady() unless another one was asked for.
    void makeBefore(std::shared_ptr<const RawResult> raw);

Q_SIGNALS:
    void progressed(const espalier::Progress& progress);
    void made(const std::shared_ptr<const espalier::MadeAsset>& asset, const espalier::AssetSettings& settings);
    void cancelled();
    void failed(const espalier::JobFailure& failure);
    void beforeReady(const espalier::MeshAssetPtr& mesh);

private:
    void post(const Progress& progress);

    QThreadPool m_pool;
    std::stop_source m_stop;
    std::shared_ptr<const RawResult> m_before;
    std::mutex m_mutex;
    std::optional<Progress> m_mail;  // guarded by m_mutex: the newest report that was not told yet
    bool m_busy = false;
};

}  // namespace espalier

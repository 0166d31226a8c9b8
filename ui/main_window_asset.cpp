// The window and the asset on screen: making it again with other settings, and comparing it with what it was made from.
#include <QAction>
#include <QStackedWidget>

#include "ui/asset_commands.h"
#include "ui/asset_panel.h"
#include "ui/asset_remaker.h"
#include "ui/main_window.h"
#include "ui/message_banner.h"
#include "ui/preview_timeline.h"
#include "ui/window_actions.h"
#include "viewer/viewport_widget.h"

namespace espalier {

void MainWindow::connectAsset() {
    connect(m_actions->applyAsset, &QAction::triggered, this, &MainWindow::remakeAsset);
    connect(m_actions->cancelAsset, &QAction::triggered, m_remaker, &AssetRemaker::cancel);
    connect(m_actions->showBefore, &QAction::toggled, m_assetPanel, &AssetPanel::setBeforeShown);
    connect(m_assetPanel, &AssetPanel::applyRequested, m_actions->applyAsset, &QAction::trigger);
    connect(m_assetPanel, &AssetPanel::cancelRequested, m_actions->cancelAsset, &QAction::trigger);
    connect(m_assetPanel, &AssetPanel::beforeShownChanged, m_actions->showBefore, &QAction::setChecked);
    connect(m_assetPanel, &AssetPanel::beforeShownChanged, this, &MainWindow::showBefore);
    connect(m_assetPanel, &AssetPanel::changed, this, [this] {
        m_actions->applyAsset->setEnabled(m_assetPanel->canApply());
        m_actions->showBefore->setEnabled(m_assetPanel->state() == AssetState::Ready);
    });
    connect(m_remaker, &AssetRemaker::progressed, m_assetPanel, &AssetPanel::showProgress);
    connect(m_remaker, &AssetRemaker::made, this,
            [this](const std::shared_ptr<const MadeAsset>& asset, const AssetSettings& settings) {
                showRemade(*asset, settings);
            });
    connect(m_remaker, &AssetRemaker::cancelled, this, [this] {
        showStatus(tr("Stopped; the asset is as it was"));
        updateActions();
    });
    connect(m_remaker, &AssetRemaker::failed, this, [this](const JobFailure& failure) {
        showFailure(failure);
        updateActions();
    });
    connect(m_remaker, &AssetRemaker::beforeReady, this, [this](const MeshAssetPtr& mesh) {
        if (m_assetPanel->isBeforeShown()) m_viewport->showMesh(mesh);
    });
}

AssetState MainWindow::assetState() const {
    if (m_remaker->isBusy()) return AssetState::Making;
    if (!m_result) return AssetState::None;
    if (!m_result->raw) return AssetState::Fixed;
    return m_jobs->activeJob() ? AssetState::Busy : AssetState::Ready;
}

void MainWindow::showAsset(const std::shared_ptr<const GenerateResult>& result, const AssetSettings& settings) {
    m_result = result;
    m_resultSettings = settings;
    m_assetPanel->setMadeWith(settings);
    m_assetPanel->setBeforeShown(false);
    m_stack->setCurrentWidget(m_viewport);
    m_viewport->setGaussians(result->gaussians);
    m_viewport->showMesh(result->mesh);
    m_timeline->finish();
    m_assets->summarize(result->mesh);
    updateActions();
}

void MainWindow::remakeAsset() {
    const AssetSettings settings = m_assetPanel->settings();
    if (const auto problems = settings.check(); !problems.empty()) {
        showFailure({ErrorCode::InvalidRequest, problems.front().message, problems.front().hint, {}});
        return;
    }
    m_banner->dismiss();
    m_remaker->start(m_result->raw, settings);
    showStatus(tr("Making the asset again"));
    updateActions();
}

void MainWindow::showRemade(const MadeAsset& asset, const AssetSettings& settings) {
    auto result = std::make_shared<GenerateResult>(*m_result);
    result->mesh = asset.mesh;
    result->asset = asset.report;
    showAsset(result, settings);
    updateHistory();
    showStatus(tr("The asset was made again"));
}

void MainWindow::showBefore(bool shown) {
    if (!m_result) return;
    if (shown)
        m_remaker->makeBefore(m_result->raw);
    else if (m_viewport->mesh() != m_result->mesh)
        m_viewport->showMesh(m_result->mesh);
}

}  // namespace espalier

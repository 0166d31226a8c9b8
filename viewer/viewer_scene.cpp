#include "viewer/viewer_scene.h"

#include <Qt3DExtras/Qt3DWindow>
#include <Qt3DRender/QCamera>
#include <Qt3DRender/QRenderSettings>

#include "viewer/frame_graph.h"
#include "viewer/ground_entity.h"
#include "viewer/pbr_material.h"
#include "viewer/shape_entity.h"
#include "viewer/splat_entity.h"
#include "viewer/still_branch.h"

namespace espalier {

ViewerScene::ViewerScene(Qt3DExtras::Qt3DWindow* window)
    : m_window(window),
      m_root(new Qt3DCore::QEntity),
      m_frameGraph(new FrameGraph(window, window->camera(), m_root)),
      m_shape(new ShapeEntity(m_root)),
      m_ground(new GroundEntity(m_root)),
      m_splats(new SplatEntity(m_root, kSplatBranch)),
      m_stillSplats(new SplatEntity(m_root, kStillSplatBranch)) {
    QObject::connect(m_splats, &SplatEntity::sorted, m_root, [this] { chooseBranch(); });
    window->setActiveFrameGraph(m_frameGraph);
    window->setRootEntity(m_root);
    // Draw when something changed: while a job runs, the processor belongs to the job.
    window->renderSettings()->setRenderPolicy(Qt3DRender::QRenderSettings::OnDemand);
}

void ViewerScene::setShape(const DisplayShapePtr& shape) {
    m_shape->setShape(shape);
    if (m_shape->shape()) m_ground->setHeight(m_shape->shape()->box.min[2]);
    chooseBranch();
}

const DisplayShapePtr& ViewerScene::shape() const {
    return m_shape->shape();
}

void ViewerScene::setSplats(const SplatShapePtr& splats) {
    m_splats->setShape(splats);
    m_stillSplats->setShape(nullptr);
    chooseBranch();
}

void ViewerScene::setShowing(Showing showing) {
    m_showing = showing;
    chooseBranch();
}

void ViewerScene::setCamera(const OrbitCamera& camera) {
    applyCamera(m_window->camera(), camera);
    m_splats->setView(camera, camera.viewportSize() * m_window->devicePixelRatio());
    m_frameGraph->setGroundInFront(camera.isOrthographic() ? camera.forward().z() > 0
                                                           : camera.position().z() < m_ground->height());
}

void ViewerScene::setShading(Shading shading) {
    m_shape->material()->setShading(shading);
}

void ViewerScene::setWireframeShown(bool shown) {
    m_wireframeShown = shown;
    chooseBranch();
}

Showing ViewerScene::drawn() const {
    return m_splats->isShown() ? m_showing : Showing::Mesh;
}

void ViewerScene::chooseBranch() {
    m_frameGraph->setShapeBranch(m_shape->shape() && m_shape->shape()->textures, m_wireframeShown, drawn());
    if (m_frameGraph->still()->isEnabled() && areStillsOfSplats()) m_stillSplats->setShape(m_splats->shape());
}

void ViewerScene::setEnvironment(EnvironmentKind kind) {
    m_shape->material()->setEnvironment(kind);
}

void ViewerScene::setLightRotation(float degrees) {
    m_shape->material()->setLightRotation(degrees);
}

void ViewerScene::setExposure(float stops) {
    m_shape->material()->setExposure(stops);
}

void ViewerScene::setGroundShown(bool shown) {
    m_ground->setEnabled(shown);
}

bool ViewerScene::isGroundShown() const {
    return m_ground->isEnabled();
}

void ViewerScene::setColors(const QColor& background, const QColor& lines) {
    m_frameGraph->setBackground(background);
    m_ground->setLineColor(lines);
}

void ViewerScene::beginStills(const OrbitCamera& camera, const QSize& pixels) {
    m_frameGraph->still()->setView(camera, pixels);
    m_stillSplats->setView(camera, pixels);
    m_frameGraph->still()->setEnabled(true);
    chooseBranch();
}

void ViewerScene::endStills() {
    m_frameGraph->still()->setEnabled(false);
}

Qt3DRender::QRenderCapture* ViewerScene::stillCapture() const {
    return m_frameGraph->still()->capture();
}

bool ViewerScene::areStillsOfSplats() const {
    return drawn() == Showing::Gaussians;
}

bool ViewerScene::isStillSorted() const {
    const bool isOnItsWay = m_splats->shape() && !m_splats->isShown();
    return m_stillSplats->isSorted() && !isOnItsWay;
}

bool ViewerScene::isSorted() const {
    return m_splats->isSorted();
}

bool ViewerScene::isDrawable() const {
    return m_window->isExposed();
}

Qt3DRender::QRenderCapture* ViewerScene::capture() const {
    return m_frameGraph->capture();
}

}  // namespace espalier

#include "viewer/frame_graph.h"

#include <QColor>
#include <Qt3DRender/QCamera>
#include <Qt3DRender/QCameraSelector>
#include <Qt3DRender/QClearBuffers>
#include <Qt3DRender/QFilterKey>
#include <Qt3DRender/QRenderCapture>
#include <Qt3DRender/QRenderPassFilter>
#include <Qt3DRender/QViewport>

#include "viewer/still_branch.h"

namespace espalier {

using namespace Qt3DRender;
using Qt3DCore::QNode;

QFilterKey* filterBy(QNode* parent, const char* branch) {
    auto* filter = new QRenderPassFilter(parent);
    auto* key = new QFilterKey(filter);
    key->setName(kBranchKey);
    key->setValue(QString(branch));
    filter->addMatch(key);
    return key;
}

void applyCamera(QCamera* node, const OrbitCamera& camera) {
    node->setPosition(camera.position());
    node->setViewCenter(camera.target());
    node->setUpVector(camera.up());
    node->setProjectionMatrix(camera.projectionMatrix());
}

namespace {

void choose(QFilterKey* key, bool isDrawn, const char* branch) {
    key->setValue(QString(isDrawn ? branch : kNoBranch));
}

QNode* selectCamera(QNode* parent, QCamera* camera) {
    auto* selector = new QCameraSelector(parent);
    selector->setCamera(camera);
    return selector;
}

}  // namespace

FrameGraph::FrameGraph(QObject* surface, QCamera* camera, QNode* scene) {
    setSurface(surface);
    m_shapeView = new QViewport(this);
    QNode* shapes = selectCamera(m_shapeView, camera);
    m_clear = new QClearBuffers(shapes);
    m_clear->setBuffers(QClearBuffers::ColorDepthBuffer);
    m_shapeBranch = filterBy(m_clear, shapeBranch(false, false));
    m_shapeGround = filterBy(shapes, kGroundBranch);

    m_splatView = new QViewport(this);
    QNode* splats = selectCamera(m_splatView, camera);
    m_groundBehind = filterBy(splats, kNoBranch);
    m_splatBranch = filterBy(splats, kNoBranch);
    // The branch that is drawn last takes the picture.
    m_capture = new QRenderCapture(splats);
    m_groundInFront = filterBy(m_capture, kNoBranch);

    m_still = new StillBranch(this, scene);
}

void FrameGraph::setBackground(const QColor& color) {
    m_clear->setClearColor(color);
}

void FrameGraph::setShapeBranch(bool textured, bool wireframe, Showing showing) {
    const bool shape = showing != Showing::Gaussians;
    m_showsSplats = showing != Showing::Mesh;
    choose(m_shapeBranch, shape, shapeBranch(textured, wireframe));
    choose(m_shapeGround, shape, kGroundBranch);
    choose(m_splatBranch, m_showsSplats, kSplatBranch);
    chooseGround();
    m_still->shapeKey()->setValue(QString(shape ? shapeBranch(textured, wireframe) : kStillSplatBranch));
    const double half = showing == Showing::SideBySide ? 0.5 : 1.0;
    m_shapeView->setNormalizedRect({0, 0, half, 1});
    m_splatView->setNormalizedRect({1 - half, 0, half, 1});
}

void FrameGraph::setGroundInFront(bool inFront) {
    if (inFront == m_isGroundInFront) return;
    m_isGroundInFront = inFront;
    chooseGround();
}

void FrameGraph::chooseGround() {
    choose(m_groundBehind, m_showsSplats && !m_isGroundInFront, kGroundBranch);
    choose(m_groundInFront, m_showsSplats && m_isGroundInFront, kGroundBranch);
}

}  // namespace espalier

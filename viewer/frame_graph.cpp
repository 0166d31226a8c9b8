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

FrameGraph::FrameGraph(QObject* surface, QCamera* camera, QNode* scene) {
    setSurface(surface);
    auto* viewport = new QViewport(this);
    auto* cameraSelector = new QCameraSelector(viewport);
    cameraSelector->setCamera(camera);

    m_clear = new QClearBuffers(cameraSelector);
    m_clear->setBuffers(QClearBuffers::ColorDepthBuffer);
    m_shapeBranch = filterBy(m_clear, shapeBranch(false, false));

    // The branch that is drawn last takes the picture.
    m_capture = new QRenderCapture(cameraSelector);
    filterBy(m_capture, kGroundBranch);

    m_still = new StillBranch(this, scene);
}

void FrameGraph::setBackground(const QColor& color) {
    m_clear->setClearColor(color);
}

void FrameGraph::setShapeBranch(bool textured, bool wireframe) {
    for (QFilterKey* key : {m_shapeBranch, m_still->shapeKey()})
        key->setValue(QString(shapeBranch(textured, wireframe)));
}

}  // namespace espalier

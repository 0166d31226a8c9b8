#include "viewer/frame_graph.h"

#include <QColor>
#include <Qt3DRender/QCamera>
#include <Qt3DRender/QCameraSelector>
#include <Qt3DRender/QClearBuffers>
#include <Qt3DRender/QFilterKey>
#include <Qt3DRender/QRenderCapture>
#include <Qt3DRender/QRenderPassFilter>
#include <Qt3DRender/QViewport>

namespace espalier {

using namespace Qt3DRender;

namespace {

QFilterKey* filterBy(QRenderPassFilter* filter, const char* branch) {
    auto* key = new QFilterKey(filter);
    key->setName(kBranchKey);
    key->setValue(QString(branch));
    filter->addMatch(key);
    return key;
}

}  // namespace

FrameGraph::FrameGraph(QObject* surface, QCamera* camera) {
    setSurface(surface);
    auto* viewport = new QViewport(this);
    auto* cameraSelector = new QCameraSelector(viewport);
    cameraSelector->setCamera(camera);

    m_clear = new QClearBuffers(cameraSelector);
    m_clear->setBuffers(QClearBuffers::ColorDepthBuffer);
    m_shapeBranch = filterBy(new QRenderPassFilter(m_clear), shapeBranch(false, false));

    // The branch that is drawn last takes the picture.
    m_capture = new QRenderCapture(cameraSelector);
    filterBy(new QRenderPassFilter(m_capture), kGroundBranch);
}

void FrameGraph::setBackground(const QColor& color) {
    m_clear->setClearColor(color);
}

void FrameGraph::setShapeBranch(bool textured, bool wireframe) {
    m_shapeBranch->setValue(QString(shapeBranch(textured, wireframe)));
}

}  // namespace espalier

#include "viewer/still_branch.h"

#include <QColor>
#include <Qt3DRender/QCamera>
#include <Qt3DRender/QCameraSelector>
#include <Qt3DRender/QClearBuffers>
#include <Qt3DRender/QRenderCapture>
#include <Qt3DRender/QRenderTarget>
#include <Qt3DRender/QRenderTargetOutput>
#include <Qt3DRender/QRenderTargetSelector>
#include <Qt3DRender/QTexture>
#include <Qt3DRender/QViewport>

#include "viewer/frame_graph.h"

namespace espalier {

using namespace Qt3DRender;

namespace {

QAbstractTexture* addOutput(QRenderTarget* target, QRenderTargetOutput::AttachmentPoint point,
                            QAbstractTexture::TextureFormat format) {
    auto* output = new QRenderTargetOutput(target);
    auto* texture = new QTexture2D(output);
    texture->setFormat(format);
    texture->setSize(1, 1);
    texture->setGenerateMipMaps(false);
    output->setAttachmentPoint(point);
    output->setTexture(texture);
    target->addOutput(output);
    return texture;
}

}  // namespace

StillBranch::StillBranch(Qt3DCore::QNode* frameGraph, Qt3DCore::QNode* scene)
    : QSubtreeEnabler(frameGraph), m_camera(new QCamera(scene)) {
    setEnabled(false);
    auto* selector = new QRenderTargetSelector(this);
    auto* target = new QRenderTarget(selector);
    m_color = addOutput(target, QRenderTargetOutput::Color0, QAbstractTexture::RGBA8_UNorm);
    m_depth = addOutput(target, QRenderTargetOutput::Depth, QAbstractTexture::D24);
    selector->setTarget(target);
    auto* cameraSelector = new QCameraSelector(new QViewport(selector));
    cameraSelector->setCamera(m_camera);
    auto* clear = new QClearBuffers(cameraSelector);
    clear->setBuffers(QClearBuffers::ColorDepthBuffer);
    clear->setClearColor(QColor(0, 0, 0, 0));
    m_capture = new QRenderCapture(clear);
    m_shapeKey = filterBy(m_capture, shapeBranch(false, false));
}

void StillBranch::setView(const OrbitCamera& camera, const QSize& pixels) {
    m_color->setSize(pixels.width(), pixels.height());
    m_depth->setSize(pixels.width(), pixels.height());
    applyCamera(m_camera, camera);
}

}  // namespace espalier

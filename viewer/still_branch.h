#pragma once

#include <QSize>
#include <Qt3DRender/QSubtreeEnabler>

#include "viewer/orbit_camera.h"

namespace Qt3DRender {
class QAbstractTexture;
class QCamera;
class QFilterKey;
class QRenderCapture;
}  // namespace Qt3DRender
namespace Qt3DCore {
class QNode;
}  // namespace Qt3DCore

namespace espalier {

/// Draws the shapes alone into a texture of any size, on a transparent background; the window keeps what it shows.
/// Costs nothing until it is enabled.
class StillBranch : public Qt3DRender::QSubtreeEnabler {
    Q_OBJECT

public:
    /// `scene` gets the branch's camera.
    StillBranch(Qt3DCore::QNode* frameGraph, Qt3DCore::QNode* scene);

    void setView(const OrbitCamera& camera, const QSize& pixels);
    Qt3DRender::QFilterKey* shapeKey() const { return m_shapeKey; }
    Qt3DRender::QRenderCapture* capture() const { return m_capture; }

private:
    Qt3DRender::QAbstractTexture* m_color;
    Qt3DRender::QAbstractTexture* m_depth;
    Qt3DRender::QCamera* m_camera;
    Qt3DRender::QFilterKey* m_shapeKey;
    Qt3DRender::QRenderCapture* m_capture;
};

}  // namespace espalier

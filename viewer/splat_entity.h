#pragma once

#include <Qt3DCore/QEntity>

#include "viewer/orbit_camera.h"
#include "viewer/splat_sorter.h"

namespace Qt3DCore {
class QAttribute;
class QBuffer;
}  // namespace Qt3DCore
namespace Qt3DRender {
class QAbstractTexture;
class QGeometryRenderer;
class QParameter;
}  // namespace Qt3DRender

namespace espalier {

/// Gaussians on screen (resources/shaders/splat.*): one square each, placed and shaped by its covariance as the camera
/// sees it, and blended from back to front. The splats lie in a texture; only their order changes with the view. Each
/// view has an entity of its own, because each has its own order.
class SplatEntity : public Qt3DCore::QEntity {
    Q_OBJECT

public:
    /// Drawn by the frame graph's branch of that name.
    SplatEntity(Qt3DCore::QNode* parent, const char* branch);

    /// Null: nothing is drawn.
    void setShape(const SplatShapePtr& shape);
    const SplatShapePtr& shape() const { return m_shape; }
    /// Where it is seen from, in a picture of that many pixels of the device.
    void setView(const OrbitCamera& camera, const QSizeF& pixels);

    /// There is a shape that was sorted at least once.
    bool isShown() const { return isEnabled(); }
    /// It is sorted for the newest view.
    bool isSorted() const { return m_sorter.isDone(); }

Q_SIGNALS:
    /// The order was handed to the renderer.
    void sorted();

private:
    Qt3DRender::QGeometryRenderer* createGeometry();
    void replaceShape(const SplatShapePtr& shape);
    void setTable(Qt3DRender::QAbstractTexture* texture);
    void show(const QByteArray& order);

    SplatShapePtr m_shape;
    SplatSorter m_sorter;
    Qt3DCore::QBuffer* m_order;
    Qt3DCore::QAttribute* m_orderAttribute;
    Qt3DRender::QGeometryRenderer* m_renderer;
    Qt3DRender::QParameter* m_table;
    Qt3DRender::QParameter* m_pixels;
};

}  // namespace espalier
